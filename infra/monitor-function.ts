/** The monitor function with its log group and its role. */
import { CfnOutput, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { MONITOR_ENVIRONMENT } from '../functions/monitor/environment';
import { MONITOR_CODE } from './bundling';
import type { Config } from './config';
import { allow, denyWithoutTls } from './permissions';
import type { Storage } from './storage';

export function createMonitorFunction(
  stack: Stack,
  config: Config,
  { history }: Storage,
  topic: ITopic,
): IFunction {
  const log = new LogGroup(stack, 'MonitorLog', {
    retention: RetentionDays.THREE_MONTHS,
    // It holds nothing that is not in the table or in a message.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const { role, policy } = createRole(stack, history.tableArn, topic.topicArn, log);
  const monitor = new NodejsFunction(stack, 'Monitor', {
    description: 'Judges the due slots of all accounts and notifies operators of changes',
    ...MONITOR_CODE,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.minutes(2),
    role: role.withoutPolicyUpdates(),
    logGroup: log,
    environment: {
      [MONITOR_ENVIRONMENT.tableName]: history.tableName,
      [MONITOR_ENVIRONMENT.topicArn]: topic.topicArn,
      [MONITOR_ENVIRONMENT.stackName]: stack.stackName,
      ...(config.runbookUrl ? { [MONITOR_ENVIRONMENT.runbookUrl]: config.runbookUrl } : {}),
    },
    // A run is judged by the time in its event, so that a late or repeated one publishes the same.
    retryAttempts: 2,
    maxEventAge: Duration.hours(1),
  });
  monitor.node.addDependency(policy);
  new CfnOutput(stack, 'MonitorFunctionName', {
    value: monitor.functionName,
    description: 'Judges the due slots; send the event of a lost run again (RUNBOOK.md)',
  });
  new CfnOutput(stack, 'MonitorLogGroupName', {
    value: log.logGroupName,
    description: 'The log of the monitor',
  });
  return monitor;
}

function createRole(stack: Stack, tableArn: string, topicArn: string, log: ILogGroup) {
  const role = new Role(stack, 'MonitorRole', {
    description: 'The monitor function: its log, reading the table, publishing to the topic',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const policy = new Policy(stack, 'MonitorPolicy', {
    roles: [role],
    statements: [
      allow(['dynamodb:BatchGetItem', 'dynamodb:Query'], [tableArn]),
      allow(['sns:Publish'], [topicArn]),
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]),
      denyWithoutTls(),
    ],
  });
  return { role, policy };
}
