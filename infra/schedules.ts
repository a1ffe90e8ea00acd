/** The EventBridge schedules: one per account, which passes the scheduled time as the slot, and the monitor's. */
import { Annotations, type Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { WALLET_IDS } from '../functions/history/row';
import { MONITOR_SCHEDULE, type MonitorEvent } from '../functions/monitor/event';
import { DEFAULT_MAX_LATENESS_SECONDS, DEFAULT_TIMEZONE } from '../functions/schedule/defaults';
import { SCHEDULED_TIME, type SnapshotEvent } from '../functions/snapshot/event';
import { type AccountConfig, type Config, secretName } from './config';
import { maxEventAgeSeconds } from './event-age';
import { windowMinutes } from './flexible-window';
import { allow, denyWithoutTls } from './permissions';
import { isDueInRepeatedHour } from './schedule-warnings';

/** The name of the monitor's schedule: with a dot, which no account id has. */
const MONITOR_SCHEDULE_NAME = 'stack.monitor';

/** Scheduler's maximum: the event age ends the retries. */
const MAX_RETRY_ATTEMPTS = 185;

export type ScheduleTargets = { snapshot: IFunction; monitor: IFunction; deadLetters: IQueue };

/** Creates the schedules, after `alarms`, which monitor them, and returns their group. */
export function createSchedules(
  stack: Stack,
  config: Config,
  targets: ScheduleTargets,
  alarms: readonly Construct[],
): CfnScheduleGroup {
  const group = new CfnScheduleGroup(stack, 'Schedules', { name: stack.stackName });
  group.node.addDependency(...alarms);
  const { role, policy } = createRole(stack, group, targets);
  const deadLetterConfig = { arn: targets.deadLetters.queueArn };

  const createSchedule = (
    scope: Construct,
    id: string,
    target: IFunction,
    { input, ageSeconds, ...props }: ScheduleProps,
  ) => {
    const schedule = new CfnSchedule(scope, id, {
      groupName: group.ref,
      flexibleTimeWindow: { mode: 'OFF' },
      ...props,
      target: {
        arn: target.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(input),
        retryPolicy: {
          maximumEventAgeInSeconds: ageSeconds,
          maximumRetryAttempts: MAX_RETRY_ATTEMPTS,
        },
        deadLetterConfig,
      },
    });
    schedule.node.addDependency(policy);
  };

  for (const account of config.accounts) {
    const scope = new Construct(stack, `Account-${account.id}`);
    createSchedule(scope, 'Schedule', targets.snapshot, accountSchedule(account, config));
    warnAboutRepeatedHour(scope, account);
  }
  createSchedule(stack, 'MonitorSchedule', targets.monitor, monitorSchedule(config));
  return group;
}

type ScheduleProps = {
  name: string;
  description: string;
  scheduleExpression: string;
  scheduleExpressionTimezone: string;
  flexibleTimeWindow?: CfnSchedule.FlexibleTimeWindowProperty;
  input: object;
  ageSeconds: number;
};

function accountSchedule(account: AccountConfig, config: Config): ScheduleProps {
  const window = windowMinutes(account, config);
  return {
    name: account.id,
    description: `Takes a balance snapshot of account ${account.id}`,
    scheduleExpression: account.schedule,
    scheduleExpressionTimezone: account.timezone,
    ...(window > 0 ? { flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: window } } : {}),
    input: snapshotEvent(account),
    ageSeconds: maxEventAgeSeconds(account, window).scheduler,
  };
}

function monitorSchedule({ accounts }: Config): ScheduleProps {
  return {
    name: MONITOR_SCHEDULE_NAME,
    description: 'Judges the due slots of all accounts',
    scheduleExpression: MONITOR_SCHEDULE,
    scheduleExpressionTimezone: 'UTC',
    input: {
      slot: SCHEDULED_TIME,
      accounts: accounts.map((account) => ({ id: account.id, ...dueSlotsOf(account) })),
    } satisfies MonitorEvent,
    ageSeconds: 3600,
  };
}

/** Its role and policy: Scheduler may invoke the functions and send to the dead-letter queue. */
function createRole(stack: Stack, group: CfnScheduleGroup, targets: ScheduleTargets) {
  const { snapshot, monitor, deadLetters } = targets;
  const role = createSchedulerRole(stack, 'SchedulerRole', group, 'invoke the functions of this stack');
  const policy = new Policy(stack, 'SchedulerPolicy', {
    roles: [role],
    statements: [
      allow(['lambda:InvokeFunction'], [snapshot.functionArn, monitor.functionArn]),
      allow(['sqs:SendMessage'], [deadLetters.queueArn]),
      denyWithoutTls(),
    ],
  });
  return { role, policy };
}

/** A role that Scheduler may assume for the schedules of `group`; `purpose` ends its description. */
export const createSchedulerRole = (stack: Stack, id: string, group: CfnScheduleGroup, purpose: string) =>
  new Role(stack, id, {
    description: `Lets EventBridge Scheduler ${purpose}`,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account, 'aws:SourceArn': group.attrArn } },
    }),
  });

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
    ...dueSlotsOf(account),
    ...(account.wallets.length === WALLET_IDS.length ? {} : { wallets: account.wallets }),
  } satisfies SnapshotEvent;
}

/** What determines the due slots of an account and their last moment; defaults are left out. */
const dueSlotsOf = ({ schedule, timezone, maxLatenessSeconds }: AccountConfig) => ({
  schedule,
  ...(timezone === DEFAULT_TIMEZONE ? {} : { timezone }),
  ...(maxLatenessSeconds === DEFAULT_MAX_LATENESS_SECONDS ? {} : { maxLatenessSeconds }),
});
