/**
 * `npm run mutation:invariants`: breaks, one at a time and in a copy, the line that upholds each invariant, and sees whether
 * the tests of that name notice.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import * as z from 'zod';

const ROOT = join(__dirname, '..', '..');
const COPIED = ['functions', 'infra', 'test', 'package.json', 'tsconfig.json', 'jest.config.js', 'cdk.json'];

type Break = { invariant: number; file: string; line: string; becomes: string };

// biome-ignore format: a table
const BREAKS: readonly Break[] = [
  { invariant: 1, file: 'history/write.ts', line: "'#status = :failed'", becomes: "'(#status = :failed OR #status <> :failed)'" },
  { invariant: 2, file: 'snapshot/take-snapshot.ts', line: 'const free = exactAmount(written.free);', becomes: 'const free = String(Number(written.free));' },
  { invariant: 3, file: 'snapshot/take-snapshot.ts', line: 'recorded = false;', becomes: '' },
  { invariant: 4, file: 'bingx/client.ts', line: 'message: clean.line(message),', becomes: 'message,' },
  { invariant: 5, file: 'snapshot/publish.ts', line: '[METRICS.failed, own,', becomes: '[METRICS.failed,' },
  { invariant: 6, file: 'bingx/error-codes.ts', line: "reason: 'ip-not-whitelisted', retry: 'never'", becomes: "reason: 'ip-not-whitelisted', retry: 'backoff'" },
  { invariant: 7, file: 'snapshot/take-snapshot.ts', line: 'if (lateness > job.maxLatenessSeconds * 1000)', becomes: 'if (lateness < 0)' },
  { invariant: 8, file: 'history/write.ts', line: "if (isSameRun(there, row)) return 'written';", becomes: '' },
];

const results = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

type Failing = { of: string; title: string };

/** The tests that fail in `folder`, and what they are tests of. */
function failing(folder: string): Failing[] {
  const found = join(folder, 'found.json');
  rmSync(found, { force: true });
  const { stderr } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', '.bin', 'jest'),
      'test/invariants/invariants',
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
      .map(({ ancestorTitles: [of = ''], title }) => ({ of, title }));
  } catch (error) {
    throw new Error(`the tests did not run: ${(error as Error).message}\n${stderr.slice(-2000)}`);
  }
}

/** The tests that fail with one line broken. */
function failingWith({ file, line, becomes }: Break, folder: string): Failing[] {
  const path = join(folder, 'functions', file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(line).length !== 2) throw new Error(`functions/${file} does not hold once: ${line}`);
  writeFileSync(
    path,
    whole.replace(line, () => becomes),
  );
  try {
    return failing(folder);
  } finally {
    writeFileSync(path, whole);
  }
}

new Command('npm run mutation:invariants --')
  .description('Break the line that upholds each invariant, one at a time, and see whether its tests notice.')
  .allowExcessArguments(false)
  .addHelpText('after', '\nExit codes: 0 each break is noticed; 1 one is not; 2 wrong usage.')
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
  head: ['', 'line', 'broken', 'noticed by'],
  colWidths: [3, 34, 34, 50],
  wordWrap: true,
  style: { head: [], border: [] },
});
const [unsound] = failing(folder);
if (unsound) throw new Error(`fails with nothing broken: ${unsound.of} ${unsound.title}`);
for (const one of BREAKS) {
  const [first, ...others] = failingWith(one, folder).filter(({ of }) =>
    of.startsWith(`Invariant ${one.invariant}:`),
  );
  if (!first) process.exitCode = 1;
  const noticed = first ? first.title + (others.length > 0 ? `, and ${others.length} more` : '') : 'NOBODY';
  table.push([one.invariant, `${one.file}: ${one.line}`, one.becomes || '(gone)', noticed]);
  console.error(`${one.invariant} of ${BREAKS.length} broken`);
}
console.log(table.toString());
