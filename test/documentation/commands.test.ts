/**
 * Each command of the documentation runs as it is written, on a history of this test; or the test that runs it is named; or
 * why it cannot run here. docs/home-server.md and docs/recipes.md have tests of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startHistoryTable, type TestTable } from '../support/dynamodb';
import { history } from '../support/run-history';
import { replay } from '../support/run-replay';
import { report, useEngine } from '../support/run-report';
import { captured, failed } from '../support/slots';
import { readPage, shellBlocks } from './pages';
import { RECORDED_PAGES, type RecordedCommand, recordCommands } from './recorded-commands';

const NOW = '2026-01-01T11:30:00Z';

const PROJECT = resolve(__dirname, '../..');
const { scripts, bin }: Record<string, Record<string, string>> = JSON.parse(readPage('package.json'));

const pages = RECORDED_PAGES.filter((page) => shellBlocks(readPage(page)).length > 0);
const commandsOf = new Map(pages.map((page) => [page, recordCommands(page)]));

const ROWS = [
  captured({ slot: '2025-12-30T23:00:00Z', held: { BTC: '1' } }),
  captured({ slot: '2025-12-31T22:00:00Z', held: { BTC: '1.5', ETH: ['2', '0.5'] } }),
  captured({ slot: '2026-01-01T10:00:00Z', held: { BTC: '1.4' } }),
  failed({ slot: '2026-01-01T11:00:00Z', reason: 'ip-not-whitelisted' }),
];

let table: TestTable;
let folder: string;
beforeAll(async () => {
  table = await startHistoryTable();
  await table.write(ROWS);
  useEngine(table);
  folder = mkdtempSync(join(tmpdir(), 'documentation-'));
  // The documented commands write into the folder in which they run.
  process.chdir(folder);
  writeFileSync('lambda.log', '');
});
afterAll(async () => {
  process.chdir(PROJECT);
  rmSync(folder, { recursive: true });
  await table.close();
});

const openLocal = async () => ({
  client: table.client,
  tableName: table.tableName,
  close: async () => {},
});

/** Without a stack to look it up, the table is named. */
const withTable = (args: readonly string[]) =>
  args.includes('--local') || args.includes('--table') ? [...args] : [...args, '--table', table.tableName];

type Run = (args: readonly string[]) => Promise<{ exitCode: number; stderr: string }>;
type Rule = { run: Run } | { testedBy: string } | { notHere: string };

const RULES: [command: RegExp, rule: Rule][] = [
  [
    /^npm run report -- statement .*--format pdf/,
    { testedBy: 'test/functions/report/statement-html.test.ts' },
  ],
  [/^npm run report -- /, { run: (args) => report(withTable(args), NOW, { openLocal }) }],
  [/^npm run history -- /, { run: (args) => history(withTable(args), openLocal) }],
  [/^npm run replay -- --file /, { run: (args) => replay([...args]) }],
  [/^npm run replay/, { testedBy: 'test/functions/replay/main.test.ts' }],
  [/^npm start -- --live/, { notHere: 'needs a key of BingX' }],
  [/^npm start/, { testedBy: 'test/end-to-end/npm-start.test.ts' }],
  [/^npm run serve/, { testedBy: 'test/end-to-end/serve.test.ts' }],
  [/^npm run check-account -- main --live/, { notHere: 'needs a key of BingX' }],
  [/^npm run check-account/, { testedBy: 'test/end-to-end/check-account.test.ts' }],
  [/^npm run set-key/, { testedBy: 'test/infra/set-key/set-keys.test.ts' }],
  [/^npm run (screenshots|page-times|monitor-year|serve-month|chaos)$/, { notHere: 'takes minutes' }],
  [/^npm run faults$/, { testedBy: 'test/faults/faults.test.ts' }],
  [/^npm run tables$/, { testedBy: 'test/documentation/tables.test.ts' }],
  [/^npm run synth$/, { testedBy: 'test/infra/validation.test.ts' }],
  [
    /^(npm ci|npm test|npm run check|npm run test:(end-to-end|browser|conformance))$/,
    { testedBy: '.ci/run' },
  ],
  [/^npx jest test\/infra$/, { testedBy: '.ci/run' }],
  [/^npm run (soak|bench|mutation|mutation:invariants)$/, { notHere: 'takes minutes to hours' }],
  [
    /^(npm run deploy( -- --revert-drift)?|npx cdk bootstrap|npx cdk diff)$/,
    { notHere: 'needs an AWS account' },
  ],
  [/^git pull$/, { notHere: 'needs a remote repository' }],
  [
    /^aws dynamodb (query|execute-statement|describe-table) /,
    { testedBy: 'test/conformance/recipes.test.ts' },
  ],
  [/^aws /, { testedBy: 'test/conformance/aws-cli.test.ts' }],
];

const ruleFor = (command: RecordedCommand) => RULES.find(([pattern]) => pattern.test(command.join(' ')))?.[1];

describe.each(pages)('the commands of %s', (page) => {
  const commands = commandsOf.get(page) ?? [];

  it('are known to this test', () => {
    const unknown = commands.filter((command) => ruleFor(command) === undefined);

    expect(unknown).toEqual([]);
  });

  it('are scripts of package.json, where they are npm run', () => {
    for (const [program, run, script = ''] of commands) {
      if (program === 'npm' && run === 'run') expect(Object.keys(scripts ?? {})).toContain(script);
    }
  });

  it('run, or are run by the tests that are named', async () => {
    for (const command of commands) {
      const rule = ruleFor(command) ?? { notHere: '' };
      if ('testedBy' in rule) expect(existsSync(join(PROJECT, rule.testedBy))).toBe(true);
      if (!('run' in rule)) continue;
      const { exitCode, stderr } = await rule.run(command.slice(command.indexOf('--') + 1));
      expect([command.join(' '), exitCode, stderr]).toEqual([
        command.join(' '),
        0,
        expect.not.stringMatching(/^error/m),
      ]);
    }
  });

  it('write no key to the history of the shell or to a file', () => {
    for (const block of shellBlocks(readFileSync(join(PROJECT, page), 'utf8'))) {
      expect(block).not.toMatch(/_KEY=\S|(printf|echo|cat).*[kK]ey/);
    }
  });
});

it('are in the README those that CI runs: a clean install, the first snapshot and the tests', () => {
  const readme = (commandsOf.get('README.md') ?? []).map((command) => command.join(' '));

  expect(readme.slice(0, 2)).toEqual(['npm ci', 'npm start']);
  expect(readme).toContain('npm test');
});

describe('the bin of package.json', () => {
  it('is the report command, from any folder', () => {
    const [[name, file = ''] = []] = Object.entries(bin ?? {});
    const { stdout, status } = spawnSync(join(PROJECT, file), ['--help'], { encoding: 'utf8', cwd: folder });

    expect(name).toBe('balance-report');
    expect([status, stdout]).toEqual([0, expect.stringContaining('Reads the balance history')]);
  });
});
