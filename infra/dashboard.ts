/** One page for ops: what was captured against what was due, why the rest was not, and what to do about it. */
import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Color,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { dueSlots, parseSchedule } from '../functions/schedule/schedule';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../functions/snapshot/metrics';
import { ALARM_DESCRIPTIONS, FAILURE_ALARMS } from './alarm-descriptions';
import { accountMetric } from './alarms';
import type { AccountConfig, Config } from './config';
import type { SnapshotFunction } from './snapshot-function';

const DAY = Duration.days(1);

export function createDashboard(stack: Stack, config: Config, captured: SnapshotFunction): void {
  new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.stackName,
    defaultInterval: Duration.days(14),
    widgets: [
      config.accounts.map(capturesOf),
      [failuresByReason(), ...clock(captured), runs(captured)],
      [alarmCheatSheet()],
    ],
  });
}

function capturesOf(account: AccountConfig): IWidget {
  const due = maxSlotsPerDay(account);
  return new GraphWidget({
    title: `${account.id}: captures a day`,
    width: 8,
    left: [accountMetric(METRICS.captured, account, DAY).with({ label: 'captured', color: Color.GREEN })],
    leftAnnotations: [{ value: due, label: `${due} due on a full day`, color: Color.GREY }],
    leftYAxis: { min: 0 },
  });
}

/** The most slots that any day of a week has; the week is a fixed one, so that the template does not change by itself. */
function maxSlotsPerDay({ schedule, timezone }: AccountConfig): number {
  const days = Array.from({ length: 8 }, (_, day) => `2026-03-${String(day + 1).padStart(2, '0')}T00:00:00Z`);
  const read = parseSchedule(schedule, timezone);
  return Math.max(
    1,
    ...days.slice(1).map((until, day) => [...dueSlots(read, days[day] ?? until, until)].length),
  );
}

/** All accounts together: the metric's name tells the reason. */
function failuresByReason(): IWidget {
  return new GraphWidget({
    title: 'Failures a day, by reason, all accounts',
    width: 8,
    stacked: true,
    left: Object.keys(FAILURE_ALARMS).map(
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

/** Delay and skew are in the log line of each capture: as metrics they would cost as much as the captures do. */
function clock({ log }: SnapshotFunction): IWidget[] {
  const graph = (title: string, field: string) =>
    new LogQueryWidget({
      title,
      width: 8,
      view: LogQueryVisualizationType.LINE,
      logGroupNames: [log.logGroupName],
      queryLines: [
        `filter ispresent(${field})`,
        `stats min(${field}) as least, max(${field}) as most by bin(1h)`,
      ],
    });
  return [
    graph('Delay after the slot, ms', 'delayMs'),
    graph("Our clock minus the exchange's, ms", 'clockSkewMs'),
  ];
}

function runs({ snapshot, deadLetters }: SnapshotFunction): IWidget {
  const period = Duration.hours(1);
  return new GraphWidget({
    title: 'Runs',
    width: 8,
    left: [
      snapshot.metricInvocations({ period }),
      snapshot.metricErrors({ period }),
      snapshot.metricThrottles({ period }),
      deadLetters.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: Stats.MAXIMUM,
        label: 'Dead letters',
      }),
    ],
    right: [snapshot.metricDuration({ period, statistic: Stats.MAXIMUM })],
    leftYAxis: { min: 0 },
  });
}

function alarmCheatSheet(): IWidget {
  const rows = Object.entries(ALARM_DESCRIPTIONS).map(
    ([name, { summary, nextStep }]) => `| ${name} | ${summary} | ${nextStep} |`,
  );
  return new TextWidget({
    width: 24,
    height: 12,
    markdown: [
      'More on each in RUNBOOK.md, under its name.',
      '',
      '| alarm | what happened | first thing to do |',
      '|---|---|---|',
      ...rows,
    ].join('\n'),
  });
}
