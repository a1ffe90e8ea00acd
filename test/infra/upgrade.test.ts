/** An upgrade from an earlier version's template keeps the table, the secrets and all else that holds data. */
import first from './first-version.json';
import { templateWith } from './synthesis';
import released from './version-1.0.0.json';

type Recorded = Record<
  string,
  { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }
>;

const MAIN = { id: 'main' };

describe.each([
  ['with nothing changed', {}],
  ['to other settings', { egress: 'nat', retentionDays: 30, logRetentionDays: 731, memorySize: 1024 }],
  ['to another schedule', { accounts: [{ ...MAIN, schedule: 'rate(1 day)', maxLatenessSeconds: 600 }] }],
  [
    'to more accounts',
    { accounts: [{ id: 'desk' }, MAIN, { id: 'main-2' }], alarmEmails: ['ops@example.com'] },
  ],
])('an upgrade from the first version %s', (_, settings) => {
  const { Resources } = templateWith(settings).toJSON();

  // CloudFormation replaces a resource whose logical id or key schema changes. A secret's placeholder must not change either:
  // it would overwrite the stored key.
  it.each(Object.entries(first))('does not change %s', (logicalId, recorded) => {
    expect(Resources[logicalId]?.Type).toBe(recorded.Type);
    const properties = Resources[logicalId].Properties;
    if (recorded.Type === 'AWS::SecretsManager::Secret') expect(properties).toEqual(recorded.Properties);
    else expect(properties).toMatchObject(recorded.Properties);
  });

  it('gives the table no fixed name, which a replacement could not take over', () => {
    expect(Resources.HistoryC127576E.Properties).not.toHaveProperty('TableName');
  });
});

describe('an upgrade from version 1.0.0', () => {
  const before: Recorded = released;
  /** The settings with which version-1.0.0.json was recorded. */
  const after: Recorded = templateWith({
    accounts: [MAIN, { id: 'desk', schedule: 'rate(6 hours)' }, { id: 'old-one', secretName: 'team/bingx' }],
    egress: 'nat',
    alarmEmails: ['ops@example.com'],
    retentionDays: 3650,
  }).toJSON().Resources;
  const removed = Object.keys(before).filter((id) => !(id in after));
  const added = Object.keys(after).filter((id) => !(id in before));

  it.each(Object.entries(before).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain'))(
    'does not change %s',
    (id, recorded) => {
      expect(after[id]).toMatchObject(recorded);
      expect(after[id]?.Properties).toEqual(recorded.Properties);
    },
  );

  it.each(['AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::Scheduler::ScheduleGroup'])(
    'keeps the %s, so that no subscription or schedule is lost',
    (type) => {
      const kept = Object.entries(before).filter(([, { Type }]) => Type === type);
      expect(kept.length).toBeGreaterThan(0);
      for (const [id, recorded] of kept) expect(after[id]).toMatchObject(recorded);
    },
  );

  it('changes no type of a resource', () => {
    for (const [id, { Type }] of Object.entries(before)) {
      if (id in after) expect([id, after[id]?.Type]).toEqual([id, Type]);
    }
  });

  it('removes alarms only', () => {
    expect(new Set(removed.map((id) => before[id]?.Type))).toEqual(new Set(['AWS::CloudWatch::Alarm']));
    // Eight per account, and FunctionErrors.
    expect(removed).toHaveLength(3 * 8 + 1);
  });

  it('adds the monitor and its alarms only', () => {
    const types = added.map((id) => after[id]?.Type).sort();
    expect(types).toEqual([
      ...Array(5).fill('AWS::CloudWatch::Alarm'),
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::Scheduler::Schedule',
    ]);
  });

  it('reuses no name of a removed alarm', () => {
    const names = Object.values(after).flatMap(({ Type, Properties }) =>
      Type === 'AWS::CloudWatch::Alarm' ? [String(Properties?.AlarmName)] : [],
    );
    for (const name of names) expect(name).toMatch(/^BalanceSnapshots-[A-Z]\w+$/);
  });
});
