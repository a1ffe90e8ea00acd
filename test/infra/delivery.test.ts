/** How events reach the function, how long they are retried, and where they end. */
import { maxEventAgeSeconds } from '../../infra/event-age';
import { all, THREE_ACCOUNTS, templateWith, the } from './synthesis';

const template = templateWith();
const three = templateWith(THREE_ACCOUNTS);

describe('the schedules', () => {
  it('send the scheduled time as the slot, and no default values', () => {
    const { Properties } = the(template, 'AWS::Scheduler::Schedule');
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
    const inputs = all(three, 'AWS::Scheduler::Schedule').map(({ Properties }) =>
      JSON.parse(Properties.Target.Input),
    );
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

  it('are created after the alarms that monitor them', () => {
    const alarms = Object.entries(three.findResources('AWS::CloudWatch::Alarm'));
    for (const { Properties, DependsOn } of all(three, 'AWS::Scheduler::Schedule')) {
      const watching = alarms.filter(([, alarm]) => {
        const [account] = alarm.Properties.Dimensions.filter(
          ({ Name }: { Name: string }) => Name === 'account',
        );
        return account === undefined || account.Value === Properties.Name;
      });
      expect(watching.length).toBeGreaterThanOrEqual(10);
      expect(DependsOn).toEqual(expect.arrayContaining(watching.map(([logicalId]) => logicalId)));
    }
  });

  it('are distinct for account ids that differ in a hyphen', () => {
    const accounts = [{ id: 'a-b' }, { id: 'ab' }, { id: 'a_b' }];
    expect(all(templateWith({ accounts }), 'AWS::Scheduler::Schedule')).toHaveLength(3);
  });
});

describe('an event that cannot be delivered', () => {
  const schedules = all(three, 'AWS::Scheduler::Schedule').map(({ Properties }) => ({
    lateness: JSON.parse(Properties.Target.Input).maxLatenessSeconds ?? 1800,
    byScheduler: Properties.Target.RetryPolicy.MaximumEventAgeInSeconds,
  }));
  const byLambda = the(three, 'AWS::Lambda::EventInvokeConfig').Properties.MaximumEventAgeInSeconds;
  const run = the(three, 'AWS::Lambda::Function').Properties.Timeout;

  it('is dropped by Scheduler while a run would still be in time', () => {
    for (const { lateness, byScheduler } of schedules)
      expect(byScheduler + run).toBeLessThanOrEqual(lateness);
  });

  it('is dropped by Lambda within the longest lateness of all accounts', () => {
    const longest = Math.max(...schedules.map(({ lateness }) => lateness));
    const mostTolerant = schedules.filter(({ lateness }) => lateness === longest);
    for (const { byScheduler } of mostTolerant)
      expect(byScheduler + byLambda + run).toBeLessThanOrEqual(longest);
  });

  it('is kept by Lambda at least as long as its own account allows', () => {
    for (const { lateness } of schedules) {
      expect(byLambda).toBeGreaterThanOrEqual(maxEventAgeSeconds({ maxLatenessSeconds: lateness }).lambda);
    }
  });

  it('is retried twice by Lambda and ends in the dead-letter queue', () => {
    const queue = { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'Arn'] };
    expect(the(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    expect(the(template, 'AWS::Scheduler::Schedule').Properties.Target.DeadLetterConfig).toEqual({
      Arn: queue,
    });
  });

  it('is kept for 14 days, encrypted', () => {
    expect(the(template, 'AWS::SQS::Queue').Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
  });
});

describe('the function', () => {
  it('runs on Node 24 on arm64 with the name of the table in its environment', () => {
    expect(the(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Environment: { Variables: { TABLE_NAME: { Ref: 'HistoryC127576E' } } },
    });
  });

  it('logs to a log group that outlives the stack', () => {
    expect(the(template, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 400 },
    });
    expect(the(template, 'AWS::Lambda::Function').Properties.LoggingConfig).toEqual({
      LogGroup: { Ref: 'SnapshotLog94BE2B7B' },
    });
  });

  it('has a reserved concurrency of ten where many accounts share one address', () => {
    const accounts = Array.from({ length: 11 }, (_, i) => ({ id: `a${i}`, schedule: 'rate(1 hour)' }));
    const reserved = (context: Record<string, unknown>) =>
      the(templateWith(context), 'AWS::Lambda::Function').Properties.ReservedConcurrentExecutions;
    expect(reserved({ accounts, egress: 'nat' })).toBe(10);
    expect(reserved({ accounts })).toBeUndefined();
    expect(reserved({ egress: 'nat' })).toBeUndefined();
  });
});
