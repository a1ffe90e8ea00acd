/** The SNS topic on which the monitor and the alarms notify operators. */
import { Annotations, ArnFormat, CfnOutput, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Config } from './config';

export function createTopic(stack: Stack, config: Config): ITopic {
  // Not encrypted: messages hold no balance and no secret, and CloudWatch needs a customer managed key ($1 a month).
  const topic = new Topic(stack, 'Alarms', { displayName: 'Balance snapshots', enforceSSL: true });
  // A topic policy replaces the default one, which lets CloudWatch publish. The monitor publishes by its own role.
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

const alarmArns = (stack: Stack) =>
  stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: `${stack.stackName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
