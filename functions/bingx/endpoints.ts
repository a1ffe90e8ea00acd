/** Everything that can be read from the exchange, as one table: adding a wallet is one entry. */
import { type ExchangeTotals, parseExchangeTotals } from './exchange-totals';
import type { Parsed } from './json';
import { decodeTicker, parseTicker, type Ticker } from './ticker';
import {
  parseCoinPerpetual,
  parseFund,
  parseSpot,
  parseStandardFutures,
  parseUsdtPerpetual,
  type WalletBalances,
} from './wallets';

export type EndpointSpec<T> = {
  path: string;
  /** A public one gets neither key nor signature. */
  access: 'signed' | 'public';
  /** Parameters of the query beside the signature's own; `timestamp` is epoch ms on the exchange's clock. */
  parameters: readonly 'timestamp'[];
  /** From the body to the document, with a check for keys that stand twice; `parseJson` where it is absent. */
  decode?: (body: Uint8Array) => unknown;
  /** Gets the whole document, every number of it as text. */
  parse: (document: unknown) => Parsed<T>;
};

/** By the exchange's own ids, which its transfers use, too. Each has a limit of 5 requests a second, `fund` of 2. */
export const WALLETS = {
  spot: signed('/openApi/spot/v1/account/balance', parseSpot),
  fund: signed('/openApi/fund/v1/account/balance', parseFund),
  USDTMPerp: signed('/openApi/swap/v3/user/balance', parseUsdtPerpetual),
  coinMPerp: signed('/openApi/cswap/v1/user/balance', parseCoinPerpetual),
  stdFutures: signed('/openApi/contract/v1/balance', parseStandardFutures),
} as const satisfies Record<string, EndpointSpec<WalletBalances>>;

export type WalletId = keyof typeof WALLETS;

/** All that a snapshot reads. The ticker needs a `timestamp` although it is not signed. */
export const ENDPOINTS = {
  ...WALLETS,
  allAccountBalance: signed('/openApi/account/v1/allAccountBalance', parseExchangeTotals),
  ticker: {
    path: '/openApi/spot/v1/ticker/24hr',
    access: 'public',
    parameters: ['timestamp'],
    decode: decodeTicker,
    parse: parseTicker,
  },
} as const satisfies Record<string, EndpointSpec<WalletBalances | ExchangeTotals | Ticker>>;

function signed<T>(path: string, parse: EndpointSpec<T>['parse']): EndpointSpec<T> {
  return { path, access: 'signed', parameters: [], parse };
}
