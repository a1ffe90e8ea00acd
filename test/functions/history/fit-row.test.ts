/** A captured row fits into a DynamoDB item for any responses of the optional endpoints. */
import { randomBytes } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { fitRow } from '../../../functions/history/fit-row';
import { marshallRow } from '../../../functions/history/marshall';
import type { CapturedRow } from '../../../functions/history/row';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { fiveWalletRow } from '../../support/rows';

const KB = 1024;
let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
});
afterAll(() => table.close());

const store = (row: CapturedRow) =>
  table.client.send(new PutItemCommand({ TableName: table.tableName, Item: marshallRow(row) }));
const bytes = (kilobytes: number) => new Uint8Array(randomBytes(kilobytes * KB));
const row = (changes: Partial<CapturedRow>) => {
  const { rawOmitted: _, ...rest } = fiveWalletRow(changes);
  return rest;
};

it('does not change a row that fits', () => {
  const small = row({ raw: { spot: bytes(100), fund: bytes(290) } });

  expect(fitRow(small)).toBe(small);
});

it('omits as many of the largest optional responses as necessary, and names them', async () => {
  const raw = { spot: bytes(300), fund: bytes(60), coinMPerp: bytes(90), stdFutures: bytes(10) };

  const fitted = fitRow(row({ raw }));

  expect(Object.keys(fitted.raw)).toEqual(['spot', 'fund', 'stdFutures']);
  expect(fitted.rawOmitted).toEqual(['coinMPerp']);
  expect(fitted.balances).toEqual(row({}).balances);
  await store(fitted);
});

it('omits the response of spot last, and never an amount', async () => {
  const fitted = fitRow(row({ raw: { spot: bytes(500), fund: bytes(1) } }));

  expect(fitted.raw).toEqual({});
  expect(fitted.rawOmitted).toEqual(['fund', 'spot']);
  expect(fitted.balances).toEqual(row({}).balances);
  await store(fitted);
});

const manyAssets = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${i}`.padStart(200, 'X'), { free: '1.5', locked: '0' }]),
  );

it('replaces optional wallets and totals with errors when spot could not be stored otherwise', async () => {
  const balances = { spot: manyAssets(1_000), fund: manyAssets(900), coinMPerp: {} };
  const exchangeTotals = Object.fromEntries(Object.keys(manyAssets(1_000)).map((type) => [type, '1']));

  const fitted = fitRow(row({ balances, exchangeTotals, walletErrors: undefined }));

  expect(fitted.balances.spot).toEqual(balances.spot);
  expect(fitted.balances).not.toHaveProperty('fund');
  expect(fitted).not.toHaveProperty('exchangeTotals');
  expect(fitted.walletErrors).toMatchObject({
    fund: { reason: 'invalid-response' },
    allAccountBalance: { reason: 'invalid-response' },
  });
  await store(fitted);
});

const KB_LIMIT = 400 * KB;
/** An upper bound of what DynamoDB counts for a row whose spot answer is empty. */
const rest = (changes: Partial<CapturedRow> = {}) => KB_LIMIT - (fitsWith(0, KB_LIMIT, changes) - 1);
function fitsWith(low: number, high: number, changes: Partial<CapturedRow>): number {
  if (high - low < 2) return high;
  const middle = (low + high) >> 1;
  const candidate = { ...row(changes), ...changes, raw: { spot: new Uint8Array(middle) } };
  return fitRow(candidate) === candidate ? fitsWith(middle, high, changes) : fitsWith(low, middle, changes);
}

it.each<[what: string, changes: Partial<CapturedRow>, bytes: number]>([
  ['a text by its bytes', { timezone: '€'.repeat(100) }, 'timezone'.length + 1 + 300],
  ['a number by half of its digits and two', { expiresAt: 1_234_567_890 }, 'expiresAt'.length + 1 + 7],
  ['a list by its elements', { rawOmitted: ['abc', 'de'] }, 'rawOmitted'.length + 1 + 3 + 4 + 3],
])('counts %s', (_, changes, bytes) => {
  expect(rest({ ...changes }) - rest()).toBe(bytes);
});

it('replaces the largest optional wallet first, keeps empty ones, and leaves other rows as they are', () => {
  const { USDT: perpetual } = fiveWalletRow().balances.USDTMPerp ?? {};
  if (!perpetual) throw new Error('the row has a perpetual wallet');
  const USDTMPerp = Object.fromEntries(Object.keys(manyAssets(900)).map((asset) => [asset, perpetual]));
  const balances = { spot: manyAssets(800), fund: manyAssets(300), USDTMPerp, coinMPerp: {} };

  const fitted = fitRow(row({ balances, raw: {}, walletErrors: undefined }));

  expect(Object.keys(fitted.balances)).toEqual(['spot', 'fund', 'coinMPerp']);
  expect(Object.keys(fitted.walletErrors ?? {})).toEqual(['USDTMPerp']);
  expect(fitted.prices).toEqual(row({}).prices);
});

it('returns a row that cannot be made small enough, without prices and totals', () => {
  const { prices: _, exchangeTotals: __, ...bare } = row({ balances: { spot: manyAssets(2_000) }, raw: {} });

  expect(fitRow(bare)).toBe(bare);
  expect(fitRow({ ...bare, prices: { BTC: '1' } })).not.toHaveProperty('prices');
  expect(fitRow({ ...bare, exchangeTotals: { sopt: '1' } })).not.toHaveProperty('exchangeTotals');
});

it('names omitted responses in order, also those that were omitted before', () => {
  const raw = { spot: bytes(300), fund: bytes(60), coinMPerp: bytes(90) };

  expect(fitRow({ ...row({ raw }), rawOmitted: ['stdFutures'] }).rawOmitted).toEqual([
    'coinMPerp',
    'stdFutures',
  ]);
});
