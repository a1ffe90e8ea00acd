/** The snapshot function with its log group and its role. */
import { CfnOutput, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { LOG_GROUP_NAME_OUTPUT } from '../functions/history/table';
import { ENVIRONMENT } from '../functions/snapshot/environment';
import { SNAPSHOT_CODE } from './bundling';
import type { Config } from './config';
import type { Egress } from './egress';
import { maxEventAgeSeconds, RUN_SECONDS } from './event-age';
import { windowMinutes } from './flexible-window';
import { allow, denyWithoutTls } from './permissions';
import { createSecretAccess } from './secret-access';
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
  /** Whether it has a reserved concurrency, so that short bursts of throttles are normal. */
  isThrottled: boolean;
};

export function createSnapshotFunction(
  stack: Stack,
  config: Config,
  storage: Storage,
  network: Egress,
): SnapshotFunction {
  const log = new LogGroup(stack, 'SnapshotLog', {
    // Holds the captured balances that DynamoDB did not accept until they are restored. Encrypted by CloudWatch's own key.
    retention: config.logRetentionDays,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // BingX allows 300 requests in 10 s per address and bans the address of all accounts. Where accounts share a slot, ten
  // run at a time and the others wait in Lambda's queue.
  const isThrottled = network !== undefined && config.accounts.length > MAX_CONCURRENT_RUNS;
  const { role, policies } = createRole(stack, storage, log);
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
      [ENVIRONMENT.tableName]: storage.history.tableName,
      [ENVIRONMENT.stackName]: stack.stackName,
      ...(config.retentionDays === undefined
        ? {}
        : { [ENVIRONMENT.retentionDays]: String(config.retentionDays) }),
    },
    retryAttempts: 2,
    // One value for all accounts, so the longest: an event that is delivered too late leaves a failed row with a reason,
    // one that is dropped too early leaves nothing.
    maxEventAge: Duration.seconds(
      Math.max(
        ...config.accounts.map(
          (account) => maxEventAgeSeconds(account, windowMinutes(account, config)).lambda,
        ),
      ),
    ),
    ...(isThrottled ? { reservedConcurrentExecutions: MAX_CONCURRENT_RUNS } : {}),
    ...(network && { ...network, vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } }),
  });
  snapshot.node.addDependency(...policies);
  denyNetworkInterfacesToCode(stack, role, snapshot);
  new CfnOutput(stack, 'FunctionName', {
    value: snapshot.functionName,
    description: 'Takes the snapshots; send a check event to check an account (RUNBOOK.md)',
  });
  new CfnOutput(stack, LOG_GROUP_NAME_OUTPUT, {
    value: log.logGroupName,
    description: 'One line per run; captured balances that the table did not accept',
  });
  return { snapshot, log, isThrottled };
}

function createRole(stack: Stack, storage: Storage, log: ILogGroup) {
  const role = new Role(stack, 'SnapshotRole', {
    description: 'The snapshot function: its log, its table, its secrets',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const secretAccess = createSecretAccess(stack, role, storage.secrets);
  const policy = new Policy(stack, 'SnapshotPolicy', {
    roles: [role],
    statements: [
      allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [storage.history.tableArn]),
      ...secretAccess.statements,
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]),
      denyWithoutTls(),
      allow(NETWORK_INTERFACES, ['*']),
    ],
  });
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Lambda creates the network interfaces of a function in a VPC with this role, before they have a name; the code itself is denied them.',
  });
  return { role, policies: [policy, ...secretAccess.policies] };
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
