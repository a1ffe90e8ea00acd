/** The snapshot function with its log group, its role and the dead-letter queue. */
import { CfnOutput, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { LOG_GROUP_NAME_OUTPUT } from '../functions/history/table';
import { ENVIRONMENT } from '../functions/snapshot/environment';
import { SNAPSHOT_CODE } from './bundling';
import type { Config } from './config';
import type { Egress } from './egress';
import { maxEventAgeSeconds, RUN_SECONDS } from './event-age';
import { allow, denyWithoutTls } from './permissions';
import type { Storage } from './storage';

/** The reserved concurrency where more accounts than this share one address. */
const MAX_CONCURRENT_RUNS = 10;

/**
 * The actions that Lambda needs from the role of a function in a VPC. Allowed without a VPC as well: after a function leaves
 * its VPC, Lambda still has to delete the interfaces, or the deployment cannot delete the network.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html, https://github.com/aws/aws-cdk/issues/34400
 */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export type SnapshotFunction = {
  snapshot: IFunction;
  log: ILogGroup;
  deadLetters: IQueue;
  throttled: boolean;
};

export function createSnapshotFunction(
  stack: Stack,
  config: Config,
  stored: Storage,
  network: Egress,
): SnapshotFunction {
  const log = new LogGroup(stack, 'SnapshotLog', {
    // Holds the captured balances that DynamoDB did not accept until they are restored. Encrypted by CloudWatch's own key.
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const deadLetters = createDeadLetterQueue(stack);
  // BingX allows 300 requests in 10 s per address and bans the address of all accounts. Where accounts share a slot, ten
  // run at a time and the others wait in Lambda's queue.
  const throttled = network !== undefined && config.accounts.length > MAX_CONCURRENT_RUNS;
  const { role, policy } = createRole(stack, stored, log, deadLetters);
  const snapshot = new NodejsFunction(stack, 'Snapshot', {
    description: 'Reads one BingX account and writes one row of its balance history',
    ...SNAPSHOT_CODE,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: config.memorySize,
    timeout: Duration.seconds(RUN_SECONDS),
    role: role.withoutPolicyUpdates(),
    logGroup: log,
    environment: {
      [ENVIRONMENT.tableName]: stored.history.tableName,
      ...(config.retentionDays === undefined
        ? {}
        : { [ENVIRONMENT.retentionDays]: String(config.retentionDays) }),
    },
    retryAttempts: 2,
    // One value for all accounts, so the longest: an event that is delivered too late leaves a failed row with a reason,
    // one that is dropped too early leaves nothing.
    maxEventAge: Duration.seconds(
      Math.max(...config.accounts.map((account) => maxEventAgeSeconds(account).lambda)),
    ),
    onFailure: new SqsDestination(deadLetters),
    ...(throttled ? { reservedConcurrentExecutions: MAX_CONCURRENT_RUNS } : {}),
    ...(network && { ...network, vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } }),
  });
  snapshot.node.addDependency(policy);
  denyNetworkInterfacesToCode(stack, role, snapshot);
  new CfnOutput(stack, 'FunctionName', {
    value: snapshot.functionName,
    description: 'Takes the snapshots; send a check event to check an account (README)',
  });
  new CfnOutput(stack, LOG_GROUP_NAME_OUTPUT, {
    value: log.logGroupName,
    description: 'One line per run; captured balances that the table did not accept',
  });
  return { snapshot, log, deadLetters, throttled };
}

function createDeadLetterQueue(stack: Stack): IQueue {
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
    description: 'Events that could not be processed',
  });
  return queue;
}

function createRole(stack: Stack, stored: Storage, log: ILogGroup, deadLetters: IQueue) {
  const role = new Role(stack, 'SnapshotRole', {
    description: 'The snapshot function: its log, its table, its secrets',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const policy = new Policy(stack, 'SnapshotPolicy', {
    roles: [role],
    statements: [
      allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [stored.history.tableArn]),
      allow(
        ['secretsmanager:GetSecretValue'],
        stored.secrets.map((secret) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
      ),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]),
      allow(['sqs:SendMessage'], [deadLetters.queueArn]),
      denyWithoutTls(),
      allow(NETWORK_INTERFACES, ['*']),
    ],
  });
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Lambda creates the network interfaces of a function in a VPC with this role, before they have a name; the code itself is denied them.',
  });
  return { role, policy };
}

/** The condition key distinguishes the function's code from Lambda itself, which uses the same role. */
function denyNetworkInterfacesToCode(stack: Stack, role: Role, snapshot: IFunction) {
  new Policy(stack, 'SnapshotCodePolicy', {
    roles: [role],
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        actions: NETWORK_INTERFACES,
        resources: ['*'],
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': snapshot.functionArn } },
      }),
    ],
  });
}
