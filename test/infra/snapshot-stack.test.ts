import { Match } from 'aws-cdk-lib/assertions';
import { templateWith } from './synthesis';

const template = templateWith();

describe('the history table', () => {
  const [table] = Object.values(template.findResources('AWS::DynamoDB::Table'));

  it('has one item per account and slot', () => {
    expect(table?.Properties.KeySchema).toEqual([
      { AttributeName: 'account', KeyType: 'HASH' },
      { AttributeName: 'slot', KeyType: 'RANGE' },
    ]);
    expect(table?.Properties.AttributeDefinitions).toEqual([
      { AttributeName: 'account', AttributeType: 'S' },
      { AttributeName: 'slot', AttributeType: 'S' },
    ]);
  });

  it('is paid per request, recoverable to a point in time and hard to delete', () => {
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  it('keeps its rows for ever, unless a retention is configured', () => {
    expect(table?.Properties).not.toHaveProperty('TimeToLiveSpecification');
    const forgetful = templateWith({ retentionDays: 30 });
    forgetful.hasResourceProperties('AWS::DynamoDB::Table', {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    forgetful.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { RETENTION_DAYS: '30' } },
    });
  });
});

describe('the schedules', () => {
  it('send the scheduled time as the slot, and what is the default not at all', () => {
    const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    expect(schedule?.Properties).toMatchObject({
      ScheduleExpression: 'cron(0 * * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(JSON.parse(schedule?.Properties.Target.Input)).toEqual({
      account: 'main',
      secretId: 'balance-snapshots/main',
      slot: '<aws.scheduler.scheduled-time>',
      schedule: 'cron(0 * * * ? *)',
    });
  });

  it('send zone and lateness where an account has its own', () => {
    const accounts = [
      { id: 'desk', schedule: 'cron(0 9 * * ? *)', timezone: 'Europe/Berlin', maxLatenessSeconds: 600 },
    ];
    templateWith({ accounts }).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: {
        Input: Match.serializedJson({
          account: 'desk',
          secretId: 'balance-snapshots/desk',
          slot: '<aws.scheduler.scheduled-time>',
          schedule: 'cron(0 9 * * ? *)',
          timezone: 'Europe/Berlin',
          maxLatenessSeconds: 600,
        }),
      },
    });
  });
});

describe('the function', () => {
  it('runs on Node 24 on arm64 and knows its table', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Environment: { Variables: { TABLE_NAME: { Ref: 'HistoryC127576E' } } },
    });
  });
});

describe('the secrets', () => {
  it('are made with a value that nobody can take for a key, and outlive the stack', () => {
    const [secret] = Object.values(template.findResources('AWS::SecretsManager::Secret'));
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(JSON.parse(secret?.Properties.SecretString)).toEqual({
      apiKey: 'REPLACE_ME',
      secretKey: 'REPLACE_ME',
    });
  });

  it('are not made where an account names one that exists', () => {
    const borrowed = templateWith({ accounts: [{ id: 'main', secretName: 'team/bingx' }] });
    borrowed.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });
});

describe('the roles', () => {
  it('allow these actions and no other, each on resources of its own', () => {
    const allowed = Object.values(template.findResources('AWS::IAM::Policy')).flatMap((policy) =>
      policy.Properties.PolicyDocument.Statement.map((statement: { Action: unknown; Resource: unknown }) => [
        statement.Action,
        statement.Resource,
      ]),
    );
    expect(allowed).toEqual([
      [['dynamodb:GetItem', 'dynamodb:PutItem'], { 'Fn::GetAtt': ['HistoryC127576E', 'Arn'] }],
      ['secretsmanager:GetSecretValue', { Ref: 'SecretmainACBBA901' }],
      [['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': ['SnapshotLog94BE2B7B', 'Arn'] }],
      ['lambda:InvokeFunction', { 'Fn::GetAtt': ['Snapshot86FBE57A', 'Arn'] }],
    ]);
  });
});

describe('the alarms', () => {
  it.each(['WhitelistError', 'TimestampError'])('tell the topic of every %s of every account', (metric) => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'BalanceSnapshots',
      MetricName: metric,
      Dimensions: [{ Name: 'account', Value: 'main' }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alarms') }],
    });
  });
});
