/** An import that a signal or an error interrupts: its message, and the same command completes it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toItemLine } from '../../../functions/backup/item-line';
import { toDynamoJson } from '../../../functions/history/marshall';
import { type DynamoDb, dynamoDbError, startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { createHistoryTable } from '../../support/dynamodb';
import { history } from '../../support/run-history';
import { captured, hours } from '../../support/slots';
import { answered } from './history-files';

/** Two batches of an import, and rows large enough for two pages of an export. */
const ROWS = hours('2026-01-01T00:00:00Z', 120).map((slot, i) => ({
  ...toDynamoJson(captured({ slot, held: { BTC: `1.${i + 1}` } })),
  raw: { B: Buffer.alloc(9_000, i).toString('base64') },
}));
const TEXT = ROWS.map((row) => `${toItemLine(row).json}\n`).join('');

jest.setTimeout(60_000);

let folder: string;
let file: string;
let dynamodb: DynamoDb;
let table: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backup-'));
  file = join(folder, 'history.ndjson');
  writeFileSync(file, TEXT);
  dynamodb = await startDynamoDb();
  table = await createHistoryTable(dynamodb.client);
});
afterEach(async () => {
  await dynamodb.stop();
  rmSync(folder, { recursive: true });
});

const openLocal = async () => ({ client: dynamodb.client, tableName: table, close: async () => {} });
const importFile = () => history(['import', file, '--local'], openLocal);

async function exported(): Promise<string> {
  const output = join(folder, 'exported.ndjson');
  const { exitCode, stderr } = await history(['export', '--local', '--output', output], openLocal);
  if (exitCode !== 0) throw new Error(stderr);
  return readFileSync(output, 'utf8');
}

it('an export of several pages is the imported file, byte for byte', async () => {
  const { exitCode } = await importFile();

  expect(exitCode).toBe(0);
  expect(await exported()).toBe(TEXT);
});

it('an error ends an import with the rows that were read back, and a second import completes it', async () => {
  dynamodb.stub('PutItem', ...Array(100).fill(undefined), {
    before: dynamoDbError('AccessDeniedException', 'User is not authorized to perform: dynamodb:PutItem'),
  });

  const cut = await importFile();
  const repeated = await importFile();

  expect(cut.exitCode).toBe(1);
  expect(cut.stderr).toContain(
    '\n100 of 120 rows were read back from the table before this; run the same command again to continue.\n' +
      'These AWS credentials lack the permission dynamodb:PutItem: ',
  );
  expect(repeated.exitCode).toBe(0);
  expect(repeated.stderr).toMatch(/\n\d+ imported, \d+ already there\.\n.* 120 rows, SHA-256 /);
  expect(await exported()).toBe(TEXT);
});

it('a signal ends an import with the exit code of a shell, and a second import completes it', async () => {
  dynamodb.stub('PutItem', ...Array(100).fill(undefined), { before: { fault: 'hang' } });
  const importing = importFile();
  // Before and after the first batch, and before the second, whose first write is never answered.
  for (let queries = 0; queries < 3; queries++) await dynamodb.nextExecuted('Query');
  await dynamodb.nextRequest('PutItem');

  process.emit('SIGTERM', 'SIGTERM');
  const cut = await importing;
  const repeated = await importFile();

  expect(cut.exitCode).toBe(143);
  expect(cut.stderr).toContain('100 of 120 rows were read back from the table before this');
  expect(repeated.exitCode).toBe(0);
  expect(await exported()).toBe(TEXT);
});

it('a write whose answer is lost counts as imported', async () => {
  dynamodb.stub('PutItem', { after: { fault: 'reset' } });

  const { exitCode, stdout, stderr } = await importFile();

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).toContain('\n120 imported.\n');
  expect(await exported()).toBe(TEXT);
});

it('a row that is read back differently is listed, and the exit code is 1', async () => {
  dynamodb.stub('PutItem', answered({}));

  const { exitCode, stdout, stderr } = await importFile();

  expect(exitCode).toBe(1);
  expect(stdout).toBe(
    'line 1: main 2026-01-01T00:00:00Z not read back as written; run the import again to check\n',
  );
  expect(stderr).toContain(`${table} at the slots of the file: 119 rows, SHA-256 `);
});
