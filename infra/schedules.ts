/** What starts the snapshots: a schedule for each account, which says which slot it stands for. */
import type { Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import {
  DEFAULT_MAX_LATENESS_SECONDS,
  DEFAULT_TIMEZONE,
  SCHEDULED_TIME,
  type SnapshotEvent,
} from '../functions/snapshot/event';
import type { AlarmsOf } from './alarms';
import type { Capture } from './capture';
import { type AccountConfig, type Config, deliverySeconds, secretName } from './config';
import { allow, denyWithoutTls } from './permissions';

/** Makes the schedules, each after the alarms that would miss it. */
export function schedules(
  stack: Stack,
  config: Config,
  { snapshot, deadLetters }: Capture,
  alarmsOf: AlarmsOf,
): void {
  const group = new CfnScheduleGroup(stack, 'Schedules', { name: stack.stackName });
  const role = new Role(stack, 'SchedulerRole', {
    description: 'Lets EventBridge Scheduler start a snapshot',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group.attrArn } },
    }),
  });
  const policy = new Policy(stack, 'SchedulerPolicy', {
    roles: [role],
    statements: [
      allow(['lambda:InvokeFunction'], [snapshot.functionArn]),
      allow(['sqs:SendMessage'], [deadLetters.queueArn]),
      denyWithoutTls(),
    ],
  });
  for (const account of config.accounts) {
    const schedule = new CfnSchedule(new Construct(stack, `Account-${account.id}`), 'Schedule', {
      name: account.id,
      groupName: group.ref,
      description: `Takes a balance snapshot of account ${account.id}`,
      scheduleExpression: account.schedule,
      scheduleExpressionTimezone: account.timezone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: snapshot.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(snapshotEvent(account)),
        // As often as Scheduler can, for as long as the snapshot may be late.
        retryPolicy: { maximumEventAgeInSeconds: deliverySeconds(account), maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(policy, ...alarmsOf(account));
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
