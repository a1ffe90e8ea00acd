/** Wallets of a fake account other than spot, and the response body of each. */
import type { WireBalance } from './responses';

/** Amounts are decimal text, or all "" for a currency that was never opened. */
export type WirePerpetual = {
  asset: string;
  balance: string;
  equity: string;
  unrealizedProfit: string;
  availableMargin: string;
  usedMargin: string;
  freezedMargin: string;
};

export type WireStandardFutures = {
  asset: string;
  balance: string;
  crossWalletBalance: string;
  crossUnPnl: string;
  availableBalance: string;
  maxWithdrawAmount: string;
};

/** The exchange's own total of one account type, in USDT. */
type WireTotal = { accountType: string; usdtBalance: string };

export type Wallets = {
  fund: readonly WireBalance[];
  USDTMPerp: readonly WirePerpetual[];
  coinMPerp: readonly WirePerpetual[];
  /** The endpoint lists other assets as zero. */
  stdFutures: readonly WireStandardFutures[];
  /** `sopt` was observed to be 0 while spot held money. */
  totals: readonly WireTotal[];
};

const UNOPENED_USDC: WirePerpetual = {
  asset: 'USDC',
  balance: '',
  equity: '',
  unrealizedProfit: '',
  availableMargin: '',
  usedMargin: '',
  freezedMargin: '',
};

const ZERO_USDT: WirePerpetual = {
  asset: 'USDT',
  balance: '0.0000',
  equity: '0.0000',
  unrealizedProfit: '0.0000',
  availableMargin: '0.0000',
  usedMargin: '0.0000',
  freezedMargin: '0.0000',
};

/** Types of `allAccountBalance`; an account without P2P has no `c2c`. */
const ACCOUNT_TYPES = ['sopt', 'stdFutures', 'coinMPerp', 'USDTMPerp', 'copyTrading', 'grid', 'eran', 'c2c'];

export const isAccountType = (type: string) => ACCOUNT_TYPES.includes(type);

/** An account that uses only spot. */
export const SPOT_ONLY: Wallets = {
  fund: [],
  USDTMPerp: [ZERO_USDT, UNOPENED_USDC],
  coinMPerp: [],
  stdFutures: [],
  totals: ACCOUNT_TYPES.filter((type) => type !== 'c2c').map((accountType) => ({
    accountType,
    usdtBalance: '0',
  })),
};

/** Standard futures list all of these, held or not; every account has the simulated currency VST. */
const STANDARD_ASSETS = 'ADA BNB BTC DOGE ETH FIL LINK LTC MATIC SHIB SOL TRX USDC USDT VST XRP'.split(' ');
const SIMULATED_BALANCE = '100000.00000000000000000000';

/** Live responses have bare numbers here. */
export function fundBody(balances: readonly WireBalance[], at: number): string {
  const rows = balances.map(
    ({ asset, free, locked }) => `{"asset":${JSON.stringify(asset)},"free":${free},"locked":${locked}}`,
  );
  return `{"code":0,"timestamp":${at},"data":{"assets":[${rows.join()}]}}`;
}

export const usdtPerpetualBody = (rows: readonly WirePerpetual[], uid: string) =>
  JSON.stringify({
    code: 0,
    msg: '',
    data: rows.map(({ availableMargin, usedMargin, freezedMargin, ...row }) => ({
      userId: row.balance && uid,
      ...row,
      realisedProfit: '0',
      availableMargin,
      usedMargin,
      freezedMargin,
      shortUid: uid.slice(-8),
    })),
  });

export const coinPerpetualBody = (rows: readonly WirePerpetual[], uid: string, at: number) =>
  JSON.stringify({
    code: 0,
    msg: '',
    timestamp: at,
    data: rows.map((row) => ({ ...row, shortUid: uid.slice(-8) })),
  });

export function standardFuturesBody(held: readonly WireStandardFutures[], at: number): string {
  const rows = STANDARD_ASSETS.map(
    (asset) =>
      held.find((row) => row.asset === asset) ??
      standardRow(asset, asset === 'VST' ? SIMULATED_BALANCE : '0'),
  );
  return JSON.stringify({
    code: 0,
    timestamp: at,
    data: rows.map((row) => ({ ...row, marginAvailable: false, updateTime: at - 11 })),
  });
}

/** An asset without positions. */
export const standardRow = (asset: string, balance: string): WireStandardFutures => ({
  asset,
  balance,
  crossWalletBalance: balance,
  crossUnPnl: '0',
  availableBalance: balance,
  maxWithdrawAmount: balance,
});

export const totalsBody = (totals: readonly WireTotal[], at: number) =>
  JSON.stringify({ code: 0, timestamp: at, data: totals });
