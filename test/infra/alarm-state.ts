/** Evaluates an alarm of the template on the monitor's gauges, as CloudWatch does. */
import * as z from 'zod';

/** A value of a gauge. `dimensions` as in the alarm, `at` in epoch ms. */
export type DataPoint = { at: number; metric: string; dimensions: Record<string, string>; value: number };

const emf = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The data points in lines of EMF. */
export const dataPointsIn = (lines: readonly string[]): DataPoint[] =>
  lines.flatMap((text) => {
    const line = emf.parse(JSON.parse(text));
    return line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) => ({
          at: line._aws.Timestamp,
          metric: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, String(line[name])])),
          value: z.number().parse(line[Name]),
        })),
      ),
    );
  });

const metric = z.object({
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
});

const statistic = z.enum(['Maximum', 'Minimum']);
const STATISTICS = { Maximum: Math.max, Minimum: Math.min };

/** The two kinds of alarms on gauges: one metric, or one metric filled by an expression. */
const alarm = z.object({
  ...metric.partial().shape,
  Statistic: statistic.optional(),
  Metrics: z
    .tuple([
      z.object({ Expression: z.literal('FILL(missing, -1)') }),
      z.object({ MetricStat: z.object({ Metric: metric, Stat: statistic, Period: z.number() }) }),
    ])
    .optional(),
  Period: z.number().optional(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['LessThanThreshold', 'GreaterThanOrEqualToThreshold']),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
});

const COMPARISONS = {
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
};

/** The alarm's state at `now` (epoch ms), from complete periods. */
export function stateOf(properties: unknown, sent: readonly DataPoint[], now: number): 'ALARM' | 'OK' {
  const rule = alarm.parse(properties);
  const watched = metric.parse(rule.Metrics?.[1].MetricStat.Metric ?? rule);
  const combine = STATISTICS[rule.Metrics?.[1].MetricStat.Stat ?? rule.Statistic ?? 'Maximum'];
  const periodMs = (rule.Metrics?.[1].MetricStat.Period ?? rule.Period ?? 0) * 1000;
  const dimensions = JSON.stringify(watched.Dimensions.map(({ Name, Value }) => [Name, Value]).sort());
  const own = sent.filter(
    (point) =>
      point.metric === watched.MetricName &&
      JSON.stringify(Object.entries(point.dimensions).sort()) === dimensions,
  );
  const end = Math.floor(now / periodMs) * periodMs;
  const breaching = Array.from({ length: rule.EvaluationPeriods }, (_, i) => {
    const from = end - (i + 1) * periodMs;
    const values = own.filter(({ at }) => at >= from && at < from + periodMs).map(({ value }) => value);
    if (values.length > 0) return COMPARISONS[rule.ComparisonOperator](combine(...values), rule.Threshold);
    if (rule.Metrics) return COMPARISONS[rule.ComparisonOperator](-1, rule.Threshold);
    return rule.TreatMissingData === 'breaching';
  });
  const needed = rule.DatapointsToAlarm ?? rule.EvaluationPeriods;
  return breaching.filter(Boolean).length >= needed ? 'ALARM' : 'OK';
}
