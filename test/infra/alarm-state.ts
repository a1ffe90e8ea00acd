/** Evaluates an alarm of the template over printed metrics, as CloudWatch does. */
import * as z from 'zod';
import type { LogLine } from '../../infra/local/function/sandbox';

/** The metrics of one EMF line. */
export type DataPoint = { at: number; account: string; values: Record<string, number> };

const emf = z.looseObject({
  account: z.string(),
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string() })) })),
  }),
});

/** The data points in the function's output. */
export function dataPointsIn(lines: readonly LogLine[]): DataPoint[] {
  return lines
    .filter(({ text }) => text.startsWith('{') && text.includes('"_aws"'))
    .map(({ text }) => {
      const line = emf.parse(JSON.parse(text));
      const names = line._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
      const values = names.map((name) => [name, z.number().parse([line[name]].flat()[0])] as const);
      return { at: line._aws.Timestamp, account: line.account, values: Object.fromEntries(values) };
    });
}

/** The kind of alarm that this stack has: a sum over periods that all have to breach, for one account. */
const alarm = z.object({
  MetricName: z.string(),
  Dimensions: z.tuple([z.object({ Name: z.literal('account'), Value: z.string() })]),
  Statistic: z.literal('Sum'),
  Period: z.number(),
  EvaluationPeriods: z.number(),
  // Without it, all periods have to breach.
  DatapointsToAlarm: z.undefined().optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['LessThanThreshold', 'GreaterThanOrEqualToThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
});

const COMPARISONS = {
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
};

/** The alarm's state at `now` (epoch ms), from the data within its window. */
export function stateOf(properties: unknown, sent: readonly DataPoint[], now: number): 'ALARM' | 'OK' {
  const { MetricName, Dimensions, Period, EvaluationPeriods, ...rule } = alarm.parse(properties);
  const breaching = Array.from({ length: EvaluationPeriods }, (_, i) => {
    const end = now - i * Period * 1000;
    const values = sent
      .filter(({ at, account }) => account === Dimensions[0].Value && at <= end && at > end - Period * 1000)
      .flatMap(({ values }) => values[MetricName] ?? []);
    if (values.length === 0) return rule.TreatMissingData === 'breaching';
    const sum = values.reduce((a, b) => a + b);
    return COMPARISONS[rule.ComparisonOperator](sum, rule.Threshold);
  });
  return breaching.every(Boolean) ? 'ALARM' : 'OK';
}
