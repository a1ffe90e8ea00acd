/** The wallets of an account of a given size in the exchange's format: amounts with float noise, and as many assets at zero. */
import type { WireBalance } from '../../infra/local/fake-bingx/responses';
import { standardRow, type Wallets, type WirePerpetual } from '../../infra/local/fake-bingx/wallets';

/** Assets that the fake's ticker has a pair with USDT for, in its order: six of ten pairs. */
const pricedAsset = (i: number) => `COIN${Math.floor(i / 5) * 10 + (i % 5)}`;

/** The spot wallet: `held` assets with an amount, and as many at zero. */
export function wallet(held: number): WireBalance[] {
  return Array.from({ length: 2 * held }, (_, i) => ({
    asset: pricedAsset(i),
    free: i < held ? `${i + 1}.${String((i + 1) * 7919).padStart(10, '0')}0000000000` : '0',
    locked: i % 5 === 0 && i < held ? `0.${String((i + 1) * 104729).padStart(12, '0')}` : '0',
  }));
}

const perpetual = (asset: string, balance: string): WirePerpetual => ({
  asset,
  balance,
  equity: balance,
  unrealizedProfit: '-12.0731',
  availableMargin: balance,
  usedMargin: '1.0602',
  freezedMargin: '0.0000',
});

/** The other wallets: a few assets each, as most accounts have. */
export const otherWallets: Wallets = {
  fund: wallet(5),
  USDTMPerp: [perpetual('USDT', '194.8212'), perpetual('USDC', '21.5')],
  coinMPerp: [perpetual('BTC', '0.35707951'), perpetual('ETH', '4.10660653')],
  stdFutures: [standardRow('USDT', '4.72644300000000000000')],
  totals: ['sopt', 'stdFutures', 'coinMPerp', 'USDTMPerp', 'copyTrading', 'grid', 'eran'].map(
    (accountType, i) => ({ accountType, usdtBalance: `${i * 1021}.${i}35` }),
  ),
};
