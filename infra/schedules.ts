/** What starts the snapshots: a schedule for each account, which says which slot it stands for. */
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

/** Makes the schedules, each after the alarms that would miss it. */
export function createSchedules(
  stack: Stack,
  config: Config,
  { snapshot, deadLetters }: SnapshotFunction,
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
        retryPolicy: {
          maximumEventAgeInSeconds: maxEventAgeSeconds(account).scheduler,
          // The most that Scheduler accepts: the age ends the retries.
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
    `Account ${id} is due in the hour that clocks in ${timezone} show twice when summer time ends. EventBridge does not document how often ${schedule} runs in it, so reports may show a missing slot once a year. Use timezone UTC.`,
  );
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
