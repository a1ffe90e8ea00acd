/**
 * `npm run mutation`: changes the functions line by line and checks that a test fails, folder by folder, each against the
 * tests that mirror it. Arguments name folders or files of `functions/`; without any, all folders are mutated.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { FOLDERS, patternsOf } from './targets';

const ROOT = join(__dirname, '..', '..');
const STRYKER = join(__dirname, 'node_modules', '.bin', 'stryker');
/** The fields of Stryker's report that are counted: https://github.com/stryker-mutator/mutation-testing-elements */
const report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

type Score = { killed: number; survived: number };

function mutate(path: string): Score | undefined {
  const file = join('reports', 'mutation', `${path.replaceAll('/', '-')}.json`);
  const { status } = spawnSync(
    STRYKER,
    ['run', join(__dirname, 'stryker.config.mjs'), '--mutate', patternsOf(path).join(',')],
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
  return { killed: count('Killed', 'Timeout'), survived: count('Survived', 'NoCoverage') };
}

const percent = ({ killed, survived }: Score) => `${((killed * 100) / (killed + survived)).toFixed(1)}%`;

function run(paths: string[]): void {
  if (!existsSync(STRYKER)) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  }
  const all: Score = { killed: 0, survived: 0 };
  for (const path of paths) {
    const score = mutate(path);
    if (!score) {
      process.exitCode = 1;
      continue;
    }
    all.killed += score.killed;
    all.survived += score.survived;
    console.log(`${path}: ${percent(score)} of ${score.killed + score.survived} mutants killed`);
  }
  console.log(`Total: ${percent(all)} of ${all.killed + all.survived} mutants killed`);
  if (all.killed / (all.killed + all.survived) < 0.9) process.exitCode = 1;
}

new Command('npm run mutation --')
  .description('Change the functions line by line and check that a test fails.')
  .argument('[paths...]', 'folders or files of functions/, such as functions/bingx', FOLDERS)
  .addHelpText('after', '\nExit codes: 0 at least 90% of the mutants are killed; 1 fewer; 2 usage error.')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run)
  .parse();
