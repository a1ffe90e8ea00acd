/** Reading single rows by their slots: in one request, and again what DynamoDB left unprocessed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type BatchGetItemCommandInput, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { MAX_BATCH_KEYS } from '../../../functions/history/batch-get';
import { marshallRow, toDynamoJson } from '../../../functions/history/marshall';
import { readBalances } from '../../../functions/history/read';
import { readRows } from '../../../functions/history/rows-by-key';
import { slotTime } from '../../../functions/schedule/slot';
import { ENGINE_CREDENTIALS, startHistoryTable, type TestTable } from '../../support/dynamodb';
import { fiveWalletRow } from '../../support/rows';
import { captured, failed, hours } from '../../support/slots';
import { recordQueries } from './record-queries';

const SLOTS = hours('2026-01-01T00:00:00Z', MAX_BATCH_KEYS);
const [FIRST = '', SECOND = '', THIRD = ''] = SLOTS;

let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
  await table.write(SLOTS.map((slot) => captured({ account: 'full', slot, held: { BTC: '1.5' } })));
  await table.write([
    fiveWalletRow({ account: 'kinds', slot: FIRST }),
    failed({ account: 'kinds', slot: SECOND, reason: 'banned' }),
  ]);
  const unreadable = {
    ...marshallRow(captured({ account: 'kinds', slot: THIRD, held: {} })),
    version: { N: '9' },
  };
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: unreadable }));
});
afterAll(() => table.close());

it('has the same rows as a range, whatever they contain', async () => {
  const range = { from: slotTime(FIRST), to: slotTime(THIRD) };
  const ofRange = [];
  for await (const rows of readBalances(table, 'kinds', range)) ofRange.push(...rows);

  const rows = await readRows(table, 'kinds', [FIRST, SECOND, THIRD]);

  expect([FIRST, SECOND, THIRD].map((slot) => rows.get(slot))).toEqual(ofRange);
  expect(ofRange.map(({ status }) => status)).toEqual(['captured', 'failed', 'failed']);
});

it('has as many rows as one request may have', async () => {
  const rows = await readRows(table, 'full', SLOTS);

  expect([...rows.keys()].sort()).toEqual(SLOTS);
});

it('has no entry for a slot without a row', async () => {
  const rows = await readRows(table, 'full', [FIRST, '2027-01-01T00:00:00Z']);

  expect([...rows.keys()]).toEqual([FIRST]);
});

it('sends no request for no slots', async () => {
  const requests = recordQueries(table);

  expect(await readRows(table, 'full', [])).toEqual(new Map());

  expect(requests).toEqual([]);
});

it('is strongly consistent, as a row that a query has returned must not be absent', async () => {
  const requests = recordQueries(table) as unknown as BatchGetItemCommandInput[];

  await readRows(table, 'full', [FIRST]);

  expect(requests.map(({ RequestItems }) => RequestItems?.[table.tableName]?.ConsistentRead)).toEqual([true]);
});

it('reads again the keys that DynamoDB left unprocessed', async () => {
  const [first, second] = [FIRST, SECOND].map((slot) => captured({ account: 'full', slot, held: {} }));
  const keyOf = (slot: string) => ({ account: { S: 'full' }, slot: { S: slot } });
  const item = (row: typeof first) => row && toDynamoJson(row);
  const unprocessed = { History: { Keys: [keyOf(SECOND)], ProjectionExpression: '#slot' } };
  const answers = [
    { Responses: { History: [item(first)] }, UnprocessedKeys: unprocessed },
    { Responses: { History: [item(second)] }, UnprocessedKeys: {} },
  ];
  const requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    requests.push(JSON.parse(await text(request)).RequestItems);
    response.end(JSON.stringify(answers[requests.length - 1]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: ENGINE_CREDENTIALS });

  const rows = await readRows({ client, tableName: 'History' }, 'full', [FIRST, SECOND]);

  client.destroy();
  server.close();
  expect([...rows.keys()]).toEqual([FIRST, SECOND]);
  expect(requests).toEqual([expect.anything(), unprocessed]);
});

it('sends nothing once the signal is aborted', async () => {
  const aborted = { ...table, signal: AbortSignal.abort() };

  await expect(readRows(aborted, 'full', [FIRST])).rejects.toMatchObject({ name: 'AbortError' });
});
