/** One EventBridge schedule per account; it passes the scheduled time as the slot. */
import { Annotations, type Stack } from 'aws-cdk-lib';
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
import { type AccountConfig, type Config, secretName } from './config';
import { maxEventAgeSeconds } from './event-age';
import { allow, denyWithoutTls } from './permissions';
import { isDueInRepeatedHour } from './schedule-warnings';
import type { SnapshotFunction } from './snapshot-function';

/** Creates the schedules, each after the alarms that monitor it. */
export function createSchedules(
  stack: Stack,
  config: Config,
  { snapshot, deadLetters }: SnapshotFunction,
  alarmsOf: AlarmsOf,
): void {
  const group = new CfnScheduleGroup(stack, 'Schedules', { name: stack.stackName });
  const role = new Role(stack, 'SchedulerRole', {
    description: 'Lets EventBridge Scheduler invoke the snapshot function',
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
        retryPolicy: {
          maximumEventAgeInSeconds: maxEventAgeSeconds(account).scheduler,
          // Scheduler's maximum: the event age ends the retries.
          maximumRetryAttempts: 185,
        },
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(policy, ...alarmsOf(account));
    warnAboutRepeatedHour(schedule, account);
  }
}

function warnAboutRepeatedHour(scope: Construct, { id, schedule, timezone }: AccountConfig): void {
  if (!isDueInRepeatedHour(schedule, timezone)) return;
  Annotations.of(scope).addWarningV2(
    `balance-snapshots:repeatedHour-${id}`,
    `Account ${id} has slots in the hour that is repeated in ${timezone} when summer time ends. EventBridge does not document how often ${schedule} runs in it, so reports may show a missing slot once a year. Use timezone UTC.`,
  );
}

/** The input of an account's schedule; defaults are left out. */
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
