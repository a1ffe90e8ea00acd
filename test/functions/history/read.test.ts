/** The results of reading the table, and the queries sent for them. */
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { marshallRow } from '../../../functions/history/marshall';
import {
  adjacentRow,
  firstRow,
  lastCapturedRow,
  lastRowWithWallet,
  listAccounts,
  nextCapturedRow,
  readBalances,
  readStatuses,
} from '../../../functions/history/read';
import { slotTime } from '../../../functions/schedule/slot';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { fiveWalletRow } from '../../support/rows';
import { captured, failed, hours } from '../../support/slots';

const all = async <T>(batches: AsyncIterable<T[]>): Promise<T[]> => {
  const items: T[] = [];
  for await (const batch of batches) items.push(...batch);
  return items;
};

const range = (from: string, to: string) => ({ from: slotTime(from), to: slotTime(to) });

describe('reading the history', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
  });
  afterAll(() => table.close());

  /** Records the queries that are sent from now on. */
  function watchQueries(): QueryCommandInput[] {
    const seen: QueryCommandInput[] = [];
    table.client.middlewareStack.add(
      (next) => async (args) => {
        seen.push(args.input as QueryCommandInput);
        return next(args);
      },
      { step: 'initialize', name: 'watch', override: true },
    );
    return seen;
  }

  it('yields rows in order, with exact amounts and failures', async () => {
    await table.write([
      failed({ account: 'order', slot: '2026-01-01T01:00:00Z', reason: 'banned', message: 'HTTP 403' }),
      captured({
        account: 'order',
        slot: '2026-01-01T00:00:00Z',
        held: { BTC: ['0.00000001', '12345678901234567890.123456789'] },
      }),
      captured({ account: 'order', slot: '2026-01-01T02:00:00Z', held: {} }),
    ]);

    const rows = await all(
      readBalances(table, 'order', range('2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z')),
    );

    expect(rows).toEqual([
      {
        slot: '2026-01-01T00:00:00Z',
        schedule: 'cron(0 * * * ? *)',
        status: 'captured',
        capturedAt: '2026-01-01T00:00:00.250Z',
        balances: { spot: { BTC: { free: '0.00000001', locked: '12345678901234567890.123456789' } } },
      },
      {
        slot: '2026-01-01T01:00:00Z',
        schedule: 'cron(0 * * * ? *)',
        status: 'failed',
        failure: { reason: 'banned', message: 'HTTP 403', at: '2026-01-01T01:00:00.900Z', attempts: 1 },
      },
      expect.objectContaining({ slot: '2026-01-01T02:00:00Z', balances: { spot: {} } }),
    ]);
  });

  it('includes both bounds and no other account', async () => {
    const slots = hours('2026-02-01T00:00:00Z', 5);
    await table.write(slots.map((slot) => captured({ account: 'bounds', slot, held: { BTC: '1' } })));
    await table.write(slots.map((slot) => captured({ account: 'bounds2', slot, held: { BTC: '2' } })));

    const rows = await all(readStatuses(table, 'bounds', range(slots[1] ?? '', slots[3] ?? '')));

    expect(rows.map(({ slot }) => slot)).toEqual(slots.slice(1, 4));
  });

  describe('of a captured row without readable balances', () => {
    const [good = '', without = '', last = ''] = hours('2026-05-01T00:00:00Z', 3);
    const full = range(good, last);
    const statuses = (rows: { slot: string; status: string }[]) => rows.map(({ status }) => status);

    /** Writes the three slots for `account`; the second is a row whose balances are `balances`. */
    async function write(account: string, balances: AttributeValue | undefined): Promise<void> {
      await table.write(
        [good, last].map((slot) => captured({ account, slot, held: { BTC: '1', ETH: '2' } })),
      );
      const { balances: _, ...rest } = marshallRow(captured({ account, slot: without, held: {} }));
      const Item = { ...rest, ...(balances && { balances }) };
      await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
    }

    it.each<[string, AttributeValue | undefined]>([
      ['none', undefined],
      ['a list', { L: [] }],
      ['no wallet', { M: {} }],
      ['a wallet of type S', { M: { spot: { S: 'BTC' } } }],
    ])('returns it as failed, for balances and statuses: %s', async (what, balances) => {
      const account = `unreadable ${what}`;
      await write(account, balances);

      const read = [
        await all(readBalances(table, account, full)),
        await all(readStatuses(table, account, full)),
      ];

      for (const rows of read) expect(statuses(rows)).toEqual(['captured', 'failed', 'captured']);
    });

    it('finds the captured row before it, and reports the skipped one', async () => {
      await write('passed over', { L: [] });
      const passed: string[] = [];

      const row = await lastCapturedRow(
        { ...table, passedOver: ({ slot }) => void passed.push(slot) },
        'passed over',
        without,
      );

      expect([row?.slot, passed]).toEqual([good, [without]]);
    });
  });

  it('skips keys that are not possible slots when it looks for a single row, and reports them', async () => {
    const slots = [
      '0026-11-22T06:00:00Z',
      '2017-12-31T23:59:59Z',
      '2018-01-01T00:00:00Z',
      '2026-13-45',
      'noon',
    ];
    await table.write(slots.map((slot) => captured({ account: 'odd keys', slot, held: {} })));
    const passed: string[] = [];
    const odd = { ...table, passedOver: ({ slot }: { slot: string }) => void passed.push(slot) };

    const found = await Promise.all([
      firstRow(odd, 'odd keys'),
      adjacentRow(odd, 'odd keys', 'before', '2018-01-01T00:00:00Z'),
      adjacentRow(odd, 'odd keys', 'after', '2018-01-01T00:00:00Z'),
    ]);

    expect(found.map((row) => row?.slot)).toEqual(['2018-01-01T00:00:00Z', undefined, undefined]);
    expect(passed.sort()).toEqual(['0026-11-22T06:00:00Z', '2017-12-31T23:59:59Z', '2026-13-45']);
  });

  it('never reads the raw response, and no amounts for statuses', async () => {
    await table.write([captured({ account: 'lean', slot: '2026-01-01T00:00:00Z', held: { BTC: '1' } })]);
    const queries = watchQueries();

    await all(readStatuses(table, 'lean', range('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')));
    await all(readBalances(table, 'lean', range('2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')));

    expect(queries[0]?.ProjectionExpression).not.toContain('balances');
    const names = queries.flatMap(({ ExpressionAttributeNames = {} }) =>
      Object.values(ExpressionAttributeNames),
    );
    expect(names).not.toContain('raw');
  });

  it('reads many pages in parallel segments, each row once and in order', async () => {
    // A page of DynamoDB is 1 MB of rows, whatever the projection.
    const raw = { spot: new Uint8Array(60_000) };
    const slots = [...hours('2026-03-01T00:00:00Z', 60), ...hours('2026-06-01T00:00:30Z', 120)];
    await table.write(slots.map((slot) => ({ ...captured({ account: 'pages', slot, held: {} }), raw })));
    const queries = watchQueries();

    const rows = await all(
      readStatuses(table, 'pages', range('2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z')),
    );

    expect(rows.map(({ slot }) => slot)).toEqual(slots);
    expect(queries.length).toBeGreaterThan(8);
  }, 60_000);

  it('finds the rows before and after a slot, and the first row', async () => {
    const slots = hours('2026-01-01T00:00:00Z', 5);
    await table.write(slots.map((slot) => captured({ account: 'sides', slot, held: {} })));

    const found = await Promise.all([
      firstRow(table, 'sides'),
      adjacentRow(table, 'sides', 'before', slots[2] ?? ''),
      adjacentRow(table, 'sides', 'after', slots[2] ?? ''),
      adjacentRow(table, 'sides', 'before', slots[0] ?? ''),
      firstRow(table, 'nobody'),
    ]);

    expect(found.map((row) => row?.slot)).toEqual([slots[0], slots[1], slots[3], undefined, undefined]);
  });

  it('finds the last captured row before many failed ones', async () => {
    const slots = hours('2026-01-01T00:00:00Z', 40);
    await table.write([
      captured({ account: 'outage', slot: slots[0] ?? '', held: { BTC: '7' } }),
      ...slots.slice(1).map((slot) => failed({ account: 'outage', slot, reason: 'banned' })),
    ]);

    const found = await lastCapturedRow(table, 'outage', '2026-12-31T00:00:00Z');

    expect(found).toMatchObject({ slot: slots[0], balances: { spot: { BTC: { free: '7', locked: '0' } } } });
    expect(await lastCapturedRow(table, 'outage', '2025-12-31T00:00:00Z')).toBeUndefined();
  });

  it('finds the first captured row after a slot, up to a bound', async () => {
    const slots = ['00', '01', '02'].map((hour) => `2026-01-01T${hour}:00:00Z`);
    await table.write([
      captured({ account: 'next', slot: slots[0] ?? '', held: {} }),
      failed({ account: 'next', slot: slots[1] ?? '', reason: 'banned' }),
      captured({ account: 'next', slot: slots[2] ?? '', held: {} }),
    ]);
    const next = async (slot = '', bound = '') => (await nextCapturedRow(table, 'next', slot, bound))?.slot;

    expect(await next(slots[0], slots[2])).toBe(slots[2]);
    expect(await next(slots[0], slots[1])).toBeUndefined();
    expect(await next(slots[2], '2026-01-02T00:00:00Z')).toBeUndefined();
    expect(await next('2025-12-31T23:59:59Z', slots[0])).toBe(slots[0]);
  });

  it('finds the last captured row that names a wallet', async () => {
    const slots = ['00', '01', '02'].map((hour) => `2026-01-01T${hour}:00:00Z`);
    const [first, second, third] = slots.map((slot) => fiveWalletRow({ account: 'wallets', slot }));
    if (!first || !second || !third) throw new Error('there are three slots');
    const { USDTMPerp: _, ...balances } = third.balances;
    await table.write([first, second, { ...third, balances }]);
    const last = async (from = '', to = '') =>
      (await lastRowWithWallet(table, 'wallets', { from, to }, 'USDTMPerp'))?.slot;

    expect(await last(slots[0], slots[2])).toBe(slots[1]);
    expect(await last(slots[0], slots[0])).toBe(slots[0]);
    expect(await last(slots[2], slots[2])).toBeUndefined();
  });

  it('lists every account once, with one small request for each', async () => {
    const fresh = await startHistoryTable();
    const names = Array.from({ length: 12 }, (_, i) => `account-${i}`);
    await fresh.write(
      names.flatMap((account) =>
        hours('2026-01-01T00:00:00Z', 5).map((slot) => captured({ account, slot, held: {} })),
      ),
    );

    const found: string[] = [];
    for await (const name of listAccounts(fresh)) found.push(name);

    expect(found.sort()).toEqual(names.sort());
    await fresh.close();
  });

  it('lists accounts after an empty page, and an account whose keys are not slots once', async () => {
    const item = (account: string, slot: string) => ({ account: { S: account }, slot: { S: slot } });
    const client = new DynamoDBClient({});
    mockClient(client)
      .on(ScanCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: item('a', '1') })
      .resolvesOnce({ Items: [item('a', '2')], LastEvaluatedKey: item('a', '2') })
      .resolvesOnce({ Items: [item('a', '~~')], LastEvaluatedKey: item('a', '~~') })
      .resolvesOnce({ Items: [], LastEvaluatedKey: item('b', '1') })
      .resolvesOnce({ Items: [item('b', '2')] })
      .resolves({ Items: [] });

    const found: string[] = [];
    for await (const name of listAccounts({ client, tableName: 'any' })) found.push(name);

    expect(found).toEqual(['a', 'b']);
  });

  it('passes on the error of DynamoDB for a missing table', async () => {
    const reading = readStatuses(
      { ...table, tableName: 'another' },
      'main',
      range('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    );

    await expect(all(reading)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('stops reading when the signal is aborted', async () => {
    const abort = new AbortController();
    const reading = readStatuses(
      { ...table, signal: abort.signal },
      'pages',
      range('2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z'),
    );
    await reading.next();

    abort.abort();

    await expect(all(reading)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
