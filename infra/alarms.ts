/** What ops hear of: one alarm for each thing that needs a hand, on one topic. */
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
import { type AlarmName, description, FAILURE_ALARMS } from './alarm-descriptions';
import { type AccountConfig, type Config, secretName } from './config';
import { watchOver } from './dead-mans-switch';
import type { SnapshotFunction } from './snapshot-function';

/** A metric of one account, summed up. */
export const accountMetric = (metricName: MetricName, account: AccountConfig, period: Duration) =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSION]: account.id },
    statistic: Stats.SUM,
    period,
  });

/** The alarms that watch over an account: its own, and those that all accounts share. */
export type AlarmsOf = (account: AccountConfig) => Alarm[];

/** Makes the alarms, and gives them back: a schedule must not run before those that would miss it. */
export function createAlarms(stack: Stack, config: Config, captured: SnapshotFunction): AlarmsOf {
  const shared = stackAlarms(stack, captured);
  const own = new Map(
    config.accounts.map((account) => [
      account.id,
      [...deadMansSwitch(stack, account), ...failureAlarms(stack, account)],
    ]),
  );
  const tell = new SnsAction(topic(stack, config));
  for (const alarm of [...shared, ...[...own.values()].flat()]) {
    alarm.addAlarmAction(tell);
    alarm.addOkAction(tell);
  }
  return ({ id }) => [...shared, ...(own.get(id) ?? [])];
}

function topic(stack: Stack, config: Config): Topic {
  // Without a key: it carries alarm texts, no balance and no secret, and CloudWatch could only use one at $1 a month.
  const topic = new Topic(stack, 'Alarms', { displayName: 'Balance snapshots', enforceSSL: true });
  // A topic with a policy of its own no longer has the one by which CloudWatch may publish.
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
      'Nobody is told of failures: alarmEmails is not set. Set it to a list of addresses, or to [] if the topic is subscribed to by other means.',
    );
  }
  for (const email of config.alarmEmails ?? []) topic.addSubscription(new EmailSubscription(email));
  new CfnOutput(stack, 'AlarmTopicArn', {
    value: topic.topicArn,
    description: 'Subscribe to it whoever has to hear of trouble',
  });
  return topic;
}

/** No snapshot is bad news, and so is no news. */
function deadMansSwitch(stack: Stack, account: AccountConfig): Alarm[] {
  const watch = watchOver(account);
  if (!watch) {
    Annotations.of(stack).addWarningV2(
      `balance-snapshots:noDeadMansSwitch-${account.id}`,
      `Account ${account.id} has no dead man's switch: its slots lie too far apart for the seven days that CloudWatch looks back. Look at npm run report -- gaps now and then.`,
    );
    return [];
  }
  const period = Duration.seconds(watch.periodSeconds);
  return [
    new Alarm(stack, `SnapshotMissing-${account.id}`, {
      ...alarmName('SnapshotMissing', stack, account),
      metric: accountMetric(METRICS.captured, account, period),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: watch.evaluationPeriods,
      treatMissingData: TreatMissingData.BREACHING,
    }),
  ];
}

function failureAlarms(stack: Stack, account: AccountConfig): Alarm[] {
  return Object.keys(FAILURE_ALARMS).map((name) => {
    const metric = name as keyof typeof FAILURE_ALARMS;
    return new Alarm(stack, `${metric}-${account.id}`, {
      ...alarmName(metric, stack, account),
      ...anyOccurrence(accountMetric(metric, account, Duration.minutes(5))),
    });
  });
}

function stackAlarms(stack: Stack, { snapshot, deadLetters, throttled }: SnapshotFunction): Alarm[] {
  const period = Duration.minutes(5);
  const alarm = (name: AlarmName, metric: IMetric, evaluationPeriods = 1) =>
    new Alarm(stack, `${name}Alarm`, {
      ...alarmName(name, stack),
      ...anyOccurrence(metric),
      evaluationPeriods,
    });
  return [
    alarm('FunctionErrors', snapshot.metricErrors({ period })),
    // Where we hold the runs back ourselves, a burst of throttles is how they queue; one that lasts is not.
    alarm('FunctionThrottles', snapshot.metricThrottles({ period }), throttled ? 3 : 1),
    alarm(
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

const alarmName = (name: AlarmName, stack: Stack, account?: AccountConfig) => ({
  alarmName: [stack.stackName, ...(account ? [account.id] : []), name].join('-'),
  alarmDescription: description(
    name,
    account && `Account ${account.id}, schedule ${account.schedule}, secret ${secretName(account)}.`,
  ),
});

const anyOccurrence = (metric: IMetric) => ({
  metric,
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});
