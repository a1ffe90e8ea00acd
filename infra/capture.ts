/** What takes the snapshots: the function with its exact role, and a schedule for each account. */
import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { ENVIRONMENT } from '../functions/snapshot/environment';
import {
  DEFAULT_MAX_LATENESS_SECONDS,
  DEFAULT_TIMEZONE,
  SCHEDULED_TIME,
  type SnapshotEvent,
} from '../functions/snapshot/event';
import { type AccountConfig, type Config, secretName } from './config';
import type { Storage } from './storage';

const PROJECT = join(__dirname, '..');

export function capture(stack: Stack, config: Config, stored: Storage): void {
  const snapshot = snapshotFunction(stack, config, stored);
  const group = new CfnScheduleGroup(stack, 'Schedules', { name: stack.stackName });
  const scheduler = new Role(stack, 'SchedulerRole', {
    description: 'Lets EventBridge Scheduler start a snapshot',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group.attrArn } },
    }),
  });
  const invoke = new Policy(stack, 'SchedulerPolicy', {
    roles: [scheduler],
    statements: [allow(['lambda:InvokeFunction'], [snapshot.functionArn])],
  });
  for (const account of config.accounts) {
    const schedule = new CfnSchedule(stack, `Schedule-${account.id}`, {
      name: account.id,
      groupName: group.ref,
      description: `Takes a balance snapshot of account ${account.id}`,
      scheduleExpression: account.schedule,
      scheduleExpressionTimezone: account.timezone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: snapshot.functionArn,
        roleArn: scheduler.roleArn,
        input: JSON.stringify(snapshotEvent(account)),
      },
    });
    schedule.node.addDependency(invoke);
  }
}

/** The event of one account, as its schedule sends it. */
function snapshotEvent(account: AccountConfig) {
  return {
    account: account.id,
    secretId: secretName(account),
    slot: SCHEDULED_TIME,
    schedule: account.schedule,
    ...(account.timezone === DEFAULT_TIMEZONE ? {} : { timezone: account.timezone }),
    ...(account.maxLatenessSeconds === DEFAULT_MAX_LATENESS_SECONDS
      ? {}
      : { maxLatenessSeconds: account.maxLatenessSeconds }),
  } satisfies SnapshotEvent;
}

function snapshotFunction(stack: Stack, config: Config, { history, secrets }: Storage) {
  const log = new LogGroup(stack, 'SnapshotLog', {
    retention: RetentionDays.THIRTEEN_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const role = new Role(stack, 'SnapshotRole', {
    description: 'The snapshot function: its own log, its table, its secrets',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const policy = new Policy(stack, 'SnapshotPolicy', {
    roles: [role],
    statements: [
      allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [history.tableArn]),
      allow(
        ['secretsmanager:GetSecretValue'],
        secrets.map((secret) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
      ),
      // A log group's ARN ends in `:*`, which stands for its streams.
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]),
    ],
  });
  const snapshot = new NodejsFunction(stack, 'Snapshot', {
    description: 'Reads one BingX account and writes one row of its balance history',
    projectRoot: PROJECT,
    depsLockFilePath: join(PROJECT, 'package-lock.json'),
    entry: join(PROJECT, 'functions/snapshot/handler.ts'),
    handler: 'handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: Duration.seconds(60),
    role: role.withoutPolicyUpdates(),
    logGroup: log,
    environment: {
      [ENVIRONMENT.tableName]: history.tableName,
      ...(config.retentionDays === undefined
        ? {}
        : { [ENVIRONMENT.retentionDays]: String(config.retentionDays) }),
    },
    bundling: {
      format: OutputFormat.CJS,
      target: 'node24',
      minify: true,
      // Error names are looked at and printed: minifying must leave them.
      keepNames: true,
      mainFields: ['module', 'main'],
      // The SDK goes into the bundle: what was tested is what runs, whatever version Lambda carries.
      externalModules: [],
    },
  });
  snapshot.node.addDependency(policy);
  return snapshot;
}

const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });
