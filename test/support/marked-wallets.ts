/** Wallets that encode their account and the time of the answer, so that a row with another balance is detected. */
import type { Credentials } from '../../functions/bingx/types';
import type { FakeAccount } from '../../infra/local/fake-bingx/endpoints';
import type { WireBalance } from '../../infra/local/fake-bingx/responses';
import { tickerBody } from '../../infra/local/fake-bingx/ticker';
import { standardRow, type Wallets, type WirePerpetual } from '../../infra/local/fake-bingx/wallets';
import type { WalletAmounts } from './wallet-oracle';

const HOUR = 3_600_000;

/** The accounts of the stack in the cloud, and that of the home server. */
export const CLOUD_ACCOUNTS = ['main', 'fund'] as const;
export const HOME_ACCOUNT = 'desk';
export const ACCOUNTS = [...CLOUD_ACCOUNTS, HOME_ACCOUNT] as const;

/** An account of the fake exchange. */
export const markedAccount = (account: string, key: Credentials): FakeAccount => ({
  ...key,
  uid: `1341158271307522${account.length}`,
  balances: walletOf(account),
  wallets: otherWalletsOf(account),
});

/** The account and the exchange's clock as an amount, with more digits than a float has. */
const mark = (account: string, now: number) =>
  `${now}.00000000${ACCOUNTS.indexOf(account as (typeof ACCOUNTS)[number]) + 1}`;

/** Three assets, one of them marked. */
const walletOf =
  (account: string) =>
  (now: number): WireBalance[] => [
    { asset: 'BTC', free: mark(account, now), locked: '0.00000000' },
    { asset: 'MX', free: '44.37692200000000237300', locked: '244.18616265388994' },
    { asset: 'DUST', free: '0', locked: '0.0' },
  ];

/** One marked asset in each of the other wallets; futures in profit and in loss. */
const otherWalletsOf =
  (account: string) =>
  (now: number): Wallets => ({
    fund: [{ asset: 'USDT', free: mark(account, now), locked: '0.00000000000000000000' }],
    USDTMPerp: [perpetual('USDT', mark(account, now), '1.9219')],
    coinMPerp: [perpetual('BTC', mark(account, now), '-0.0001011')],
    stdFutures: [standardRow('USDT', mark(account, now))],
    totals: [
      { accountType: 'USDTMPerp', usdtBalance: '196.74' },
      { accountType: 'copyTrading', usdtBalance: '80.00' },
    ],
  });

const perpetual = (asset: string, balance: string, unrealizedProfit: string): WirePerpetual => ({
  asset,
  balance,
  equity: balance,
  unrealizedProfit,
  availableMargin: balance,
  usedMargin: '0.0000',
  freezedMargin: '0.0000',
});

/** The asset and the amount that are marked in each wallet. */
const MARKED = {
  spot: ['BTC', 'free'],
  fund: ['USDT', 'free'],
  USDTMPerp: ['USDT', 'balance'],
  coinMPerp: ['BTC', 'balance'],
  stdFutures: ['USDT', 'balance'],
} as const;

/** The ticker of an hour, smaller than the exchange's, so that a year fits into minutes. */
export function tickerAt(epochMs: number): { text: string; bytes: Buffer } {
  const at = epochMs - (epochMs % HOUR);
  if (ticker.at !== at) {
    const text = tickerBody(at, { pairs: 520 });
    ticker = { at, text, bytes: Buffer.from(text) };
  }
  return ticker;
}
let ticker = { at: Number.NaN, text: '', bytes: Buffer.alloc(0) };

/** The account and the time that a wallet's amounts are marked with. */
export function ownerOf(
  held: WalletAmounts | undefined,
  wallet: keyof typeof MARKED,
): { account: string | undefined; at: number } | undefined {
  const [asset, amount] = MARKED[wallet];
  const text = held?.get(asset)?.get(amount)?.toFixed(9);
  if (text === undefined) return undefined;
  return { account: ACCOUNTS[Number(text.slice(-1)) - 1], at: Number(text.split('.')[0]) };
}
