/** The contract between the product and an exchange. It names no exchange and no wallet: both are the implementation's. */

export type Credentials = { apiKey: string; secretKey: string };

/** `credentials-missing` is permanent until an operator acts, `credentials-unavailable` is transient. */
export type CredentialsError = { reason: 'credentials-missing' | 'credentials-unavailable'; message: string };

/** The account's credentials; with `forceRefresh` as they are now. Never rejects. */
export type GetCredentials = (options?: {
  forceRefresh?: boolean;
}) => Promise<Credentials | CredentialsError>;

/** One asset of a wallet and its amounts, as the exchange's own decimal text: negative ones and exponents included. */
export type AssetAmounts = { asset: string; [amount: string]: string };

export type WalletBalances = {
  /** Each asset once; assets whose amounts are all zero are left out. */
  assets: AssetAmounts[];
  /** Whether the answer has no amount at all, not even zero, which may also be due to an outage. */
  isEmpty: boolean;
};

export type ExchangeReason =
  | 'ip-not-whitelisted'
  | 'timestamp-rejected'
  | 'rate-limited'
  | 'banned'
  | 'credentials-rejected'
  | 'permission-denied'
  | 'account-restricted'
  | 'request-rejected'
  | 'exchange-unavailable'
  | 'invalid-response';

type RequestStats = {
  /** Requests to this endpoint that were sent. */
  attempts: number;
  /** Our clock minus the exchange's, in ms, where it was measured. */
  clockSkewMs?: number;
};

/** Without any secret in any text. */
type ReadError = {
  reason: ExchangeReason;
  /** The exchange's code as text, or `HTTP 403` where the body had none. */
  code?: string;
  /** One line. */
  message: string;
  egressIp?: string;
  /** Epoch ms after which the exchange will respond again, by its own statement. */
  retryAt?: number;
};

export type SuccessfulReading<T> = RequestStats & {
  kind: 'answered';
  value: T;
  /** The answer's body, byte for byte (content encoding decoded). */
  raw: Uint8Array;
  /** When the exchange answered, on its own clock: epoch ms. */
  answeredAt: number;
};

/** `raw` is the last answer's body, where there was one. */
export type FailedReading = RequestStats & ReadError & { kind: 'failed'; raw?: Uint8Array };

export type Reading<T> = SuccessfulReading<T> | FailedReading;

/** Reasons that only optional parts have: too slow, no longer offered, or empty against the exchange's own total. */
export type OptionalReason = ExchangeReason | 'timed-out' | 'retired' | 'empty-doubtful';

export type OptionalError = Omit<ReadError, 'reason'> & { reason: OptionalReason };

export type Prices = {
  /** Asset → USDT for one unit: plain decimal text of at most 38 significant digits. An asset without a price is absent. */
  prices: Record<string, string>;
  /**
   * Asset → pairs that its price was taken from, each with its kind where that is not the kind of the pair before:
   * `last:ABC-USDT`, `mid:ABC-BTC,BTC-USDT`, `last:ABC-BTC,mid:BTC-USDT`. Absent where it is the mid of `<asset>-USDT`.
   */
  priceSources: Record<string, string>;
  /** When the exchange gave them, on its clock: epoch ms. */
  pricedAt?: number;
};

/** The required wallet, and what was read beside it. Nothing of the latter can change or fail the former. */
export type AccountReading = {
  required: Reading<WalletBalances>;
  /** Optional wallets that were read. */
  wallets: Record<string, WalletBalances>;
  /** Account type → the exchange's own figure in USDT; undefined where it was not read. */
  totals?: Record<string, string>;
  /** Prices the assets that can be priced. */
  pricesOf(assets: Iterable<string>): Prices;
  /** Optional wallet or other endpoint → why it was not read. */
  errors: Record<string, OptionalError>;
  /** Wallet or other endpoint → the body of its answer, successful or not, to be stored. */
  answers: Record<string, Uint8Array>;
  /** The body of the answer with the prices, which is too large to be stored. */
  priceAnswer?: Uint8Array;
};

export type AccountRequest = {
  credentials: Credentials;
  /** For a key that was rotated since `credentials` were read. */
  getCredentials: GetCredentials;
  /** Local epoch ms at which the reading has ended, successful or not. */
  deadline: number;
  /** Optional wallets to read. */
  wallets: readonly string[];
};

export type KeyPermissions = {
  mayRead: boolean;
  /** Names of the permissions beyond reading; of many, the first ones and the number of the others. */
  extraPermissions: string[];
  /** Whether the key works from certain addresses only. */
  isIpRestricted: boolean;
  /** These addresses, if the exchange names them; limited like `extraPermissions`. */
  addresses: string[];
};

export type Exchange = {
  /**
   * Measures the offset to the exchange's clock where it is unknown or too old, or where `isUsable` rejects the one that
   * an earlier run measured. Resolves to our clock minus the exchange's, in ms; undefined where it is unknown. Never
   * rejects; readings wait for it.
   */
  syncClock(deadline: number, isUsable?: (skewMs: number) => boolean): Promise<number | undefined>;
  /** Reads the account side by side: each failure is a value. */
  readAccount(request: AccountRequest): Promise<AccountReading>;
  readPermissions(request: Omit<AccountRequest, 'wallets'>): Promise<Reading<KeyPermissions>>;
};
