/** What the rest of the product may know of the exchange: what can be asked, and what can come back. */

export type Credentials = { apiKey: string; secretKey: string };

/** `credentials-missing` lasts until an operator acts, `credentials-unavailable` may pass. */
export type CredentialsError = { reason: 'credentials-missing' | 'credentials-unavailable'; message: string };

/** The account's credentials; with `forceRefresh` as they are now. Never rejects. */
export type GetCredentials = (options?: {
  forceRefresh?: boolean;
}) => Promise<Credentials | CredentialsError>;

/** One asset of the spot wallet; amounts are the exchange's own decimal text. */
export type AssetBalance = { asset: string; free: string; locked: string };

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
  /** Requests for the balance that were sent. */
  attempts: number;
  /** Our clock minus the exchange's, in ms, where it was measured. */
  clockSkewMs?: number;
};

export type BalanceReading =
  | (RequestStats & {
      kind: 'answered';
      balances: AssetBalance[];
      /** The answer's body, byte for byte (content encoding undone). */
      raw: Uint8Array;
      /** When the answer was given, on the exchange's clock: epoch ms. */
      answeredAt: number;
    })
  | (RequestStats & {
      kind: 'failed';
      reason: ExchangeReason;
      /** The exchange's code as text, or `HTTP 403` where the body had none. */
      code?: string;
      /** One line, free of any secret. */
      message: string;
      egressIp?: string;
      /** Epoch ms after which the exchange says it will answer again. */
      retryAt?: number;
      /** The last answer's body, where there was one. */
      raw?: Uint8Array;
    });

export type BalanceRequest = {
  credentials: Credentials;
  /** For a key that was rotated since `credentials` were read. */
  getCredentials: GetCredentials;
  /** Local epoch ms at which the reading has ended, successful or not. */
  deadline: number;
};

export type Exchange = {
  /**
   * Measures the offset to the exchange's clock where it is unknown or too old, side by side with the reading of the
   * secret. Comes to our clock minus the exchange's, in ms; undefined where it is unknown. Never rejects;
   * `readSpotBalances` waits for it.
   */
  syncClock(deadline: number): Promise<number | undefined>;
  /** Reads the spot wallet. Every failure is a value; nothing secret is in it. */
  readSpotBalances(request: BalanceRequest): Promise<BalanceReading>;
};
