/**
 * `npm run mutation`: changes the code line by line and checks that a test fails, folder by folder, each against the tests
 * that mirror it. Arguments name folders or files; without any, all folders are mutated.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import * as z from 'zod';
import { FOLDERS, patternsOf } from './targets';

const ROOT = join(__dirname, '..', '..');
const STRYKER = join(__dirname, 'node_modules', '.bin', 'stryker');

/** Percent of the mutants that must be killed, in each folder and in all. */
const MIN_FOLDER = 90;
const MIN_TOTAL = 95;

/** The fields of Stryker's report that are counted: https://github.com/stryker-mutator/mutation-testing-elements */
const report = z.object({
  files: z.record(z.string(), z.object({ mutants: z.array(z.object({ status: z.string() })) })),
});

type Score = { killed: number; survived: number };

/** Undefined where Stryker failed, for example because a test fails without any mutant. */
function mutate(path: string): Score | undefined {
  const file = join('reports', 'mutation', `${path.replaceAll('/', '-')}.json`);
  rmSync(join(ROOT, file), { force: true });
  spawnSync(STRYKER, ['run', join(__dirname, 'stryker.config.mjs'), '--mutate', patternsOf(path).join(',')], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, MUTATED: path, MUTATION_REPORT: file },
  });
  if (!existsSync(join(ROOT, file))) return undefined;
  const { files } = report.parse(JSON.parse(readFileSync(join(ROOT, file), 'utf8')));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
  return { killed: count('Killed', 'Timeout'), survived: count('Survived', 'NoCoverage') };
}

const percentOf = ({ killed, survived }: Score) => (killed * 100) / (killed + survived);

const toRow = (name: string, score: Score) => [
  name,
  score.killed + score.survived,
  score.killed,
  score.survived,
  `${percentOf(score).toFixed(1)}%`,
];

function run(paths: string[]): void {
  if (!existsSync(STRYKER)) {
    spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
  }
  const scores = paths.map((path) => [path, mutate(path)] as const);
  const measured = scores.flatMap(([, score]) => score ?? []);
  const total = measured.reduce(
    (sum, { killed, survived }) => ({ killed: sum.killed + killed, survived: sum.survived + survived }),
    { killed: 0, survived: 0 },
  );
  const table = new Table({
    head: ['folder', 'mutants', 'killed', 'survived', 'percent'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const [path, score] of scores) table.push(score ? toRow(path, score) : [path, '', '', '', 'failed']);
  table.push(toRow('total', total));
  console.log(table.toString());
  const isLow = measured.some((score) => percentOf(score) < MIN_FOLDER) || percentOf(total) < MIN_TOTAL;
  process.exitCode = isLow || measured.length < scores.length ? 1 : 0;
}

new Command('npm run mutation --')
  .description('Change the code line by line and check that a test fails.')
  .argument('[paths...]', 'folders or files, such as functions/bingx', FOLDERS)
  .addHelpText(
    'after',
    `\nExit codes: 0 at least ${MIN_FOLDER}% of the mutants of each folder and ${MIN_TOTAL}% of all are killed; 1 fewer; 2 usage error.
MUTATION_CONCURRENCY sets the number of processes (2).`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run)
  .parse();
