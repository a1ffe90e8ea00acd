/** How events reach the function, how long they are retried, and where they end. */
import type { Template } from 'aws-cdk-lib/assertions';
import { maxEventAgeSeconds } from '../../infra/event-age';
import { all, only, snapshotProperties, THREE_ACCOUNTS, templateWith, the } from './synthesis';

const template = templateWith();
const three = templateWith(THREE_ACCOUNTS);
const DEAD_LETTERS = { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'Arn'] };

const schedules = (of: Template) => all(of, 'AWS::Scheduler::Schedule');
const isMonitor = ({ Properties }: { Properties: { Name: string } }) => Properties.Name === 'stack.monitor';
/** The schedules of the accounts. */
const accountSchedules = (of: Template) => schedules(of).filter((schedule) => !isMonitor(schedule));
const accountSchedule = (of: Template) => only(accountSchedules(of));
const monitorSchedule = (of: Template) => only(schedules(of).filter(isMonitor));

describe('the schedules', () => {
  it('send the scheduled time as the slot, and no default values', () => {
    const { Properties } = accountSchedule(template);
    expect(Properties).toMatchObject({
      ScheduleExpression: 'cron(0 * * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(JSON.parse(Properties.Target.Input)).toEqual({
      account: 'main',
      secretId: 'balance-snapshots/main',
      slot: '<aws.scheduler.scheduled-time>',
      schedule: 'cron(0 * * * ? *)',
    });
  });

  it('send time zone and lateness where they differ from the default', () => {
    const inputs = accountSchedules(three).map(({ Properties }) => JSON.parse(Properties.Target.Input));
    expect(inputs).toEqual([
      {
        account: 'desk',
        secretId: 'balance-snapshots/desk',
        slot: '<aws.scheduler.scheduled-time>',
        schedule: 'cron(0/15 8-17 ? * MON-FRI *)',
        timezone: 'Europe/Berlin',
        maxLatenessSeconds: 600,
      },
      {
        account: 'fund',
        maxLatenessSeconds: 3600,
        secretId: 'balance-snapshots/fund',
        slot: '<aws.scheduler.scheduled-time>',
        schedule: 'rate(6 hours)',
      },
      {
        account: 'old-one',
        maxLatenessSeconds: 3600,
        secretId: 'team/bingx',
        slot: '<aws.scheduler.scheduled-time>',
        schedule: 'cron(30 23 L * ? *)',
      },
    ]);
  });

  it('send the accounts of the configuration to the monitor every five minutes', () => {
    const { Properties } = monitorSchedule(three);
    expect(Properties).toMatchObject({
      ScheduleExpression: 'cron(0/5 * * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      Target: { Arn: { 'Fn::GetAtt': ['Monitor5337499C', 'Arn'] }, DeadLetterConfig: { Arn: DEAD_LETTERS } },
    });
    expect(JSON.parse(Properties.Target.Input)).toEqual({
      slot: '<aws.scheduler.scheduled-time>',
      accounts: [
        {
          id: 'desk',
          schedule: 'cron(0/15 8-17 ? * MON-FRI *)',
          timezone: 'Europe/Berlin',
          maxLatenessSeconds: 600,
        },
        { id: 'fund', schedule: 'rate(6 hours)', maxLatenessSeconds: 3600 },
        { id: 'old-one', schedule: 'cron(30 23 L * ? *)', maxLatenessSeconds: 3600 },
      ],
    });
  });

  it('are distinct for account ids that differ in a hyphen', () => {
    const accounts = [{ id: 'a-b' }, { id: 'ab' }, { id: 'a_b' }];
    expect(accountSchedules(templateWith({ accounts }))).toHaveLength(3);
  });
});

describe('an event that cannot be delivered', () => {
  const delivered = accountSchedules(three).map(({ Properties }) => ({
    lateness: JSON.parse(Properties.Target.Input).maxLatenessSeconds ?? 1800,
    byScheduler: Properties.Target.RetryPolicy.MaximumEventAgeInSeconds,
  }));
  const byLambda = snapshotProperties(three, 'AWS::Lambda::EventInvokeConfig').MaximumEventAgeInSeconds;
  const run = snapshotProperties(three, 'AWS::Lambda::Function').Timeout;

  it('is dropped by Scheduler while a run would still be in time', () => {
    for (const { lateness, byScheduler } of delivered)
      expect(byScheduler + run).toBeLessThanOrEqual(lateness);
  });

  it('is dropped by Lambda within the longest lateness of all accounts', () => {
    const longest = Math.max(...delivered.map(({ lateness }) => lateness));
    const withLongest = delivered.filter(({ lateness }) => lateness === longest);
    for (const { byScheduler } of withLongest)
      expect(byScheduler + byLambda + run).toBeLessThanOrEqual(longest);
  });

  it('is kept by Lambda at least as long as its own account allows', () => {
    for (const { lateness } of delivered) {
      expect(byLambda).toBeGreaterThanOrEqual(maxEventAgeSeconds({ maxLatenessSeconds: lateness }).lambda);
    }
  });

  it('is retried twice by Lambda, which has no failure destination', () => {
    for (const { Properties } of all(template, 'AWS::Lambda::EventInvokeConfig')) {
      expect(Properties).toMatchObject({ MaximumRetryAttempts: 2 });
      expect(Properties).not.toHaveProperty('DestinationConfig');
    }
  });

  it('is sent to the dead-letter queue by Scheduler', () => {
    for (const { Properties } of schedules(template)) {
      expect(Properties.Target.DeadLetterConfig).toEqual({ Arn: DEAD_LETTERS });
    }
  });

  it('is kept for 14 days, encrypted', () => {
    expect(the(template, 'AWS::SQS::Queue').Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
  });
});

describe('the snapshot function', () => {
  it('runs on Node 24 on arm64 with the name of the table in its environment', () => {
    expect(snapshotProperties(template, 'AWS::Lambda::Function')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Environment: { Variables: { TABLE_NAME: { Ref: 'HistoryC127576E' } } },
    });
  });

  it('logs to a log group that outlives the stack', () => {
    expect(template.toJSON().Resources.SnapshotLog94BE2B7B).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 400 },
    });
    expect(snapshotProperties(template, 'AWS::Lambda::Function').LoggingConfig).toEqual({
      LogGroup: { Ref: 'SnapshotLog94BE2B7B' },
    });
  });

  it('has a reserved concurrency of ten where many accounts share one address', () => {
    const accounts = Array.from({ length: 11 }, (_, i) => ({ id: `a${i}`, schedule: 'rate(1 hour)' }));
    const reserved = (context: Record<string, unknown>) =>
      snapshotProperties(templateWith(context), 'AWS::Lambda::Function').ReservedConcurrentExecutions;
    expect(reserved({ accounts, egress: 'nat' })).toBe(10);
    expect(reserved({ accounts })).toBeUndefined();
    expect(reserved({ egress: 'nat' })).toBeUndefined();
  });
});

describe('the monitor function', () => {
  const { Monitor5337499C } = templateWith({
    egress: 'nat',
    runbookUrl: 'https://wiki.example.com/runbook',
  }).toJSON().Resources;

  it('runs on Node 24 on arm64, outside the VPC, with table, topic, stack and runbook in its environment', () => {
    expect(Monitor5337499C.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Environment: {
        Variables: {
          TABLE_NAME: { Ref: 'HistoryC127576E' },
          TOPIC_ARN: { Ref: 'Alarms04B5A0BF' },
          STACK_NAME: 'BalanceSnapshots',
          RUNBOOK_URL: 'https://wiki.example.com/runbook',
        },
      },
    });
    expect(Monitor5337499C.Properties).not.toHaveProperty('VpcConfig');
  });
});
