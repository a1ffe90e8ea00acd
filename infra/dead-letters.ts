/** The dead-letter queue: events that Scheduler could not deliver. */
import { CfnOutput, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';

export function createDeadLetterQueue(stack: Stack): IQueue {
  const queue = new Queue(stack, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // SQS's maximum.
    retentionPeriod: Duration.days(14),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'This is the dead-letter queue.' });
  new CfnOutput(stack, 'DeadLetterQueueUrl', {
    value: queue.queueUrl,
    description: 'Events that Scheduler could not deliver',
  });
  return queue;
}
