/** Reports how a run ended: as metrics, and to Lambda. */
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DEFAULT_STACK_NAME } from '../history/table';
import { METRIC_DIMENSION, METRICS, type MetricName, STACK_DIMENSION } from './metrics';
import { FAILURES, type Outcome } from './outcome';

/** The metrics of an outcome; a second delivery of a captured slot has none. */
export function metricsOf(outcome: Outcome): MetricName[] {
  switch (outcome.outcome) {
    case 'captured':
      return outcome.walletErrors ? [METRICS.captured, METRICS.wallet] : [METRICS.captured];
    case 'already-captured':
      return [];
    case 'failed': {
      const own = FAILURES[outcome.reason].metric;
      return [...new Set([METRICS.failed, own, ...(outcome.recorded ? [] : [METRICS.history])])];
    }
  }
}

/** Prints the outcome's metrics as EMF: one line by stack, one by account. */
export function publish(outcome: Outcome, metrics: Metrics, stackName = DEFAULT_STACK_NAME): void {
  const names = metricsOf(outcome);
  const isByStack = (name: MetricName) => name === METRICS.captured;
  printLine(metrics, STACK_DIMENSION, stackName, names.filter(isByStack));
  printLine(
    metrics,
    METRIC_DIMENSION,
    outcome.account,
    names.filter((name) => !isByStack(name)),
  );
}

function printLine(metrics: Metrics, dimension: string, value: string, names: MetricName[]): void {
  if (names.length === 0) return;
  metrics.addDimension(dimension, value);
  for (const name of names) metrics.addMetric(name, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}

/** The dimension of an event without a valid account: EMF sends no metric without a dimension. */
const UNKNOWN_ACCOUNT = 'unknown';

/** Counts a run that ended without an outcome. */
export function publishFailure(account: string | undefined, metrics: Metrics): void {
  metrics.clearMetrics();
  metrics.clearDimensions();
  printLine(metrics, METRIC_DIMENSION, account ?? UNKNOWN_ACCOUNT, [METRICS.failed]);
}

/** Throws where another delivery of the event can help. */
export function throwIfRetryable(outcome: Outcome): void {
  if (outcome.outcome !== 'failed') return;
  if (outcome.recorded && !FAILURES[outcome.reason].retryable) return;
  throw new SnapshotFailed(outcome);
}

class SnapshotFailed extends Error {
  override name = 'SnapshotFailed';

  constructor({ account, slot, reason, message }: Extract<Outcome, { outcome: 'failed' }>) {
    super(`${account} has no snapshot for ${slot} (${reason}): ${message}`);
  }
}
