/** How a run can end, and for each failure: its metric, and whether asking again can help. */
import type { ExchangeReason } from '../bingx/types';
import { METRICS, type MetricName } from './metrics';

export type FailureReason =
  | ExchangeReason
  | 'credentials-missing'
  | 'credentials-unavailable'
  | 'too-late'
  | 'too-early'
  | 'history-unavailable'
  /** A bug: the run threw what nobody expected. */
  | 'internal-error';

export type Outcome =
  | { outcome: 'captured'; account: string; slot: string; assets: number }
  | { outcome: 'already-captured'; account: string; slot: string }
  | {
      outcome: 'failed';
      account: string;
      slot: string;
      reason: FailureReason;
      code?: string;
      message: string;
      /** Whether the table holds the failure. Where it does not, the slot shows as missing. */
      recorded: boolean;
    };

type FailureRule = {
  metric: MetricName;
  /**
   * A permanent failure ends the run normally: the row and the metric speak, and a retry by Lambda would only hammer.
   * A transient one is thrown, so that Lambda's two asynchronous retries and then the dead-letter queue follow.
   */
  lasts: 'permanent' | 'transient';
};

export const FAILURES: Record<FailureReason, FailureRule> = {
  'ip-not-whitelisted': { metric: METRICS.whitelist, lasts: 'permanent' },
  'timestamp-rejected': { metric: METRICS.timestamp, lasts: 'permanent' },
  'rate-limited': { metric: METRICS.rateLimit, lasts: 'transient' },
  banned: { metric: METRICS.rateLimit, lasts: 'permanent' },
  'credentials-missing': { metric: METRICS.credentials, lasts: 'permanent' },
  'credentials-unavailable': { metric: METRICS.credentials, lasts: 'transient' },
  'credentials-rejected': { metric: METRICS.credentials, lasts: 'permanent' },
  'permission-denied': { metric: METRICS.credentials, lasts: 'permanent' },
  'account-restricted': { metric: METRICS.credentials, lasts: 'permanent' },
  'request-rejected': { metric: METRICS.exchange, lasts: 'permanent' },
  'exchange-unavailable': { metric: METRICS.exchange, lasts: 'transient' },
  'invalid-response': { metric: METRICS.exchange, lasts: 'transient' },
  'too-early': { metric: METRICS.timestamp, lasts: 'permanent' },
  'too-late': { metric: METRICS.late, lasts: 'permanent' },
  'history-unavailable': { metric: METRICS.history, lasts: 'transient' },
  // No metric and alarm of its own for each account: the run is thrown as well, which the function's own alarm tells.
  'internal-error': { metric: METRICS.failed, lasts: 'transient' },
};
