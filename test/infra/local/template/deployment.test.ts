/** Reads the resources of a synthesized template. */
import { deploymentOf } from '../../../../infra/local/template/deployment';
import type { Template } from '../../../../infra/local/template/intrinsics';
import { deployedStack } from '../../../support/assembly';

const assetFolder = (key: string) => `/assets/${key}`;

const template = (): Template => ({
  Resources: {
    History: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'account', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'account', AttributeType: 'S' }],
      },
    },
    Key: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'a/secret', SecretString: 'unfilled' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: {} },
    Other: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Key: 'other.zip' }, Handler: 'other.handler', Runtime: 'nodejs24.x' },
    },
    Snapshot: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'code.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Environment: { Variables: { TABLE_NAME: { Ref: 'History' }, SECRET: { Ref: 'Key' } } },
      },
    },
    Asynchronous: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Snapshot' },
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
      },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'main',
        ScheduleExpression: 'rate(1 hour)',
        Target: { Arn: { 'Fn::GetAtt': ['Snapshot', 'Arn'] }, Input: '{"account":"main"}' },
      },
    },
  },
});

it('reads the table, the secrets, the scheduled function and the schedules', () => {
  expect(deploymentOf('Stack', template(), assetFolder)).toEqual({
    stackName: 'Stack',
    table: {
      TableName: 'Stack-History',
      KeySchema: [{ AttributeName: 'account', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'account', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
    secrets: [{ name: 'a/secret', initial: 'unfilled' }],
    topics: ['arn:aws:sns:us-east-1:000000000000:Stack-Topic'],
    snapshot: {
      name: 'Stack-Snapshot',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Stack-Snapshot',
      codeFolder: '/assets/code.zip',
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      environment: {
        TABLE_NAME: 'Stack-History',
        SECRET: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:a/secret-Embedd',
      },
      timeoutSeconds: 3,
      memorySize: 128,
      retries: 1,
      onFailure: 'arn:aws:sqs:us-east-1:000000000000:Stack-DeadLetters',
    },
    schedules: [{ name: 'main', expression: 'rate(1 hour)', timezone: 'UTC', input: '{"account":"main"}' }],
    monitor: undefined,
  });
});

it('reads the monitor and its schedule', () => {
  const { Resources } = template();
  const input = '{"slot":"<aws.scheduler.scheduled-time>","accounts":[{"id":"main"}]}';
  const monitorSchedule = {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'monitor',
      ScheduleExpression: 'cron(0/5 * * * ? *)',
      Target: { Arn: { 'Fn::GetAtt': ['Other', 'Arn'] }, Input: input },
    },
  };

  const { snapshot, schedules, monitor } = deploymentOf(
    'Stack',
    { Resources: { ...Resources, MonitorSchedule: monitorSchedule } },
    assetFolder,
  );

  expect(monitor).toMatchObject({
    function: { name: 'Stack-Other', codeFolder: '/assets/other.zip' },
    schedule: { name: 'monitor', expression: 'cron(0/5 * * * ? *)', timezone: 'UTC', input },
  });
  expect(snapshot.name).toBe('Stack-Snapshot');
  expect(schedules.map(({ name }) => name)).toEqual(['main']);
});

it('refuses a template without a table or a scheduled function', () => {
  const { History: _, ...withoutTable } = template().Resources;
  const { Schedule: __, ...withoutSchedule } = template().Resources;

  expect(() => deploymentOf('Stack', { Resources: withoutTable }, assetFolder)).toThrow(
    'Expected one table in Stack, found 0.',
  );
  expect(() => deploymentOf('Stack', { Resources: withoutSchedule }, assetFolder)).toThrow(
    'Expected one function invoked by the schedules of Stack, found 0.',
  );
});

it('ignores a disabled schedule', () => {
  const { Resources } = template();
  const off = { ...Resources.Schedule?.Properties, Name: 'off', State: 'DISABLED' };
  const two = { ...Resources, Off: { Type: 'AWS::Scheduler::Schedule', Properties: off } };

  expect(deploymentOf('Stack', { Resources: two }, assetFolder).schedules.map(({ name }) => name)).toEqual([
    'main',
  ]);
});

it('reads the deployed stack', async () => {
  const deployment = await deployedStack({
    accounts: [{ id: 'main' }, { id: 'second', schedule: 'rate(1 day)' }],
  });

  expect(deployment.schedules.map(({ expression }) => expression)).toEqual([
    'cron(0 * * * ? *)',
    'rate(1 day)',
  ]);
  expect(deployment.secrets.map(({ name }) => name)).toEqual([
    'balance-snapshots/main',
    'balance-snapshots/second',
  ]);
}, 60_000);
