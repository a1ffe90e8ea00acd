import first from './first-version.json';
import { templateWith } from './synthesis';

describe('an upgrade from the first version', () => {
  const { Resources } = templateWith().toJSON();

  // CloudFormation replaces what changes its logical id or its key schema. A secret it must not even update: an update
  // carries the placeholder along, and would put it in the place of the key that ops filled in.
  it.each(Object.entries(first))('finds %s as it was', (logicalId, recorded) => {
    expect(Resources[logicalId]?.Type).toBe(recorded.Type);
    const properties = Resources[logicalId].Properties;
    if (recorded.Type === 'AWS::SecretsManager::Secret') expect(properties).toEqual(recorded.Properties);
    else expect(properties).toMatchObject(recorded.Properties);
  });

  it('gives the table no fixed name, which a replacement could not take over', () => {
    expect(Resources.HistoryC127576E.Properties).not.toHaveProperty('TableName');
  });
});
