/** How an import reads and writes a table: batch by batch, and beside others that write to it. */
import type { ArchiveRow } from '../../../functions/backup/archive';
import { importRows } from '../../../functions/backup/import';
import { toItemLine } from '../../../functions/backup/item-line';
import { putRow } from '../../../functions/backup/table-rows';
import { toDynamoJson } from '../../../functions/history/marshall';
import type { Row } from '../../../functions/history/row';
import { type DynamoDb, startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { createHistoryTable, writeRows } from '../../support/dynamodb';
import { captured, failed, hours } from '../../support/slots';
import { answered, NO_ROWS } from './history-files';

let dynamodb: DynamoDb;
let tableName: string;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
beforeEach(async () => {
  tableName = await createHistoryTable(dynamodb.client);
});
afterAll(() => dynamodb.stop());

const lineOf = (row: Row) => toItemLine(toDynamoJson(row));

async function imported(lines: ReturnType<typeof lineOf>[], dryRun = false) {
  async function* rows(): AsyncGenerator<ArchiveRow> {
    for (const [i, line] of lines.entries()) yield { ...line, line: i + 1 };
  }
  const batches = [];
  for await (const batch of importRows({ client: dynamodb.client, tableName }, rows(), { dryRun })) {
    batches.push(batch);
  }
  return batches;
}

const [SLOT = '', ...LATER_SLOTS] = hours('2026-01-01T00:00:00Z', 4);

describe('a batch', () => {
  const large = (account: string) =>
    [SLOT, ...LATER_SLOTS].map((slot) => ({ account, slot, json: ' '.repeat(3 << 20) }));

  it.each([
    ['no rows at all', [], []],
    [
      'one account',
      [
        captured({ account: 'a', slot: SLOT, held: {} }),
        captured({ account: 'b', slot: SLOT, held: {} }),
      ].map(lineOf),
      [1, 1],
    ],
    ['about 4 MB of rows', [...large('a'), ...large('b')], [2, 2, 2, 2]],
  ])('has at most %s', async (_what, lines, expected) => {
    const batches = await imported(lines, true);

    expect(batches.map((batch) => batch.length)).toEqual(expected);
  });
});

it('a repeated import reads the rows once, as they are now, and writes nothing', async () => {
  const lines = [SLOT, ...LATER_SLOTS].map((slot) => lineOf(captured({ slot, held: {} })));
  await imported(lines);
  const before = dynamodb.requests.length;

  await imported(lines);

  expect(dynamodb.requests.slice(before)).toMatchObject([
    { operation: 'Query', body: { ConsistentRead: true } },
  ]);
});

describe('where the table got a row after it was read', () => {
  const bitcoin = captured({ slot: SLOT, held: { BTC: '1' } });
  const empty = captured({ slot: SLOT, held: {} });
  const banned = failed({ slot: SLOT, reason: 'banned' });
  const unavailable = failed({ slot: SLOT, reason: 'exchange-unavailable' });

  it.each([
    ['a captured row stays', bitcoin, empty, 'kept-existing', bitcoin],
    ['a captured row stays where the file has a failed one', bitcoin, banned, 'kept-existing', bitcoin],
    ['a failed row stays where the file has a failed one', banned, unavailable, 'kept-existing', banned],
    ['a failed row is replaced by a captured one', banned, bitcoin, 'imported', bitcoin],
  ])('%s', async (_what, existing, row, kind, after) => {
    await writeRows(dynamodb.client, tableName, [existing]);
    dynamodb.stub('Query', NO_ROWS);

    const [[result] = []] = await imported([lineOf(row)]);

    expect(result).toMatchObject({ result: { kind }, stored: lineOf(after).json });
  });
});

it('a failed row that stays although DynamoDB accepted a captured one is not confirmed', async () => {
  const before = failed({ slot: SLOT, reason: 'banned' });
  await writeRows(dynamodb.client, tableName, [before]);
  dynamodb.stub('PutItem', answered({}));

  const [[result] = []] = await imported([lineOf(captured({ slot: SLOT, held: {} }))]);

  expect(result).toMatchObject({ result: { kind: 'not-confirmed' }, stored: lineOf(before).json });
});

it('a write is not sent once the signal is aborted', async () => {
  const row = lineOf(captured({ slot: SLOT, held: {} }));

  await expect(putRow(dynamodb.client, tableName, row, AbortSignal.abort())).rejects.toThrow('aborted');
});
