/** How an event reaches the function, how long it is tried, and where it ends. */
import { maxEventAgeSeconds } from '../../infra/event-age';
import { all, THREE_ACCOUNTS, templateWith, the } from './synthesis';

const template = templateWith();
const three = templateWith(THREE_ACCOUNTS);

describe('the schedules', () => {
  it('send the scheduled time as the slot, and what is the default not at all', () => {
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

  it('send zone and lateness where an account has its own', () => {
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

  it('are each made after the alarms that would miss it', () => {
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

  it('keep apart accounts whose names differ in a hyphen', () => {
    const accounts = [{ id: 'a-b' }, { id: 'ab' }, { id: 'a_b' }];
    expect(all(templateWith({ accounts }), 'AWS::Scheduler::Schedule')).toHaveLength(3);
  });
});

describe('an event that does not get through', () => {
  const schedules = all(three, 'AWS::Scheduler::Schedule').map(({ Properties }) => ({
    lateness: JSON.parse(Properties.Target.Input).maxLatenessSeconds ?? 1800,
    byScheduler: Properties.Target.RetryPolicy.MaximumEventAgeInSeconds,
  }));
  const byLambda = the(three, 'AWS::Lambda::EventInvokeConfig').Properties.MaximumEventAgeInSeconds;
  const run = the(three, 'AWS::Lambda::Function').Properties.Timeout;

  it('is given up by the scheduler while a run would still be in time', () => {
    for (const { lateness, byScheduler } of schedules)
      expect(byScheduler + run).toBeLessThanOrEqual(lateness);
  });

  it('is given up by Lambda, which has one limit for all, within the lateness of the most patient account', () => {
    const most = Math.max(...schedules.map(({ lateness }) => lateness));
    const patient = schedules.filter(({ lateness }) => lateness === most);
    for (const { byScheduler } of patient) expect(byScheduler + byLambda + run).toBeLessThanOrEqual(most);
  });

  it('is never given up by Lambda before its account would, however strict another account is', () => {
    for (const { lateness } of schedules) {
      expect(byLambda).toBeGreaterThanOrEqual(maxEventAgeSeconds({ maxLatenessSeconds: lateness }).lambda);
    }
  });

  it('is tried twice more by Lambda where its age allows, and ends in the dead-letter queue from either', () => {
    const queue = { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'Arn'] };
    expect(the(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    expect(the(template, 'AWS::Scheduler::Schedule').Properties.Target.DeadLetterConfig).toEqual({
      Arn: queue,
    });
  });

  it('lies there for as long as SQS keeps it, encrypted', () => {
    expect(the(template, 'AWS::SQS::Queue').Properties).toMatchObject({
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
  });
});

describe('the function', () => {
  it('runs on Node 24 on arm64 and knows its table', () => {
    expect(the(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Environment: { Variables: { TABLE_NAME: { Ref: 'HistoryC127576E' } } },
    });
  });

  it('logs to a group that the stack made, which keeps what it holds and outlives the stack', () => {
    expect(the(template, 'AWS::Logs::LogGroup')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 400 },
    });
    expect(the(template, 'AWS::Lambda::Function').Properties.LoggingConfig).toEqual({
      LogGroup: { Ref: 'SnapshotLog94BE2B7B' },
    });
  });

  it('runs ten times at once at most where many accounts share one address', () => {
    const accounts = Array.from({ length: 11 }, (_, i) => ({ id: `a${i}`, schedule: 'rate(1 hour)' }));
    const reserved = (context: Record<string, unknown>) =>
      the(templateWith(context), 'AWS::Lambda::Function').Properties.ReservedConcurrentExecutions;
    expect(reserved({ accounts, egress: 'nat' })).toBe(10);
    expect(reserved({ accounts })).toBeUndefined();
    expect(reserved({ egress: 'nat' })).toBeUndefined();
  });
});
