/** Names of the metrics that the function sends and the alarms watch. */

export const METRIC_NAMESPACE = 'BalanceSnapshots';

/** The one dimension. A metric is billed per name and dimension value, in each hour in which it is sent. */
export const METRIC_DIMENSION = 'account';

export const METRICS = {
  /** Sent on every capture. */
  captured: 'SnapshotCaptured',
  /** Sent once for every failed run, beside the failure's own metric. */
  failed: 'SnapshotFailed',
  /** Sent for a captured row in which an optional wallet, the totals or the prices are missing. */
  wallet: 'WalletError',
  whitelist: 'WhitelistError',
  timestamp: 'TimestampError',
  rateLimit: 'RateLimitError',
  credentials: 'CredentialsError',
  exchange: 'ExchangeError',
  late: 'TooLateError',
  history: 'HistoryError',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
