/** The tables of the documentation that are written from the code are those of the code; `npm run tables` writes them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { KNOWN_ROWS, NOW } from '../functions/report/known-history';
import { startHistoryTable, type TestTable } from '../support/dynamodb';
import { report, useEngine } from '../support/run-report';
import { type ReportOutput, tableNames, tables, withTables } from './tables';

const PAGES = ['docs/data-model.md', 'docs/reports.md'];

const COMMANDS: Record<string, string[]> = {
  balances: ['--account', 'main', '--at', '2026-01-01T01:00:00Z'],
  history: [],
  changes: ['--from', '2026-01-01T01:00:00Z'],
  worth: [],
  movements: [],
  gaps: ['--account', 'main'],
};

let history: TestTable;
let byName: Record<string, string>;
beforeAll(async () => {
  history = await startHistoryTable();
  await history.write(KNOWN_ROWS);
  useEngine(history);
  const outputs: ReportOutput[] = [];
  for (const [command, args] of Object.entries(COMMANDS)) {
    const run = (format: string) =>
      report([command, ...args, '--table', history.tableName, '--format', format], NOW);
    const json = JSON.parse((await run('json')).stdout);
    const [csvHead = ''] = (await run('csv')).stdout.split('\r\n');
    outputs.push({ command, json, csvHead });
  }
  byName = tables(outputs);
});
afterAll(() => history.close());

it.each(PAGES)('%s has the tables of the code', (page) => {
  const text = readFileSync(page, 'utf8');
  const written = withTables(text, byName);

  if (process.env.UPDATE_TABLES) writeFileSync(page, written);
  else expect(text).toBe(written);
});

it('each table is in one page', () => {
  const names = PAGES.flatMap((page) => tableNames(readFileSync(page, 'utf8')));

  expect(names.sort()).toEqual(Object.keys(byName).sort());
});
