/** The results of reading the table, and the queries sent for them. */
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshallRow } from '../../../functions/history/marshall';
import { lastCapturedRow, readBalances, readStatuses } from '../../../functions/history/read';
import { slotTime } from '../../../functions/schedule/slot';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { captured, failed, hours } from '../../support/slots';
import { recordQueries } from './record-queries';

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

  it('never reads the raw response, and no amounts for statuses', async () => {
    await table.write([captured({ account: 'lean', slot: '2026-01-01T00:00:00Z', held: { BTC: '1' } })]);
    const queries = recordQueries(table);

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
    const queries = recordQueries(table);

    const rows = await all(
      readStatuses(table, 'pages', range('2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z')),
    );

    expect(rows.map(({ slot }) => slot)).toEqual(slots);
    expect(queries.length).toBeGreaterThan(8);
  }, 60_000);

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
