/** Each setting can be added to a deployed stack and removed again without a replacement or an update that fails. */
import { join } from 'node:path';
import { settingNames } from '../../infra/config';
import { templateWith } from './synthesis';

type Resources = Record<
  string,
  { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string }
>;
type Context = Record<string, unknown>;

/** A deployment without and with each setting, by the name in docs/configuration.md. */
const SETTINGS: Record<string, { without?: Context; with: Context }> = {
  accounts: { with: { accounts: [{ id: 'main' }, { id: 'desk' }] } },
  'accounts[].id': { with: { accounts: [{ id: 'desk' }] } },
  'accounts[].schedule': { with: { accounts: [{ id: 'main', schedule: 'rate(1 day)' }] } },
  'accounts[].timezone': { with: { accounts: [{ id: 'main', timezone: 'Asia/Tokyo' }] } },
  'accounts[].secretName': { with: { accounts: [{ id: 'main', secretName: 'team/bingx' }] } },
  'accounts[].maxLatenessSeconds': { with: { accounts: [{ id: 'main', maxLatenessSeconds: 600 }] } },
  'accounts[].wallets': { with: { accounts: [{ id: 'main', wallets: ['spot', 'fund'] }] } },
  accountsFile: { with: { accountsFile: join(__dirname, 'accounts.json') } },
  analytics: { with: { analytics: true } },
  dashboard: { with: { dashboard: false } },
  alarmEmails: { with: { alarmEmails: ['ops@example.com'] } },
  runbookUrl: { with: { runbookUrl: 'https://wiki.example.com/runbook' } },
  egress: { with: { egress: 'nat' } },
  egressAllocationId: {
    without: { egress: 'nat' },
    with: { egress: 'nat', egressAllocationId: 'eipalloc-0123456789abcdef0' },
  },
  retentionDays: { with: { retentionDays: 30 } },
  logRetentionDays: { with: { logRetentionDays: 731 } },
  memorySize: { with: { memorySize: 1024 } },
  tableName: { with: { tableName: 'history-restored' } },
  stackName: { with: { stackName: 'OtherSnapshots' } },
};

/** Another stack name creates another stack; the first is not updated. */
const IN_PLACE = Object.entries(SETTINGS).filter(([name]) => name !== 'stackName');

const changes = IN_PLACE.flatMap(([name, { without = {}, with: set }]) => {
  const [before, after] = [without, set].map(
    (context) => templateWith(context).toJSON().Resources as Resources,
  );
  return [
    { change: `adding ${name}`, name, before: before ?? {}, after: after ?? {} },
    { change: `removing ${name}`, name, before: after ?? {}, after: before ?? {} },
  ];
});

/** The logical ids that remain in the stack. */
const keptIds = (before: Resources, after: Resources) => Object.keys(before).filter((id) => id in after);

/**
 * The properties whose change makes CloudFormation replace the resource, of those types whose replacement loses data, or
 * fails because of a fixed name (AWS CloudFormation template reference, "Update requires: Replacement").
 */
const REPLACING: Record<string, string[]> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  // A new SecretString does not replace the resource, but it would overwrite the stored key.
  'AWS::SecretsManager::Secret': ['Name', 'SecretString'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Scheduler::Schedule': ['Name', 'GroupName'],
  'AWS::Scheduler::ScheduleGroup': ['Name'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::EC2::EIP': ['Domain'],
};

/** Properties that cannot be removed by an update once they are set. */
const NOT_REMOVABLE: Record<string, string[]> = {
  'AWS::DynamoDB::Table': [
    'BillingMode',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'SSESpecification',
    'TimeToLiveSpecification',
  ],
  'AWS::SecretsManager::Secret': ['Description', 'SecretString'],
  'AWS::Logs::LogGroup': ['RetentionInDays'],
  'AWS::Lambda::Function': ['Environment', 'MemorySize'],
  'AWS::Lambda::EventInvokeConfig': ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts'],
  'AWS::Scheduler::Schedule': ['ScheduleExpressionTimezone', 'FlexibleTimeWindow'],
};

/** A retained resource with a fixed name: creating it again fails because the name exists. */
const isRetainedWithName = ({ Type, Properties, DeletionPolicy }: Resources[string]) =>
  DeletionPolicy === 'Retain' &&
  (REPLACING[Type] ?? []).some((property) => /Name$/.test(property) && property in Properties);

it('covers every setting', () => {
  expect(Object.keys(SETTINGS).sort()).toEqual(settingNames().sort());
});

describe.each(changes)('$change', ({ change, name, before, after }) => {
  it('replaces nothing that holds data or has a fixed name', () => {
    for (const id of keptIds(before, after)) {
      const type = before[id]?.Type ?? '';
      expect(after[id]?.Type).toBe(type);
      for (const property of REPLACING[type] ?? []) {
        expect([id, property, after[id]?.Properties?.[property]]).toEqual([
          id,
          property,
          before[id]?.Properties?.[property],
        ]);
      }
    }
  });

  it('drops no property that an update cannot remove', () => {
    for (const id of keptIds(before, after)) {
      for (const property of NOT_REMOVABLE[before[id]?.Type ?? ''] ?? []) {
        if (before[id]?.Properties?.[property] === undefined) continue;
        expect([id, Object.keys(after[id]?.Properties ?? {})]).toEqual([
          id,
          expect.arrayContaining([property]),
        ]);
      }
    }
  });

  it('keeps the permissions that Lambda needs to delete network interfaces', () => {
    const [old, now] = [before, after].map((resources) =>
      JSON.stringify(resources.SnapshotPolicyCB455596).includes('ec2:DeleteNetworkInterface'),
    );
    expect([old, now]).toEqual([true, true]);
  });

  it('retains no resource with a fixed name except secrets, which the runbook covers', () => {
    const retained = Object.keys(before)
      .filter((id) => !(id in after) && isRetainedWithName(before[id] as Resources[string]))
      .map((id) => before[id]?.Type);
    const ofSecrets = [
      'adding accounts[].id',
      'adding accounts[].secretName',
      'removing accounts',
      'removing accountsFile',
      'removing accounts[].id',
    ];
    expect([name, retained]).toEqual([
      name,
      ofSecrets.includes(change) ? ['AWS::SecretsManager::Secret'] : [],
    ]);
  });
});
