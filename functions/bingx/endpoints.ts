/** Everything that is read from BingX, as one table: adding a wallet is one entry. */
import { type ExchangeTotals, parseExchangeTotals } from './exchange-totals';
import { parsePermissions } from './permissions';
import { type Endpoint, parseServerTime } from './response';
import { decodeTicker, parseTicker, type Ticker } from './ticker';
import type { KeyPermissions, WalletBalances } from './types';
import {
  parseCoinPerpetual,
  parseFund,
  parseSpot,
  parseStandardFutures,
  parseUsdtPerpetual,
} from './wallets';

const NOTHING_HELD: WalletBalances = { assets: [], isEmpty: true };

/** By the exchange's own ids, which its transfers use, too. Each has a limit of 5 requests a second, `fund` of 2. */
export const WALLETS = {
  /** Decides whether there is a snapshot, so an answer without data is an error here. */
  spot: signed('/openApi/spot/v1/account/balance', parseSpot),
  fund: { ...signed('/openApi/fund/v1/account/balance', parseFund), noData: NOTHING_HELD },
  USDTMPerp: { ...signed('/openApi/swap/v3/user/balance', parseUsdtPerpetual), noData: NOTHING_HELD },
  coinMPerp: { ...signed('/openApi/cswap/v1/user/balance', parseCoinPerpetual), noData: NOTHING_HELD },
  stdFutures: { ...signed('/openApi/contract/v1/balance', parseStandardFutures), noData: NOTHING_HELD },
} as const satisfies Record<string, Endpoint<WalletBalances>>;

export type WalletId = keyof typeof WALLETS;

/** About 740 KB for 2,300 pairs. */
const MAX_TICKER_BYTES = 4 * 1024 * 1024;

/** All that a snapshot reads. The ticker needs a `timestamp` although it is not signed. */
export const ENDPOINTS = {
  ...WALLETS,
  allAccountBalance: signed('/openApi/account/v1/allAccountBalance', parseExchangeTotals),
  ticker: {
    path: '/openApi/spot/v1/ticker/24hr',
    access: 'public',
    parameters: ['timestamp'],
    maxBodyBytes: MAX_TICKER_BYTES,
    decode: decodeTicker,
    parse: parseTicker,
  },
} as const satisfies Record<string, Endpoint<WalletBalances | ExchangeTotals | Ticker>>;

/** The exchange's clock, epoch ms. Public, and used by clients for spot as well. */
export const SERVER_TIME: Endpoint<number> = {
  path: '/openApi/swap/v2/server/time',
  access: 'public',
  parameters: [],
  parse: parseServerTime,
};

/** One of its documented shapes has no envelope, and so no code. */
export const API_PERMISSIONS: Endpoint<KeyPermissions> = {
  ...signed('/openApi/v1/account/apiPermissions', parsePermissions),
  mayLackCode: true,
};

function signed<T>(path: string, parse: Endpoint<T>['parse']): Endpoint<T> {
  return { path, access: 'signed', parameters: [], parse };
}
