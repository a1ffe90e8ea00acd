/** The rows of the history table, as values: captured or failed, of version 1 or 2. `marshall.ts` has the attributes' types. */

/** An amount of `spot` or `fund`. All amounts are plain decimal text, exact to the last digit; never a JavaScript number. */
export type Holding = { free: string; locked: string };

/** An amount of `USDTMPerp` or `coinMPerp`, in the asset itself. May be negative. */
export type PerpetualAmounts = {
  /** Without unrealized profit. */
  balance: string;
  /** With unrealized profit: the worth of the wallet. */
  equity: string;
  unrealizedProfit: string;
  availableMargin: string;
  usedMargin: string;
  frozenMargin: string;
};

/** An amount of `stdFutures`. May be negative. */
export type StandardFuturesAmounts = {
  balance: string;
  /** Differs from `balance` where there are isolated positions, whose unrealized profit is not known. */
  crossWalletBalance: string;
  crossUnrealizedProfit: string;
  availableBalance: string;
  maxWithdrawAmount: string;
};

/** The wallets of a row, under the exchange's own ids, and what is known of each asset in them. */
export type WalletAmounts = {
  spot: Holding;
  fund: Holding;
  USDTMPerp: PerpetualAmounts;
  coinMPerp: PerpetualAmounts;
  stdFutures: StandardFuturesAmounts;
};

export type WalletId = keyof WalletAmounts;

/** The names of the amounts of each wallet. A type cannot be listed at run time: this table can. */
export const WALLET_AMOUNTS = {
  spot: ['free', 'locked'],
  fund: ['free', 'locked'],
  USDTMPerp: ['balance', 'equity', 'unrealizedProfit', 'availableMargin', 'usedMargin', 'frozenMargin'],
  coinMPerp: ['balance', 'equity', 'unrealizedProfit', 'availableMargin', 'usedMargin', 'frozenMargin'],
  stdFutures: [
    'balance',
    'crossWalletBalance',
    'crossUnrealizedProfit',
    'availableBalance',
    'maxWithdrawAmount',
  ],
} as const satisfies { [Wallet in WalletId]: readonly (keyof WalletAmounts[Wallet])[] };

export const WALLET_IDS = Object.keys(WALLET_AMOUNTS) as WalletId[];

/** The wallet that decides: a row is captured where this one was read. */
export const REQUIRED_WALLET = 'spot' satisfies WalletId;

/**
 * wallet → asset → amounts, as stored. In a wallet that is here, an absent asset was held at exactly zero. A wallet that is
 * not here is unknown: rows of version 1 have only `spot`.
 */
export type Balances = { [Wallet in WalletId]?: Record<string, WalletAmounts[Wallet]> };

/** Why an optional endpoint was not read. `reason` is one of the outcomes', or `timed-out`, `retired`, `empty-doubtful`. */
export type WalletError = { reason: string; code?: string; message: string };

/** Keys beside the wallets' ids: the exchange's own totals, and the prices. */
export const TOTALS_ENDPOINT = 'allAccountBalance';
export const PRICES_ENDPOINT = 'ticker';

/** Endpoint (a wallet's id, or `TOTALS_ENDPOINT`) → its answer, byte for byte, gzipped: a parser bug must never cost history. */
export type RawAnswers = Record<string, Uint8Array>;

/** Why a slot has no balance. `reason` is one of the outcomes' reasons; readers must accept unknown ones. */
export type Failure = {
  reason: string;
  /** The exchange's own code, as text, or `HTTP 403` where there was none. */
  code?: string;
  message: string;
  /** The address that the exchange saw, where its answer names it: what an operator has to whitelist. */
  egressIp?: string;
  /** Earliest time (ISO, UTC) at which the exchange will answer again, where it named one. */
  retryAt?: string;
  /** When the run failed: ISO, UTC, ms. */
  at: string;
  /** Requests for the required wallet that this run sent. */
  attempts: number;
};

type SlotRow = {
  account: string;
  /** The scheduled time: ISO, UTC, to the second. */
  slot: string;
  /** The schedule expression that this slot came from: defines which slots were due. */
  schedule?: string;
  /** IANA zone of the schedule, where it is not UTC. */
  timezone?: string;
  /** Our clock minus the exchange's, in ms, where it was measured. */
  clockSkewMs?: number;
  /** Epoch seconds. */
  expiresAt?: number;
  /** 1 or 2. In version 1 `raw` is one attribute of bytes, and nothing but `spot` was read. */
  version: number;
};

export type CapturedRow = SlotRow & {
  status: 'captured';
  /** When `spot` answered, on the exchange's clock: ISO, UTC, ms. */
  capturedAt: string;
  balances: Balances;
  /** Wallet or other endpoint → why it was requested but not read. */
  walletErrors?: Record<string, WalletError>;
  /** Asset → USDT for one unit, of each held asset that has a price: at most 38 significant digits. */
  prices?: Record<string, string>;
  /** Asset → where its price came from, unless that is the middle of bid and ask of `<asset>-USDT`. */
  priceSources?: Record<string, string>;
  /** When the exchange gave the prices: ISO, UTC, ms. */
  pricedAt?: string;
  /** Account type → the exchange's own figure in USDT. A type that is not here is unknown. */
  exchangeTotals?: Record<string, string>;
  raw: RawAnswers;
  /** Endpoints whose answer is not in `raw` because the row would have exceeded 400 KB. */
  rawOmitted?: string[];
};

export type FailedRow = SlotRow & {
  status: 'failed';
  failure: Failure;
  /** The answer of `spot` that could not be parsed or was a refusal, gzipped, where there was one. */
  raw?: RawAnswers;
};

export type Row = CapturedRow | FailedRow;
