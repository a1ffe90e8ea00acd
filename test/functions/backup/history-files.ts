/** Tables and files of a history for export and import, on one engine for each test file. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { toItemLine } from '../../../functions/backup/item-line';
import { toDynamoJson } from '../../../functions/history/marshall';
import type { Row } from '../../../functions/history/row';
import { createHistoryTable, startHistoryTable, type TestTable, writeRows } from '../../support/dynamodb';
import { history } from '../../support/run-history';
import { temporaryFile, useEngine } from '../../support/run-report';

/** For one test file: an engine that runs until its last test, and tables on it. */
export function useTables() {
  // Under load, DynamoDB Local takes seconds to create a table.
  jest.setTimeout(60_000);

  let engine: TestTable;
  beforeAll(async () => {
    engine = await startHistoryTable();
    useEngine(engine);
  });
  afterAll(() => engine.close());

  const newTable = () => createHistoryTable(engine.client);
  async function tableWith(rows: Row[]): Promise<string> {
    const table = await newTable();
    await writeRows(engine.client, table, rows);
    return table;
  }
  return { client: () => engine.client, newTable, tableWith };
}

export const lines = (rows: Row[]) => rows.map((row) => `${toItemLine(toDynamoJson(row)).json}\n`).join('');

export function fileWith(text: string): string {
  const path = temporaryFile('history.ndjson');
  writeFileSync(path, text);
  return path;
}

export async function exported(table: string): Promise<string> {
  const path = temporaryFile('history.ndjson');
  const { exitCode, stderr } = await history(['export', '--table', table, '--output', path]);
  if (exitCode !== 0) throw new Error(stderr);
  return readFileSync(path, 'utf8');
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Success with an answer of DynamoDB that its table knows nothing of. */
export const answered = (body: Record<string, unknown>) => ({
  before: {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body),
  },
});

/** The answer to a query for rows that the table does not have, or did not have at that time. */
export const NO_ROWS = answered({ Items: [], Count: 0, ScannedCount: 0 });
