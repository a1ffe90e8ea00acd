/** Reading slot states from the table: batches, unprocessed keys, the newest rows and the last captured one. */
import { BatchGetItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { createRowReader } from '../../../functions/monitor/row-reader';
import { slotKey } from '../../../functions/monitor/rows';
import { MIN_SLOT, slotTime, toSlot } from '../../../functions/schedule/slot';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { capturedRow } from '../../support/rows';
import { captured, failed, hours } from '../../support/slots';

/** More than a batch of keys has, and more than a page of the search for a captured row. */
const SLOTS = hours('2026-01-01T00:00:00Z', 105);
const LAST = SLOTS.at(-1) ?? '';

describe('from a table', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(SLOTS.slice(0, 20).map((slot) => captured({ account: 'main', slot, held: {} })));
    await table.write([
      captured({ account: 'outage', slot: SLOTS[0] ?? '', held: {} }),
      ...SLOTS.slice(1).map((slot) => failed({ account: 'outage', slot, reason: 'banned' })),
    ]);
  }, 60_000);
  afterAll(() => table.close());
  const reader = () => createRowReader(table.client, table.tableName);

  it('states are read in batches, and slots without a row are absent', async () => {
    const keys = SLOTS.flatMap((slot) => ['main', 'outage'].map((account) => ({ account, slot })));

    const states = await reader().states(keys);

    expect(states.size).toBe(20 + SLOTS.length);
    expect(states.get(slotKey({ account: 'main', slot: SLOTS[19] ?? '' }))).toEqual({
      kind: 'captured',
      wallets: {},
    });
  });

  it('no keys need no request', async () => {
    expect(await createRowReader(new DynamoDBClient({}), 'nowhere').states([])).toEqual(new Map());
  });

  it('a failed row has its reason and time', async () => {
    const key = { account: 'outage', slot: SLOTS[5] ?? '' };

    expect((await reader().states([key])).get(slotKey(key))).toEqual({
      kind: 'failed',
      reason: 'banned',
      at: Date.parse('2026-01-01T05:00:00.900Z'),
    });
  });

  it('a captured row has the reasons of the wallets that were not read', async () => {
    await table.write([
      capturedRow({
        account: 'wallets',
        slot: SLOTS[0] ?? '',
        walletErrors: { fund: { reason: 'timed-out', message: 'no answer' } },
      }),
    ]);
    const key = { account: 'wallets', slot: SLOTS[0] ?? '' };

    expect((await reader().states([key])).get(slotKey(key))).toEqual({
      kind: 'captured',
      wallets: { fund: 'timed-out' },
    });
  });

  it('a row of an unknown version is failed, and no captured one', async () => {
    const key = { account: 'later', slot: SLOTS[0] ?? '' };
    const Item = {
      account: { S: key.account },
      slot: { S: key.slot },
      version: { N: '99' },
      status: { S: 'captured' },
    };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));

    expect((await reader().states([key])).get(slotKey(key))).toMatchObject({
      kind: 'failed',
      reason: 'unreadable-row',
    });
    expect(await reader().lastCaptured('later', LAST)).toBeUndefined();
  });

  it('the newest rows up to a slot are in order', async () => {
    expect((await reader().newest('main', SLOTS[9] ?? '', 3)).map(({ slot }) => slot)).toEqual(
      SLOTS.slice(7, 10),
    );
    expect(await reader().newest('nobody', SLOTS[9] ?? '', 3)).toEqual([]);
    expect(await reader().newest('main', '2017-01-01T00:00:00Z', 3)).toEqual([]);
  });

  it('a row is found from the first possible slot on, and not at a key that is no slot', async () => {
    const [first, second] = [MIN_SLOT, toSlot(slotTime(MIN_SLOT) + 1000)];
    await table.write(
      [first, `${first} by hand`].map((slot) => captured({ account: 'first', slot, held: {} })),
    );

    const rows = await reader().newest('first', second, 2);

    expect(rows.map(({ slot }) => slot)).toEqual([first]);
    expect(await reader().newest('first', first, 1)).toEqual(rows);
    expect(await reader().lastCaptured('first', second)).toMatchObject({ slot: first });
    expect(await reader().lastCaptured('first', first)).toBeUndefined();
  });

  it('the last captured row is found before many failed ones, and never the slot itself', async () => {
    expect(await reader().lastCaptured('outage', LAST)).toEqual({ slot: SLOTS[0], wallets: {} });
    expect(await reader().lastCaptured('main', SLOTS[5] ?? '')).toEqual({ slot: SLOTS[4], wallets: {} });
    expect(await reader().lastCaptured('outage', SLOTS[0] ?? '')).toBeUndefined();
  });
});

describe('when DynamoDB leaves keys unprocessed', () => {
  const key = (slot: string) => ({ account: { S: 'main' }, slot: { S: slot } });
  const item = (slot: string) => ({ ...key(slot), status: { S: 'failed' }, version: { N: '1' } });
  const [first = '', second = ''] = SLOTS;
  const keys = [first, second].map((slot) => ({ account: 'main', slot }));

  it('reads them again after a wait', async () => {
    const client = new DynamoDBClient({});
    const waits: number[] = [];
    const unprocessed = { History: { Keys: [key(second)], ProjectionExpression: '#slot' } };
    const mock = mockClient(client);
    mock
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { History: [item(first)] }, UnprocessedKeys: unprocessed })
      .resolvesOnce({ Responses: { History: [item(second)] } });

    const states = await createRowReader(client, 'History', async (ms) => void waits.push(ms)).states(keys);

    expect(states.size).toBe(2);
    expect(waits).toEqual([100]);
    expect(mock.commandCalls(BatchGetItemCommand)[1]?.args[0].input.RequestItems).toEqual(unprocessed);
  });

  it('fails after eight attempts: an unread row is not a missing one', async () => {
    const client = new DynamoDBClient({});
    const waits: number[] = [];
    mockClient(client)
      .on(BatchGetItemCommand)
      .resolves({ UnprocessedKeys: { History: { Keys: [key(first)] } } });

    const reader = createRowReader(client, 'History', async (ms) => void waits.push(ms));

    await expect(reader.states(keys)).rejects.toThrow('throttles the table');
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400]);
  });
});
