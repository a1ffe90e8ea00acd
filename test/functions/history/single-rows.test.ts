/** Single rows of an account, and the accounts of a table. */
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import {
  adjacentRow,
  firstRow,
  lastCapturedRow,
  lastRowWithWallet,
  listAccounts,
  nextCapturedRow,
} from '../../../functions/history/read';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { fiveWalletRow } from '../../support/rows';
import { captured, failed, hours } from '../../support/slots';

describe('reading the history', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
  });
  afterAll(() => table.close());

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
});
