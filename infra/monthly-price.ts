/** The monthly price of a stack, computed from its template. Without free tiers, table storage and mails. */
import * as z from 'zod';
import { MONITOR_METRICS } from '../functions/monitor/gauges';
import { dueSlots, parseSchedule } from '../functions/schedule/schedule';
import { METRICS } from '../functions/snapshot/metrics';

/** List prices of us-east-1 in US dollars, November 2026. */
const PRICES = {
  alarmMetric: 0.1,
  metric: 0.3,
  dashboard: 3,
  secret: 0.4,
  natGateway: 0.045 * 730,
  elasticIp: 0.005 * 730,
  schedulerInvocation: 1e-6,
  lambdaRequest: 0.2e-6,
  lambdaGbSecond: 1.33334e-5,
  secretRead: 5e-6,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  logGb: 0.5,
};

/** Sent whether or not anything fails; a failure metric is billed for the hours in which it is sent. */
const CONSTANT_METRICS = [METRICS.captured, MONITOR_METRICS.slotsMissing];

/** What a run of the snapshot function uses: assumed on the high side of docs/benchmark.md. */
const SNAPSHOT_RUN = { seconds: 1, secretReads: 1, writeUnits: 5, readUnits: 0, logKb: 1.5 };

/**
 * What a run of the monitor uses. It reads the latest slot of each account, and the one before where one is judged: rows of
 * up to 8 KB, eventually consistent.
 */
const monitorRun = (accounts: number) => ({
  seconds: 0.5 + 0.0025 * accounts,
  secretReads: 0,
  writeUnits: 0,
  readUnits: 1.2 * accounts,
  logKb: 1,
});

const HOURS = 730;
const MONTH_START = '2026-11-01T00:00:00Z';
const MONTH_END = new Date(Date.parse(MONTH_START) + HOURS * 3_600_000).toISOString().replace('.000Z', 'Z');

const template = z.object({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown().optional() })),
});
const alarm = z.object({
  Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).optional(),
});
const schedule = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string(),
  Target: z.object({ Input: z.unknown() }),
});
const input = z.union([z.object({ accounts: z.array(z.unknown()) }), z.object({ secretId: z.string() })]);
const lambda = z.object({ MemorySize: z.number() });

export type Price = {
  alarms: number;
  dashboards: number;
  metrics: number;
  monitor: number;
  network: number;
  runs: number;
  secrets: number;
  total: number;
};

/** The price of the stack of `synthesized`, a CloudFormation template. */
export function monthlyPrice(synthesized: unknown): Price {
  const { Resources } = template.parse(synthesized);
  const all = <T>(type: string, shape: z.ZodType<T>): T[] =>
    Object.values(Resources)
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => shape.parse(Properties));
  const count = (type: string) => all(type, z.unknown()).length;
  // The input of the export is no text: it refers to table and bucket. What it costs depends on the table's size.
  const schedules = all('AWS::Scheduler::Schedule', schedule).flatMap(({ Target: { Input }, ...when }) =>
    typeof Input === 'string' ? [{ ...when, input: input.parse(JSON.parse(Input)) }] : [],
  );
  const gb = Math.max(...all('AWS::Lambda::Function', lambda).map(({ MemorySize }) => MemorySize)) / 1024;

  const secretIds = schedules.flatMap(({ input }) => ('secretId' in input ? [input.secretId] : []));
  const sum = (wanted: 'accounts' | 'secretId', price: (accounts: number) => number) =>
    schedules
      .filter(({ input }) => wanted in input)
      .map((one) => countRuns(one) * price('accounts' in one.input ? one.input.accounts.length : 1))
      .reduce((a, b) => a + b, 0);

  const parts = {
    // An alarm on an expression is billed by the metrics in it.
    alarms:
      PRICES.alarmMetric *
      all('AWS::CloudWatch::Alarm', alarm)
        .map(({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1)
        .reduce((a, b) => a + b, 0),
    dashboards: PRICES.dashboard * count('AWS::CloudWatch::Dashboard'),
    metrics: PRICES.metric * CONSTANT_METRICS.length,
    monitor: sum('accounts', (accounts) => runPrice(gb, monitorRun(accounts))),
    network: PRICES.natGateway * count('AWS::EC2::NatGateway') + PRICES.elasticIp * count('AWS::EC2::EIP'),
    runs: sum('secretId', () => runPrice(gb, SNAPSHOT_RUN)),
    secrets: PRICES.secret * new Set(secretIds).size,
  };
  return { ...parts, total: Object.values(parts).reduce((a, b) => a + b, 0) };
}

/** US dollars for one run of a function with `gb` of memory, its invocation by the scheduler included. */
export const runPrice = (gb: number, use: typeof SNAPSHOT_RUN) =>
  PRICES.schedulerInvocation +
  PRICES.lambdaRequest +
  PRICES.lambdaGbSecond * gb * use.seconds +
  PRICES.secretRead * use.secretReads +
  PRICES.writeUnit * use.writeUnits +
  PRICES.readUnit * use.readUnits +
  (PRICES.logGb * use.logKb) / 1e6;

type When = { ScheduleExpression: string; ScheduleExpressionTimezone: string };

const runCounts = new Map<string, number>();

/** The slots of a schedule in a month of 730 hours, counted once for all accounts and stacks that have the same. */
function countRuns({ ScheduleExpression, ScheduleExpressionTimezone }: When): number {
  const key = `${ScheduleExpression} ${ScheduleExpressionTimezone}`;
  const known = runCounts.get(key);
  if (known !== undefined) return known;
  const parsed = parseSchedule(ScheduleExpression, ScheduleExpressionTimezone);
  const runs = [...dueSlots(parsed, MONTH_START, MONTH_END)].length;
  runCounts.set(key, runs);
  return runs;
}

/** The price of several stacks. */
export const addPrices = (prices: readonly Price[]): Price =>
  prices.reduce((a, b) => ({
    alarms: a.alarms + b.alarms,
    dashboards: a.dashboards + b.dashboards,
    metrics: a.metrics + b.metrics,
    monitor: a.monitor + b.monitor,
    network: a.network + b.network,
    runs: a.runs + b.runs,
    secrets: a.secrets + b.secrets,
    total: a.total + b.total,
  }));
