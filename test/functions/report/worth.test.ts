/** Valuing a row: exact products and sums, and an unknown named as missing instead of counted as zero. */
import type { Balances, PerpetualAmounts, StandardFuturesAmounts } from '../../../functions/history/row';
import { toAmounts, walletLabel } from '../../../functions/report/wallets';
import { type ValuedRow, valueRow } from '../../../functions/report/worth';
import fc from '../../support/fast-check';

const perpetual = (amounts: Partial<PerpetualAmounts>): PerpetualAmounts => ({
  balance: '0',
  equity: '0',
  unrealizedProfit: '0',
  availableMargin: '0',
  usedMargin: '0',
  frozenMargin: '0',
  ...amounts,
});

const standard = (amounts: Partial<StandardFuturesAmounts>): StandardFuturesAmounts => ({
  balance: '0',
  crossWalletBalance: amounts.balance ?? '0',
  crossUnrealizedProfit: '0',
  availableBalance: '0',
  maxWithdrawAmount: '0',
  ...amounts,
});

const free = (amount: string) => ({ free: amount, locked: '0' });
const notRead = { reason: 'permission-denied', message: 'no' };

describe('the worth of a row', () => {
  it('is the exact sum of amounts times prices over all wallets', () => {
    const { wallets, total } = valueRow({
      balances: {
        spot: { BTC: { free: '0.00000001', locked: '1.5' }, USDT: free('100.123456789') },
        fund: { USDT: free('0.000000000000000001') },
        USDTMPerp: { USDT: perpetual({ balance: '500', equity: '450.25', unrealizedProfit: '-49.75' }) },
        coinMPerp: { BTC: perpetual({ balance: '1', equity: '-0.001' }) },
        stdFutures: { USDT: standard({ balance: '10', crossUnrealizedProfit: '-2.5' }) },
      },
      prices: { BTC: '60000.5', USDT: '1' },
      exchangeTotals: { sopt: '999999', USDTMPerp: '450', copyTrading: '77.7', newType: '1' },
    });

    expect(wallets.map(({ wallet, worth, source }) => [wallet, worth, source])).toEqual([
      ['spot', '90100.874056794', 'assets'],
      ['fund', '0.000000000000000001', 'assets'],
      ['USDTMPerp', '450.25', 'assets'],
      ['coinMPerp', '-60.0005', 'assets'],
      ['stdFutures', '7.5', 'assets'],
      ['copyTrading', '77.7', 'exchange'],
      ['newType', '1', 'exchange'],
    ]);
    expect(total).toEqual({
      worth: '90577.323556794000000001',
      complete: true,
      bound: 'exact',
      missing: [],
    });
  });

  const spot = { USDT: free('5') };
  const prices = { USDT: '1' };

  it.each<[string, ValuedRow, object]>([
    [
      'at least the rest where a spot or fund wallet was not read',
      { balances: { spot }, prices, walletErrors: { fund: notRead } },
      { bound: 'at-least', missing: [{ wallet: 'fund', asset: null, reason: 'permission-denied' }] },
    ],
    [
      'about the rest where a futures wallet was not read',
      { balances: { spot }, prices, walletErrors: { coinMPerp: notRead, fund: notRead } },
      {
        bound: 'about',
        missing: [
          { wallet: 'coinMPerp', asset: null, reason: 'permission-denied' },
          { wallet: 'fund', asset: null, reason: 'permission-denied' },
        ],
      },
    ],
    [
      'at least the rest where an asset has no price',
      { balances: { spot: { ...spot, ABC: free('1') } }, prices },
      { bound: 'at-least', missing: [{ wallet: 'spot', asset: 'ABC', reason: 'no-price' }] },
    ],
    [
      'about the rest where a negative amount has no price',
      { balances: { spot, coinMPerp: { ABC: perpetual({ equity: '-1' }) } }, prices },
      { bound: 'about', missing: [{ wallet: 'coinMPerp', asset: 'ABC', reason: 'no-price' }] },
    ],
    [
      'about the sum where isolated positions have a profit that is not known',
      { balances: { spot, stdFutures: { USDT: standard({ crossWalletBalance: '1' }) } }, prices },
      { bound: 'about', missing: [{ wallet: 'stdFutures', asset: 'USDT', reason: 'isolated-profit' }] },
    ],
    [
      'about the sum where the exchange’s totals were not read',
      { balances: { spot }, prices, walletErrors: { allAccountBalance: notRead } },
      {
        bound: 'about',
        missing: [{ wallet: 'allAccountBalance', asset: null, reason: 'permission-denied' }],
      },
    ],
  ])('is %s', (_, row, expected) => {
    expect(valueRow(row).total).toEqual({ worth: '5', complete: false, ...expected });
  });

  it('is unknown where nothing has a price, as in rows of version 1', () => {
    const { total, assets } = valueRow({ balances: { spot: { ...spot, BTC: free('1') } } });

    expect(total).toMatchObject({ worth: null, complete: false, bound: 'at-least' });
    expect(assets).toEqual([
      { wallet: 'spot', asset: 'USDT', total: '5', price: null, worth: null },
      { wallet: 'spot', asset: 'BTC', total: '1', price: null, worth: null },
    ]);
  });

  it('is zero where every wallet that was read is empty', () => {
    expect(valueRow({ balances: { spot: {}, fund: {} } }).total).toMatchObject({
      worth: '0',
      complete: true,
    });
  });

  it('leaves a simulated currency out, and values an amount of zero without a price', () => {
    const { total, assets } = valueRow({
      balances: {
        spot,
        stdFutures: { VST: standard({ balance: '1000', crossWalletBalance: '7' }) },
        coinMPerp: { ETH: perpetual({ balance: '1', unrealizedProfit: '-1' }) },
      },
      prices: { ...prices, VST: '1' },
    });

    expect(total).toMatchObject({ worth: '5', complete: true });
    expect(assets.map(({ asset, worth }) => [asset, worth])).toEqual([
      ['USDT', '5'],
      ['VST', null],
      ['ETH', '0'],
    ]);
  });

  it('takes no price from the prototype of an object', () => {
    const { total } = valueRow({ balances: { spot: { ...spot, constructor: free('1') } }, prices });

    expect(total.missing).toEqual([{ wallet: 'spot', asset: 'constructor', reason: 'no-price' }]);
  });

  it('is complete exactly where every wallet was read and every amount has a price', () => {
    const asset = fc.constantFrom('BTC', 'ETH', 'USDT', 'ABC');
    const held = fc.dictionary(asset, fc.bigInt(0n, 10n ** 12n).map(String), { noNullPrototype: true });
    const priced = fc.dictionary(asset, fc.bigInt(1n, 10n ** 9n).map(String), { noNullPrototype: true });
    const wallet = fc.option(held, { nil: undefined });

    fc.assert(
      fc.property(held, wallet, priced, (spot, fund, prices) => {
        const balances: Balances = { spot: mapValues(spot), ...(fund && { fund: mapValues(fund) }) };

        const { total } = valueRow({ balances, prices, ...(!fund && { walletErrors: { fund: notRead } }) });

        const amounts = [...Object.entries(spot), ...Object.entries(fund ?? {})];
        const unpriced = amounts.filter(([name, amount]) => amount !== '0' && !(name in prices));
        const exact = amounts.reduce(
          (sum, [name, amount]) => sum + BigInt(amount) * BigInt(prices[name] ?? 0),
          0n,
        );
        expect(total.complete).toBe(fund !== undefined && unpriced.length === 0);
        expect(total.bound).toBe(total.complete ? 'exact' : 'at-least');
        if (total.worth !== null) expect(total.worth).toBe(String(exact));
        else expect(unpriced.length).toBeGreaterThan(0);
      }),
    );
  });
});

const mapValues = (held: Record<string, string>) =>
  Object.fromEntries(Object.entries(held).map(([asset, amount]) => [asset, free(amount)]));

describe('the amounts of an asset', () => {
  it.each([
    [
      { free: '1', locked: '0.5' },
      { total: '1.5', free: '1', locked: '0.5' },
    ],
    [perpetual({ equity: '10.1', availableMargin: '12' }), { total: '10.1', free: '12', locked: '-1.9' }],
    [
      standard({ balance: '10', crossUnrealizedProfit: '-0.5', availableBalance: '4' }),
      { total: '9.5', free: '4', locked: '5.5' },
    ],
  ])('are total, free and their exact difference', (stored, expected) => {
    expect(toAmounts(stored)).toEqual(expected);
  });
});

describe('the label of a wallet', () => {
  it('is that of the exchange’s app, or the name of an unknown one', () => {
    expect(['spot', 'eran', 'newType', 'constructor'].map(walletLabel)).toEqual([
      'Spot Account',
      'Wealth',
      'newType',
      'constructor',
    ]);
  });
});
