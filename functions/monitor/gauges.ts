/** The monitor's metrics: how many accounts are in which state, in CloudWatch's embedded metric format (EMF). */
import { toSlot } from '../schedule/slot';
import { METRIC_NAMESPACE, STACK_DIMENSION } from '../snapshot/metrics';
import { PERIOD_MS } from './event';

export const MONITOR_METRICS = {
  /**
   * Accounts whose latest judged slot is missing. Sent by every run, also 0: its absence means that the monitor is silent.
   * Below 0, a run failed: see `failedRunLines`.
   */
  slotsMissing: 'SlotsMissing',
  /** Accounts whose latest judged slot failed, in total and by reason. Only sent while there are any. */
  accountsFailing: 'AccountsFailing',
} as const;

/** Every gauge has the dimension `stack`; `AccountsFailing` is also sent with this one. */
export const REASON_DIMENSION = 'reason';

export type Gauges = { slotsMissing: number; accountsFailing: ReadonlyMap<string, number> };

/** The gauges as lines of EMF, stamped with `epochMs`, so that a repeated or late run sends the same datapoints. */
export function gaugeLines(
  stack: string,
  epochMs: number,
  { slotsMissing, accountsFailing }: Gauges,
): string[] {
  const lines = [emfLine(epochMs, { [STACK_DIMENSION]: stack }, MONITOR_METRICS.slotsMissing, slotsMissing)];
  const total = [...accountsFailing.values()].reduce((sum, count) => sum + count, 0);
  if (total > 0)
    lines.push(emfLine(epochMs, { [STACK_DIMENSION]: stack }, MONITOR_METRICS.accountsFailing, total));
  for (const [reason, count] of accountsFailing) {
    const dimensions = { [STACK_DIMENSION]: stack, [REASON_DIMENSION]: reason };
    lines.push(emfLine(epochMs, dimensions, MONITOR_METRICS.accountsFailing, count));
  }
  return lines;
}

/**
 * The gauge of a run that failed: no later run judges its slots or sends its message, and one period without a value is less
 * than the alarm on the monitor's silence notices. So it also stands in the next period, beside that run's own value.
 * CloudWatch accepts times up to two hours ahead.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const failedRunLines = (stack: string, epochMs: number): string[] =>
  [epochMs, epochMs + PERIOD_MS].map((at) =>
    emfLine(at, { [STACK_DIMENSION]: stack }, MONITOR_METRICS.slotsMissing, -1, {
      failedRun: toSlot(epochMs),
    }),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const emfLine = (
  epochMs: number,
  dimensions: Record<string, string>,
  name: string,
  value: number,
  properties: Record<string, string> = {},
) =>
  JSON.stringify({
    _aws: {
      Timestamp: epochMs,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    ...dimensions,
    ...properties,
    [name]: value,
  });
