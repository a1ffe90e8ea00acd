/**
 * `npm run mutation`: changes the functions line by line and sees whether a test notices, folder by folder, each against the
 * tests that mirror it. Folders or files of `functions/` can be named; all where none is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';

const ROOT = join(__dirname, '..', '..');
const STRYKER = join(__dirname, 'node_modules', '.bin', 'stryker');
const FOLDERS = ['bingx', 'history', 'snapshot', 'replay', 'report'].map((folder) => `functions/${folder}`);

/** What only a process of its own or a browser runs: the end-to-end tests see to it. */
const NOT_MUTATED = ['main.ts', 'command-line.ts', 'handler.ts', 'page/browser/**'];

/** As much of Stryker's report as is counted here: https://github.com/stryker-mutator/mutation-testing-elements */
const report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

type Score = { noticed: number; survived: number };

function mutate(path: string): Score | undefined {
  const pattern = path.endsWith('.ts') ? path : `${path}/**/*.ts`;
  const file = join('reports', 'mutation', `${path.replaceAll('/', '-')}.json`);
  const { status } = spawnSync(
    STRYKER,
    [
      'run',
      join(__dirname, 'stryker.config.mjs'),
      '--mutate',
      [pattern, ...NOT_MUTATED.map((not) => `!functions/**/${not}`)].join(','),
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, MUTATED: path, MUTATION_REPORT: file },
    },
  );
  if (status !== 0) return undefined;
  const { files } = report.parse(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
  return { noticed: count('Killed', 'Timeout'), survived: count('Survived', 'NoCoverage') };
}

const percent = ({ noticed, survived }: Score) => `${((noticed * 100) / (noticed + survived)).toFixed(1)} %`;

function run(paths: string[]): void {
  if (!existsSync(STRYKER)) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  }
  const all: Score = { noticed: 0, survived: 0 };
  for (const path of paths) {
    const score = mutate(path);
    if (!score) {
      process.exitCode = 1;
      continue;
    }
    all.noticed += score.noticed;
    all.survived += score.survived;
    console.log(`${path}: ${percent(score)} of ${score.noticed + score.survived} mutants noticed`);
  }
  console.log(`In all ${percent(all)} of ${all.noticed + all.survived} mutants noticed`);
  if (all.noticed / (all.noticed + all.survived) < 0.9) process.exitCode = 1;
}

new Command('npm run mutation --')
  .description('Change the functions line by line and see whether a test notices.')
  .argument('[paths...]', 'folders or files of functions/, such as functions/bingx', FOLDERS)
  .addHelpText(
    'after',
    '\nExit codes: 0 at least 90% of the mutants are noticed; 1 fewer are; 2 wrong usage.',
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run)
  .parse();
