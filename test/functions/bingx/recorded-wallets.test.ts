/** Every wallet is parsed exactly, in each response shape seen from the exchange. */
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';
import { held, parse } from './parse-wallet';

describe('a recorded response is parsed without loss of precision', () => {
  const usdt = (amounts: object) => ({ asset: 'USDT', ...amounts });
  it.each([
    ['spot', 'with display names', PAYLOADS.spot.withDisplayName, [{ asset: 'BTC', free: '1', locked: '0' }]],
    ['spot', 'without', PAYLOADS.spot.withoutDisplayName, [{ asset: 'BTC', free: '1', locked: '0' }]],
    [
      'fund',
      'assets, bare numbers',
      PAYLOADS.fund.assetsWithNumbers,
      [usdt({ free: '44.37692200000000237300', locked: '0.00000000000000000000' })],
    ],
    [
      'fund',
      'assets, strings',
      PAYLOADS.fund.assetsWithStrings,
      [usdt({ free: '44.37692200000000237300', locked: '0.00000000000000000000' })],
    ],
    [
      'fund',
      'balances',
      PAYLOADS.fund.balancesWithStrings,
      [
        usdt({ free: '566773.193402631', locked: '244.18616265388994' }),
        { asset: 'CHEEMS', free: '294854132046232', locked: '18350553840' },
      ],
    ],
    [
      'USDTMPerp',
      'two currencies, one of them zero',
      PAYLOADS.USDTMPerp.twoCurrencies,
      [
        usdt({
          balance: '19.9003',
          equity: '19.9003',
          unrealizedProfit: '0.0000',
          availableMargin: '19.9003',
          usedMargin: '0.0000',
          frozenMargin: '0.0000',
        }),
      ],
    ],
    [
      'USDTMPerp',
      'a currency that was never opened',
      PAYLOADS.USDTMPerp.unopenedCurrency,
      [
        usdt({
          balance: '300.0000',
          equity: '300.0000',
          unrealizedProfit: '0.0000',
          availableMargin: '300.0000',
          usedMargin: '0.0000',
          frozenMargin: '0.0000',
        }),
      ],
    ],
    [
      'USDTMPerp',
      'a position',
      PAYLOADS.USDTMPerp.withPosition,
      [
        usdt({
          balance: '194.8212',
          equity: '196.7431',
          unrealizedProfit: '1.9219',
          availableMargin: '193.7609',
          usedMargin: '1.0602',
          frozenMargin: '0.0000',
        }),
      ],
    ],
    [
      'USDTMPerp',
      'the shape of version 2',
      PAYLOADS.USDTMPerp.versionTwo,
      [
        usdt({
          balance: '15.6128',
          equity: '15.6128',
          unrealizedProfit: '0.0000',
          availableMargin: '15.6128',
          usedMargin: '0.0000',
          frozenMargin: '0.0000',
        }),
      ],
    ],
    [
      'coinMPerp',
      'a loss',
      PAYLOADS.coinMPerp.withLoss,
      [
        {
          asset: 'BTC',
          balance: '0.14438227',
          equity: '0.14428116',
          unrealizedProfit: '-0.0001011',
          availableMargin: '0.14317271',
          usedMargin: '0.00110845',
          frozenMargin: '0',
        },
      ],
    ],
    [
      'coinMPerp',
      'a gain',
      PAYLOADS.coinMPerp.withGain,
      [
        {
          asset: 'SOL',
          balance: '0.35707951',
          equity: '0.35791051',
          unrealizedProfit: '0.00083099',
          availableMargin: '0.35160653',
          usedMargin: '0.00630397',
          frozenMargin: '0',
        },
      ],
    ],
    [
      'stdFutures',
      'cross margin',
      PAYLOADS.stdFutures.crossMargin,
      [
        usdt({
          balance: '4.72644300000000000000',
          crossWalletBalance: '4.72644300000000000000',
          crossUnrealizedProfit: '0',
          availableBalance: '4.72644300000000000000',
          maxWithdrawAmount: '4.72644300000000000000',
        }),
      ],
    ],
    [
      'stdFutures',
      'isolated margin',
      PAYLOADS.stdFutures.isolatedMargin,
      [
        usdt({
          balance: '122607.35137903',
          crossWalletBalance: '23.72469206',
          crossUnrealizedProfit: '0.00000000',
          availableBalance: '23.72469206',
          maxWithdrawAmount: '23.72469206',
        }),
      ],
    ],
  ] as const)('%s: %s', (wallet, _what, body, assets) => {
    expect(parse(wallet, body)).toEqual(held(...assets));
  });

  it('a debt in multi-assets mode remains negative', () => {
    expect(parse('USDTMPerp', PAYLOADS.USDTMPerp.multiAssets)).toMatchObject(
      held({ asset: 'BTC', balance: '0.0500' }, { asset: 'USDT', balance: '-12.5000', equity: '-14.7500' }),
    );
  });

  it('a test currency is parsed like any other asset', () => {
    expect(parse('USDTMPerp', PAYLOADS.USDTMPerp.simulatedCurrency)).toMatchObject(
      held({ asset: 'VST', equity: '100000.0000' }),
    );
  });
});
