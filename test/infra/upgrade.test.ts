/** An upgrade from the first version's template replaces neither the table nor a secret. */
import first from './first-version.json';
import { templateWith } from './synthesis';

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
