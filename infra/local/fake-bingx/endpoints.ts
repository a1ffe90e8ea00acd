/** The endpoints of the fake as one table: rights, rate limit, parameters and response of each. */

import type { RateLimit } from './rate-limit';
import {
  balanceBody,
  ERRORS,
  type ErrorResponse,
  type Permissions,
  permissionRefusal,
  permissionsBody,
  READ_ONLY,
  type Right,
  serverTimeBody,
  type WireBalance,
} from './responses';
import { tickerBody } from './ticker';
import {
  coinPerpetualBody,
  fundBody,
  isAccountType,
  SPOT_ONLY,
  standardFuturesBody,
  totalsBody,
  usdtPerpetualBody,
  type Wallets,
} from './wallets';

export const PATHS = {
  spotBalance: '/openApi/spot/v1/account/balance',
  fundBalance: '/openApi/fund/v1/account/balance',
  usdtPerpetualBalance: '/openApi/swap/v3/user/balance',
  coinPerpetualBalance: '/openApi/cswap/v1/user/balance',
  standardFuturesBalance: '/openApi/contract/v1/balance',
  allAccountBalance: '/openApi/account/v1/allAccountBalance',
  ticker: '/openApi/spot/v1/ticker/24hr',
  serverTime: '/openApi/swap/v2/server/time',
  spotServerTime: '/openApi/spot/v1/server/time',
  apiPermissions: '/openApi/v1/account/apiPermissions',
} as const;

export type FakeAccount = {
  apiKey: string;
  secretKey: string;
  /** The exchange's id of the account, which rate limits count by; the API key by default. */
  uid?: string;
  /** The spot wallet; a function gets the exchange's clock in epoch ms. */
  balances: readonly WireBalance[] | ((now: number) => readonly WireBalance[]);
  /** The other wallets; empty by default. */
  wallets?: Wallets | ((now: number) => Wallets);
  /** Addresses that may use the key; any by default. */
  whitelist?: readonly string[];
  /** Read-only by default. */
  permissions?: Permissions;
};

/** Parameters of an endpoint with a check of their values. */
type Parameters = Readonly<Record<string, (value: string) => boolean>>;

export type SignedEndpoint = {
  access: 'signed';
  /** The rights that it requires, and the error for a missing one. */
  rights(options: RightsOptions): readonly Right[];
  denied(right: Right): ErrorResponse;
  limit: RateLimit;
  /** The errors for exceeding the rate limit and for unknown parameters. */
  limited: ErrorResponse;
  invalid: ErrorResponse;
  parameters: Parameters;
  body(account: FakeAccount, at: number, query: URLSearchParams): string;
};

export type RightsOptions = {
  /** Whether the fund wallet requires the right Universal Transfer: documented, but never observed. */
  needsUniversalTransfer?: boolean;
};

export type PublicEndpoint = {
  access: 'public';
  /** Whether a key or a signature in a request is a mistake of the client. */
  refusesKey: boolean;
  needsTimestamp: boolean;
  body(at: number): string;
};

const INVALID = 'Invalid parameters';
/** The recorded error names a right that reading does not require. */
const SPOT_DENIED = { denied: () => ERRORS.permissionDenied };
const SPOT = { limited: ERRORS.rateLimited, invalid: { code: 100400, msg: INVALID } };
/** Error codes of futures since October 2025. */
const FUTURES = { limited: ERRORS.futuresRateLimited, invalid: { code: 109400, msg: INVALID } };

const perSecond = (requests: number): RateLimit => ({ requests, perMs: 1000 });
const READ = {
  access: 'signed',
  rights: (): readonly Right[] => ['read'],
  denied: permissionRefusal,
  limit: perSecond(5),
  parameters: {},
} as const;
const PUBLIC = { access: 'public', refusesKey: false, needsTimestamp: false } as const;

const walletsOf = ({ wallets = SPOT_ONLY }: FakeAccount, at: number) =>
  typeof wallets === 'function' ? wallets(at) : wallets;

/** Filters rows by an optional query parameter. */
const filterRows = <Key extends string, Row extends Record<Key, string>>(
  rows: readonly Row[],
  key: Key,
  value: string | null | undefined,
) => rows.filter((row) => value === null || value === undefined || row[key] === value);

export const uidOf = ({ uid, apiKey }: FakeAccount) => uid ?? apiKey;

export const ENDPOINTS: Readonly<Record<string, SignedEndpoint | PublicEndpoint>> = {
  [PATHS.spotBalance]: {
    ...READ,
    ...SPOT,
    ...SPOT_DENIED,
    body: ({ balances }, at) => balanceBody(typeof balances === 'function' ? balances(at) : balances),
  },
  [PATHS.fundBalance]: {
    ...READ,
    ...SPOT,
    rights: ({ needsUniversalTransfer }) => (needsUniversalTransfer ? ['universalTransfer'] : ['read']),
    limit: perSecond(2),
    parameters: { asset: (asset) => asset !== '' },
    body: (account, at, query) =>
      fundBody(filterRows(walletsOf(account, at).fund, 'asset', query.get('asset')), at),
  },
  [PATHS.usdtPerpetualBalance]: {
    ...READ,
    ...FUTURES,
    body: (account, at) => usdtPerpetualBody(walletsOf(account, at).USDTMPerp, uidOf(account)),
  },
  [PATHS.coinPerpetualBalance]: {
    ...READ,
    ...FUTURES,
    parameters: { symbol: (symbol) => /^[A-Z0-9]+-USD$/.test(symbol) },
    body: (account, at, query) => {
      const asset = query.get('symbol')?.replace(/-USD$/, '');
      return coinPerpetualBody(
        filterRows(walletsOf(account, at).coinMPerp, 'asset', asset),
        uidOf(account),
        at,
      );
    },
  },
  [PATHS.standardFuturesBalance]: {
    ...READ,
    ...FUTURES,
    body: (account, at) => standardFuturesBody(walletsOf(account, at).stdFutures, at),
  },
  [PATHS.allAccountBalance]: {
    ...READ,
    ...SPOT,
    parameters: { accountType: isAccountType },
    body: (account, at, query) =>
      totalsBody(filterRows(walletsOf(account, at).totals, 'accountType', query.get('accountType')), at),
  },
  [PATHS.apiPermissions]: {
    ...READ,
    ...SPOT,
    ...SPOT_DENIED,
    limit: perSecond(2),
    body: (account: FakeAccount) => permissionsBody(account.apiKey, account.permissions ?? READ_ONLY),
  },
  [PATHS.ticker]: { access: 'public', refusesKey: true, needsTimestamp: true, body: (at) => tickerBody(at) },
  [PATHS.serverTime]: { ...PUBLIC, body: serverTimeBody },
  [PATHS.spotServerTime]: { ...PUBLIC, body: serverTimeBody },
};
