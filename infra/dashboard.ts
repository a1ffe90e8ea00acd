/** The CloudWatch dashboard: accounts by state, captured slots, failures by reason, delay, clock skew, runs, and the alarms. */
import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Color,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { MONITOR_METRICS } from '../functions/monitor/gauges';
import { dueSlots, parseSchedule } from '../functions/schedule/schedule';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, STACK_DIMENSION } from '../functions/snapshot/metrics';
import { FAILURES } from '../functions/snapshot/outcome';
import { ALARM_DESCRIPTIONS, alarmRunbookEntry } from './alarm-descriptions';
import { MONITOR_PERIOD, monitorGauge } from './alarms';
import type { AccountConfig, Config } from './config';
import type { SnapshotFunction } from './snapshot-function';

const DAY = Duration.days(1);
const HOUR = Duration.hours(1);

export type DashboardSources = {
  snapshotFunction: SnapshotFunction;
  monitor: IFunction;
  deadLetters: IQueue;
};

export function createDashboard(stack: Stack, config: Config, sources: DashboardSources): void {
  if (!config.dashboard) return;
  new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.stackName,
    defaultInterval: Duration.days(14),
    widgets: [
      [stateWidget(stack, config), capturesWidget(stack, config), failuresWidget()],
      [...clockWidgets(sources.snapshotFunction), runsWidget(sources)],
      [alarmCheatSheet(config)],
    ],
  });
}

/** As the monitor judged the latest due slot of each account. */
function stateWidget(stack: Stack, { accounts }: Config): IWidget {
  const { slotsMissing: missing, accountsFailing: failing } = MONITOR_METRICS;
  return new GraphWidget({
    title: `Accounts by state, of ${accounts.length}`,
    width: 8,
    left: [
      monitorGauge(stack, failing).with({ label: 'failing', color: Color.RED }),
      // Below 0, a run of the monitor failed.
      new MathExpression({
        expression: 'IF(missing >= 0, missing)',
        usingMetrics: { missing: monitorGauge(stack, missing) },
        label: 'missing',
        color: Color.ORANGE,
        period: MONITOR_PERIOD,
      }),
    ],
    leftYAxis: { min: 0 },
  });
}

function capturesWidget(stack: Stack, { accounts }: Config): IWidget {
  const due = slotsPerDay(accounts);
  const captured = new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: METRICS.captured,
    dimensionsMap: { [STACK_DIMENSION]: stack.stackName },
    statistic: Stats.SUM,
    period: DAY,
    label: 'captured',
    color: Color.GREEN,
  });
  return new GraphWidget({
    title: 'Captured slots per day',
    width: 8,
    left: [captured],
    leftAnnotations: [{ value: due, label: `${due} due on a full day`, color: Color.GREY }],
    leftYAxis: { min: 0 },
  });
}

/** Counted once per schedule, which most accounts share. */
function slotsPerDay(accounts: AccountConfig[]): number {
  const counts = new Map<string, number>();
  return accounts.reduce((sum, account) => {
    const key = `${account.schedule} ${account.timezone}`;
    const count = counts.get(key) ?? maxSlotsPerDay(account);
    counts.set(key, count);
    return sum + count;
  }, 0);
}

/** The most slots of a day in a week. The week is fixed, so that the template is reproducible. */
function maxSlotsPerDay({ schedule, timezone }: AccountConfig): number {
  const days = Array.from({ length: 8 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}T00:00:00Z`);
  const parsed = parseSchedule(schedule, timezone);
  return Math.max(
    1,
    ...days.slice(1).map((until, day) => [...dueSlots(parsed, days[day] ?? until, until)].length),
  );
}

/** Of all accounts, also of other stacks in the region: one line per failure metric. */
function failuresWidget(): IWidget {
  const metrics = new Set(Object.values(FAILURES).map(({ metric }) => metric));
  return new GraphWidget({
    title: 'Failures per day by metric, all accounts',
    width: 8,
    stacked: true,
    left: [...metrics]
      // It is sent with each of the others.
      .filter((metric) => metric !== METRICS.failed)
      .map(
        (metric) =>
          new MathExpression({
            expression: `SUM(SEARCH('{${METRIC_NAMESPACE},${METRIC_DIMENSION}} MetricName="${metric}"', 'Sum'))`,
            label: metric,
            period: DAY,
            usingMetrics: {},
          }),
      ),
    leftYAxis: { min: 0 },
  });
}

/** Delay and skew come from the log line of each capture: metrics per account would cost $0.60 a month for each. */
function clockWidgets({ log }: SnapshotFunction): IWidget[] {
  const graph = (title: string, field: string) =>
    new LogQueryWidget({
      title,
      width: 8,
      view: LogQueryVisualizationType.LINE,
      logGroupNames: [log.logGroupName],
      queryLines: [
        `filter ispresent(${field})`,
        `stats min(${field}) as minimum, max(${field}) as maximum by bin(1h)`,
      ],
    });
  return [
    graph('Delay after the slot, ms', 'delayMs'),
    graph('Function clock minus exchange clock, ms', 'clockSkewMs'),
  ];
}

function runsWidget({ snapshotFunction: { snapshot }, monitor, deadLetters }: DashboardSources): IWidget {
  return new GraphWidget({
    title: 'Runs',
    width: 8,
    left: [
      snapshot.metricInvocations({ period: HOUR }),
      snapshot.metricErrors({ period: HOUR }),
      snapshot.metricThrottles({ period: HOUR }),
      monitor.metricErrors({ period: HOUR, label: 'Monitor errors' }),
      deadLetters.metricApproximateNumberOfMessagesVisible({
        period: HOUR,
        statistic: Stats.MAXIMUM,
        label: 'Dead letters',
      }),
    ],
    right: [snapshot.metricDuration({ period: HOUR, statistic: Stats.MAXIMUM })],
    leftYAxis: { min: 0 },
  });
}

function alarmCheatSheet({ runbookUrl }: Config): IWidget {
  const rows = Object.entries(ALARM_DESCRIPTIONS).map(
    ([name, { summary, nextStep }]) =>
      `| ${runbookUrl ? `[${name}](${alarmRunbookEntry(name, runbookUrl)})` : name} | ${summary} | ${nextStep} |`,
  );
  return new TextWidget({
    width: 24,
    height: 8,
    markdown: [
      'RUNBOOK.md has an entry for each alarm and each failure reason.',
      '',
      '| Alarm | What happened | Next step |',
      '|---|---|---|',
      ...rows,
    ].join('\n'),
  });
}
