/** How a run can end, and for each failure: its metric, and whether a retry can help. */
import type { ExchangeReason } from '../bingx/types';
import { METRICS, type MetricName } from './metrics';

export type FailureReason =
  | ExchangeReason
  | 'credentials-missing'
  | 'credentials-unavailable'
  | 'too-late'
  | 'too-early'
  | 'history-unavailable'
  /** A bug: the run threw an unexpected error. */
  | 'internal-error';

export type Outcome =
  | {
      outcome: 'captured';
      account: string;
      slot: string;
      /** Of the wallet that decides. */
      assets: number;
      /** Optional wallet or other endpoint → the reason why it was not read. */
      walletErrors?: Record<string, string>;
    }
  | { outcome: 'already-captured'; account: string; slot: string }
  | {
      outcome: 'failed';
      account: string;
      slot: string;
      reason: FailureReason;
      code?: string;
      message: string;
      /** Whether the failure is in the table. Where it is not, the slot is reported as missing. */
      recorded: boolean;
    };

type FailureRule = {
  metric: MetricName;
  /**
   * Where false, the run ends normally with a row and a metric: a retry by Lambda would fail again. Where true, the run
   * throws, so that Lambda retries it twice. The failed row of the last retry remains.
   */
  retryable: boolean;
};

export const FAILURES: Record<FailureReason, FailureRule> = {
  'ip-not-whitelisted': { metric: METRICS.whitelist, retryable: false },
  'timestamp-rejected': { metric: METRICS.timestamp, retryable: false },
  'rate-limited': { metric: METRICS.rateLimit, retryable: true },
  banned: { metric: METRICS.rateLimit, retryable: false },
  'credentials-missing': { metric: METRICS.credentials, retryable: false },
  'credentials-unavailable': { metric: METRICS.credentials, retryable: true },
  'credentials-rejected': { metric: METRICS.credentials, retryable: false },
  'permission-denied': { metric: METRICS.credentials, retryable: false },
  'account-restricted': { metric: METRICS.credentials, retryable: false },
  'request-rejected': { metric: METRICS.exchange, retryable: false },
  'exchange-unavailable': { metric: METRICS.exchange, retryable: true },
  'invalid-response': { metric: METRICS.exchange, retryable: true },
  'too-early': { metric: METRICS.timestamp, retryable: false },
  'too-late': { metric: METRICS.late, retryable: false },
  'history-unavailable': { metric: METRICS.history, retryable: true },
  // No metric of its own: the run throws as well, which raises the function's alarm on errors.
  'internal-error': { metric: METRICS.failed, retryable: true },
};

/**
 * Failures that end a slot unless a later run captures it: the monitor reports them early, so that no later failure of the
 * slot may replace them. Not `too-early`, which comes before the slot's own run.
 */
export const FINAL_REASONS: readonly FailureReason[] = (Object.keys(FAILURES) as FailureReason[]).filter(
  (reason) => !FAILURES[reason].retryable && reason !== 'too-early',
);
