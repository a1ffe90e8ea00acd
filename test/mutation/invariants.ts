/**
 * `npm run mutation:invariants`: in a copy of the project, breaks the line that upholds each invariant, one at a time, and
 * checks that tests of that invariant fail.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import * as z from 'zod';
import { BREAKS, type Break } from './breaks';

const ROOT = join(__dirname, '..', '..');
const COPIED = ['functions', 'infra', 'test', 'package.json', 'tsconfig.json', 'jest.config.js', 'cdk.json'];

const results = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

type FailedTest = { group: string; title: string };

/** The invariants' tests that fail in `folder`, with the group that each belongs to. */
function failedTests(folder: string): FailedTest[] {
  const found = join(folder, 'found.json');
  rmSync(found, { force: true });
  const { stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', '.bin', 'jest'),
      'test/invariants/.*-invariants?.test',
      '--json',
      '--outputFile',
      found,
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY },
  );
  try {
    const { testResults } = results.parse(JSON.parse(readFileSync(found, 'utf8')));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    if (tests.length === 0) throw new Error('no test ran');
    return tests
      .filter(({ status }) => status === 'failed')
      .map(({ ancestorTitles: [group = ''], title }) => ({ group, title }));
  } catch (error) {
    throw new Error(`the tests did not run: ${(error as Error).message}\n${stderr.slice(-2000)}`);
  }
}

/** The tests that fail with one line broken. */
function failedTestsWith({ file, line, becomes }: Break, folder: string): FailedTest[] {
  const path = join(folder, 'functions', file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(line, () => becomes),
  );
  try {
    return failedTests(folder);
  } finally {
    writeFileSync(path, source);
  }
}

new Command('npm run mutation:invariants --')
  .description('Break the line that upholds each invariant, one at a time, and check that its tests fail.')
  .allowExcessArguments(false)
  .addHelpText('after', '\nExit codes: 0 every break fails a test; 1 one does not; 2 usage error.')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

const folder = mkdtempSync(join(tmpdir(), 'broken-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
for (const name of COPIED) {
  const isOurs = (path: string) => !path.includes('node_modules');
  cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: isOurs });
}
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));

const table = new Table({
  head: ['', 'line', 'replaced by', 'failed test'],
  colWidths: [4, 34, 34, 50],
  wordWrap: true,
  style: { head: [], border: [] },
});
const [unrelated] = failedTests(folder);
if (unrelated) throw new Error(`A test fails with nothing broken: ${unrelated.group} ${unrelated.title}`);
for (const one of BREAKS) {
  const [first, ...others] = failedTestsWith(one, folder).filter(({ group }) =>
    group.startsWith(`Invariant ${one.invariant}:`),
  );
  if (!first) process.exitCode = 1;
  const failed = first ? first.title + (others.length > 0 ? `, and ${others.length} more` : '') : 'NONE';
  table.push([one.invariant, `${one.file}: ${one.line}`, one.becomes || '(removed)', failed]);
  console.error(`${one.invariant} of ${BREAKS.length} tested`);
}
console.log(table.toString());
