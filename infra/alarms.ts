/**
 * Seven alarms per stack. Five evaluate the monitor's gauges and stay in ALARM while a state lasts; the monitor itself sends the
 * messages about accounts, so that only the alarms about what it cannot report notify the topic.
 */
import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { PERIOD_MS } from '../functions/monitor/event';
import { MONITOR_METRICS, REASON_DIMENSION } from '../functions/monitor/gauges';
import { METRIC_NAMESPACE, STACK_DIMENSION } from '../functions/snapshot/metrics';
import type { FailureReason } from '../functions/snapshot/outcome';
import { type AlarmName, alarmDescription } from './alarm-descriptions';
import type { Config } from './config';
import type { SnapshotFunction } from './snapshot-function';

/** The interval at which the monitor sends its gauges. */
export const MONITOR_PERIOD = Duration.millis(PERIOD_MS);

type Gauge = (typeof MONITOR_METRICS)[keyof typeof MONITOR_METRICS];

/** A gauge of the monitor, of all accounts of the stack, or of those that fail for one reason. */
export const monitorGauge = (stack: Stack, metricName: Gauge, reason?: FailureReason) =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: {
      [STACK_DIMENSION]: stack.stackName,
      ...(reason === undefined ? {} : { [REASON_DIMENSION]: reason }),
    },
    statistic: Stats.MAXIMUM,
    period: MONITOR_PERIOD,
  });

type AlarmRule = {
  metric: IMetric;
  /** Whether the topic is notified. */
  notifies: boolean;
  /** By default an alarm is on while its metric is 1 or more in the last period. */
  props?: Partial<AlarmProps>;
};

export type AlarmSources = { snapshotFunction: SnapshotFunction; deadLetters: IQueue; topic: ITopic };

export function createAlarms(stack: Stack, config: Config, sources: AlarmSources): Alarm[] {
  const notify = new SnsAction(sources.topic);
  return Object.entries(alarmRules(stack, sources)).map(([name, { metric, notifies, props }]) => {
    const alarm = new Alarm(stack, `${name}Alarm`, {
      alarmName: `${stack.stackName}-${name}`,
      alarmDescription: alarmDescription(name as AlarmName, config.runbookUrl),
      metric,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
    });
    if (notifies) {
      alarm.addAlarmAction(notify);
      alarm.addOkAction(notify);
    }
    return alarm;
  });
}

/** A gauge is absent while no account fails. Any of three periods, so that a late run of the monitor ends no alarm. */
const WHILE_STATE_LASTS = { evaluationPeriods: 3, datapointsToAlarm: 1 };

function alarmRules(
  stack: Stack,
  { snapshotFunction: { snapshot, isThrottled }, deadLetters }: AlarmSources,
): Record<AlarmName, AlarmRule> {
  const { slotsMissing: missing, accountsFailing: failing } = MONITOR_METRICS;
  const gauge = (metric: Gauge, reason?: FailureReason): AlarmRule => ({
    metric: monitorGauge(stack, metric, reason),
    notifies: false,
    props: WHILE_STATE_LASTS,
  });
  return {
    MonitorSilent: {
      // The gauge is sent with each run, also as 0. FILL makes two empty periods breach, whatever data came before them.
      // A run that failed sends -1 for its period and the next one, where the minimum keeps it beside the next run's value.
      metric: new MathExpression({
        expression: 'FILL(missing, -1)',
        usingMetrics: { missing: monitorGauge(stack, missing).with({ statistic: Stats.MINIMUM }) },
        period: MONITOR_PERIOD,
      }),
      notifies: true,
      props: {
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold: 0,
        evaluationPeriods: 2,
        treatMissingData: TreatMissingData.BREACHING,
      },
    },
    SlotsMissing: gauge(missing),
    AccountsFailing: gauge(failing),
    WhitelistError: gauge(failing, 'ip-not-whitelisted'),
    TimestampError: gauge(failing, 'timestamp-rejected'),
    DeadLetters: {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: MONITOR_PERIOD,
        statistic: Stats.MAXIMUM,
      }),
      notifies: true,
    },
    FunctionThrottles: {
      metric: snapshot.metricThrottles({ period: MONITOR_PERIOD }),
      notifies: true,
      // With a reserved concurrency a short burst of throttles is expected: events queue.
      props: { evaluationPeriods: isThrottled ? 3 : 1 },
    },
  };
}
