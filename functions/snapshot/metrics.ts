/** Names of the metrics that the function sends and the alarms watch. */

export const METRIC_NAMESPACE = 'BalanceSnapshots';

/** The dimension of failure metrics. A metric is billed per name and dimension value, in each hour in which it is sent. */
export const METRIC_DIMENSION = 'account';

/** The dimension of metrics that are always sent: per account they would cost more than its runs. */
export const STACK_DIMENSION = 'stack';

export const METRICS = {
  /** Sent on every capture, by stack. */
  captured: 'SnapshotCaptured',
  /** Sent once for each failed run, beside the failure's own metric. */
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
