/** The CloudWatch dashboard: captured and due slots, failures by reason, delay, clock skew, runs, and the alarms. */
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
import { ALARM_DESCRIPTIONS, FAILURE_ALARMS, runbookLink } from './alarm-descriptions';
import { accountMetric } from './alarms';
import type { AccountConfig, Config } from './config';
import type { SnapshotFunction } from './snapshot-function';

const DAY = Duration.days(1);

export function createDashboard(stack: Stack, config: Config, captured: SnapshotFunction): void {
  new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.stackName,
    defaultInterval: Duration.days(14),
    widgets: [
      config.accounts.map(capturesWidget),
      [failuresByReasonWidget(), ...clockWidgets(captured), runsWidget(captured)],
      [alarmCheatSheet(config)],
    ],
  });
}

function capturesWidget(account: AccountConfig): IWidget {
  const due = maxSlotsPerDay(account);
  return new GraphWidget({
    title: `${account.id}: captures per day`,
    width: 8,
    left: [accountMetric(METRICS.captured, account, DAY).with({ label: 'captured', color: Color.GREEN })],
    leftAnnotations: [{ value: due, label: `${due} due on a full day`, color: Color.GREY }],
    leftYAxis: { min: 0 },
  });
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

/** Of all accounts: one line per failure metric. */
function failuresByReasonWidget(): IWidget {
  return new GraphWidget({
    title: 'Failures per day by metric, all accounts',
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

/** Delay and skew come from the log line of each capture: two more metrics per account would double its price. */
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

function runsWidget({ snapshot, deadLetters }: SnapshotFunction): IWidget {
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

function alarmCheatSheet({ runbookUrl }: Config): IWidget {
  const rows = Object.entries(ALARM_DESCRIPTIONS).map(
    ([name, { summary, nextStep }]) =>
      `| ${runbookUrl ? `[${name}](${runbookLink(name, runbookUrl)})` : name} | ${summary} | ${nextStep} |`,
  );
  return new TextWidget({
    width: 24,
    height: 12,
    markdown: [
      'RUNBOOK.md has an entry for each alarm.',
      '',
      '| Alarm | What happened | Next step |',
      '|---|---|---|',
      ...rows,
    ].join('\n'),
  });
}
