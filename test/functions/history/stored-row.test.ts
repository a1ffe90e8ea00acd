/** A complete row is read with its raw answers, and its hash names every attribute of it. */
import { gunzipSync } from 'node:zlib';
import { type Item, marshallRow } from '../../../functions/history/marshall';
import { parseStoredRow, readStoredRow } from '../../../functions/history/stored-row';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { capturedRow, fiveWalletRow } from '../../support/rows';

const hashOf = (item: Item) => parseStoredRow(structuredClone(item)).sha256;

describe('a stored row', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write([fiveWalletRow(), capturedRow({ account: 'first' })]);
  });
  afterAll(() => table.close());

  it('is read with its balances, its raw answers and what was left out of them', async () => {
    const stored = await readStoredRow(table, 'main', fiveWalletRow().slot);

    expect(stored).toMatchObject({ version: 2, rawOmitted: ['allAccountBalance'] });
    expect(stored?.row).toMatchObject({ status: 'captured', exchangeTotals: { copyTrading: '12.5' } });
    expect(gunzipSync(stored?.raw.spot ?? '').toString()).toBe('{"code":0}');
  });

  it('has the answer of spot alone in version 1', async () => {
    const stored = await readStoredRow(table, 'first', capturedRow().slot);

    expect(stored).toMatchObject({ version: 1, rawOmitted: [] });
    expect(Object.keys(stored?.raw ?? {})).toEqual(['spot']);
  });

  it('has the same hash in the table as in memory', async () => {
    const stored = await readStoredRow(table, 'main', fiveWalletRow().slot);

    expect(stored?.sha256).toBe(hashOf(marshallRow(fiveWalletRow())));
  });

  it('is undefined for a slot without a row', async () => {
    expect(await readStoredRow(table, 'main', '2026-11-22T07:00:00Z')).toBeUndefined();
  });
});

describe('the hash of a row', () => {
  const item = marshallRow(fiveWalletRow());

  it('does not depend on the order of attributes or the notation of numbers', () => {
    const reversed = Object.fromEntries(Object.entries(item).reverse());

    expect(hashOf({ ...reversed, version: { N: '2.0' }, clockSkewMs: { N: '1.2E1' } })).toBe(hashOf(item));
  });

  it.each(Object.keys(item))('changes with the attribute %s', (name) => {
    const { [name]: _, ...without } = item;

    expect(hashOf(without)).not.toBe(hashOf(item));
  });

  it('is the same in each version of this project: a statement of today can be verified in ten years', () => {
    const row = fiveWalletRow({ raw: { spot: new Uint8Array([1, 2, 3]) }, prices: { N: '1', USDT: '1.50' } });

    expect(
      hashOf({ ...marshallRow(row), note: { NULL: true }, list: { L: [{ S: 'a' }, { N: '2.0' }] } }),
    ).toBe('cc487ccadf91d97ab2e65b47ea83f8710cf874221a933b569c4190867f047c73');
  });

  it('keeps a map with an entry called N apart from a number', () => {
    const priceOf = (price: string): Item => ({ ...item, prices: { M: { N: { N: price } } } });

    expect(hashOf(priceOf('1'))).not.toBe(hashOf(priceOf('2')));
  });
});

it('a list of omitted answers that is none is empty', () => {
  expect(parseStoredRow({ ...marshallRow(fiveWalletRow()), rawOmitted: { S: 'fund' } }).rawOmitted).toEqual(
    [],
  );
});

it('a row of an unknown version is unreadable, not empty', () => {
  expect(parseStoredRow({ ...marshallRow(fiveWalletRow()), version: { N: '3' } }).row).toMatchObject({
    status: 'failed',
    failure: { reason: 'unreadable-row' },
  });
});
