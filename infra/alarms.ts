/** The alarms and the SNS topic that they notify. */
import { Annotations, ArnFormat, CfnOutput, Duration, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricName } from '../functions/snapshot/metrics';
import { type AlarmName, alarmDescription, FAILURE_ALARMS } from './alarm-descriptions';
import { type AccountConfig, type Config, secretName } from './config';
import { watchOver } from './dead-mans-switch';
import type { SnapshotFunction } from './snapshot-function';

/** The sum of a metric of one account. */
export const accountMetric = (metricName: MetricName, account: AccountConfig, period: Duration) =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSION]: account.id },
    statistic: Stats.SUM,
    period,
  });

/** The alarms of an account: its own, and those of the stack. */
export type AlarmsOf = (account: AccountConfig) => Alarm[];

/** Creates the alarms and returns them: a schedule must not exist before the alarms that monitor it. */
export function createAlarms(stack: Stack, config: Config, captured: SnapshotFunction): AlarmsOf {
  const shared = createStackAlarms(stack, config, captured);
  const own = new Map(
    config.accounts.map((account) => [
      account.id,
      [...createMissingAlarm(stack, config, account), ...createFailureAlarms(stack, config, account)],
    ]),
  );
  const notify = new SnsAction(createTopic(stack, config));
  for (const alarm of [...shared, ...[...own.values()].flat()]) {
    alarm.addAlarmAction(notify);
    alarm.addOkAction(notify);
  }
  return ({ id }) => [...shared, ...(own.get(id) ?? [])];
}

function createTopic(stack: Stack, config: Config): Topic {
  // Not encrypted: messages hold no balance and no secret, and CloudWatch needs a customer managed key ($1 a month).
  const topic = new Topic(stack, 'Alarms', { displayName: 'Balance snapshots', enforceSSL: true });
  // A topic policy replaces the default one, which lets CloudWatch publish.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarmsOfThisStack',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { ArnLike: { 'aws:SourceArn': alarmArns(stack) } },
    }),
  );
  if (config.alarmEmails === undefined) {
    Annotations.of(stack).addWarningV2(
      'balance-snapshots:noAlarmEmails',
      'No recipient is notified of failures: alarmEmails is not set. Set it to a list of addresses, or to [] if the topic has other subscriptions.',
    );
  }
  for (const email of config.alarmEmails ?? []) topic.addSubscription(new EmailSubscription(email));
  new CfnOutput(stack, 'AlarmTopicArn', {
    value: topic.topicArn,
    description: 'Subscribe on-call recipients here',
  });
  return topic;
}

/** Missing data is breaching: an account without any run is in alarm as well. */
function createMissingAlarm(stack: Stack, config: Config, account: AccountConfig): Alarm[] {
  const watch = watchOver(account);
  if (!watch) {
    Annotations.of(stack).addWarningV2(
      `balance-snapshots:noDeadMansSwitch-${account.id}`,
      `Account ${account.id} has no alarm SnapshotMissing: its slots are further apart than the seven days that CloudWatch evaluates. Run npm run report -- gaps regularly.`,
    );
    return [];
  }
  const period = Duration.seconds(watch.periodSeconds);
  return [
    new Alarm(stack, `SnapshotMissing-${account.id}`, {
      ...alarmProps('SnapshotMissing', stack, config, account),
      metric: accountMetric(METRICS.captured, account, period),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: watch.evaluationPeriods,
      treatMissingData: TreatMissingData.BREACHING,
    }),
  ];
}

function createFailureAlarms(stack: Stack, config: Config, account: AccountConfig): Alarm[] {
  return Object.keys(FAILURE_ALARMS).map((name) => {
    const metric = name as keyof typeof FAILURE_ALARMS;
    return new Alarm(stack, `${metric}-${account.id}`, {
      ...alarmProps(metric, stack, config, account),
      ...anyOccurrence(accountMetric(metric, account, Duration.minutes(5))),
    });
  });
}

function createStackAlarms(
  stack: Stack,
  config: Config,
  { snapshot, deadLetters, throttled }: SnapshotFunction,
): Alarm[] {
  const period = Duration.minutes(5);
  const createAlarm = (name: AlarmName, metric: IMetric, evaluationPeriods = 1) =>
    new Alarm(stack, `${name}Alarm`, {
      ...alarmProps(name, stack, config),
      ...anyOccurrence(metric),
      evaluationPeriods,
    });
  return [
    createAlarm('FunctionErrors', snapshot.metricErrors({ period })),
    // With a reserved concurrency a short burst of throttles is expected: events queue.
    createAlarm('FunctionThrottles', snapshot.metricThrottles({ period }), throttled ? 3 : 1),
    createAlarm(
      'DeadLetters',
      deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    ),
  ];
}

const alarmArns = (stack: Stack) =>
  stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: `${stack.stackName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

const alarmProps = (name: AlarmName, stack: Stack, { runbookUrl }: Config, account?: AccountConfig) => ({
  alarmName: [stack.stackName, ...(account ? [account.id] : []), name].join('-'),
  alarmDescription: alarmDescription(name, {
    subject: account && `Account ${account.id}, schedule ${account.schedule}, secret ${secretName(account)}.`,
    runbookUrl,
  }),
});

const anyOccurrence = (metric: IMetric) => ({
  metric,
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});
