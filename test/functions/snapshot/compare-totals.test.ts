/** Compares the computed total of each futures wallet with the exchange's own total. */
import type { AccountReading, AssetAmounts } from '../../../functions/bingx/types';
import { compareTotals } from '../../../functions/snapshot/compare-totals';
import { accountOf, answered } from './collaborators';

const PRICES: Record<string, string> = { USDT: '1', BTC: '50000' };

function compare(wallet: string, assets: AssetAmounts[], total: string | undefined) {
  const account: AccountReading = accountOf(answered(), {
    wallets: { [wallet]: { assets, isEmpty: false } },
    totals: total === undefined ? {} : { [wallet]: total },
    pricesOf: (names) => ({
      prices: Object.fromEntries([...names].flatMap((name) => (PRICES[name] ? [[name, PRICES[name]]] : []))),
      priceSources: {},
    }),
  });
  return compareTotals(account)[0];
}

const perpetual = (asset: string, balance: string, equity: string) => ({ asset, balance, equity });

it.each([
  ['100', true],
  ['101', true],
  ['101.02', false],
  ['99', true],
  ['98.9', false],
])('agrees within one per cent of the larger figure: 100 and %s', (total, agrees) => {
  expect(compare('USDTMPerp', [perpetual('USDT', '100', '-7')], total)).toMatchObject({ agrees });
});

it.each([
  ['0.05', true],
  ['0.0501', false],
  ['-0.05', true],
])('agrees within 0.05 USDT: 0 and %s', (total, agrees) => {
  expect(compare('coinMPerp', [perpetual('BTC', '0', '0')], total)).toMatchObject({ agrees });
});

it('adds assets at their prices, including negative amounts, and names the total that agrees', () => {
  const assets = [perpetual('BTC', '0.01', '0.02'), perpetual('USDT', '-100', '-100.005')];

  expect(compare('USDTMPerp', assets, '899.99')?.message).toBe(
    "USDTMPerp: 400.00 by balance, 900.00 by equity; BingX's own figure is 899.99 USDT: agrees with equity.",
  );
});

it('excludes the test currency VST from standard futures', () => {
  const row = (asset: string, balance: string) => ({ asset, balance, crossUnrealizedProfit: '-1' });

  expect(compare('stdFutures', [row('VST', '100000'), row('USDT', '5')], '4')).toMatchObject({
    agrees: true,
    message: expect.stringContaining('agrees with balance and unrealized profit.'),
  });
});

it.each([
  ['an asset has no price', [perpetual('ABC', '1', '1')], '5', 'ABC has no price'],
  [
    "the exchange's figure is missing",
    [perpetual('USDT', '1', '1')],
    undefined,
    "BingX's own figure is missing",
  ],
])('does not compare when %s', (_why, assets, total, message) => {
  expect(compare('USDTMPerp', assets, total)).toEqual({
    wallet: 'USDTMPerp',
    agrees: undefined,
    message: `USDTMPerp cannot be compared: ${message}.`,
  });
});

it('compares neither spot nor fund, for which the exchange has no valid total', () => {
  expect(compare('fund', [{ asset: 'USDT', free: '1', locked: '0' }], '1')).toBeUndefined();
});

it.each([
  ['-1000', '-1009', true],
  ['-1000', '-1011', false],
  ['0', '0', true],
])('agrees within one per cent of negative figures: %s and %s', (balance, total, agrees) => {
  expect(compare('USDTMPerp', [perpetual('USDT', balance, '7')], total)).toMatchObject({ agrees });
});

it.each([
  ['1000', '1010.05', true],
  ['1010.05', '1000', true],
  ['1000', '1010.2', false],
  ['1010.2', '1000', false],
])('takes one per cent of the larger figure, whichever it is: %s and %s', (balance, total, agrees) => {
  expect(compare('USDTMPerp', [perpetual('USDT', balance, '-7')], total)).toMatchObject({ agrees });
});
