/** The table and the secrets: settings, names, and that they outlive the stack. */
import { all, snapshotProperties, templateWith, the } from './synthesis';

const template = templateWith();

describe('the history table', () => {
  const table = the(template, 'AWS::DynamoDB::Table');

  it('has one item per account and slot', () => {
    expect(table.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'account', KeyType: 'HASH' },
        { AttributeName: 'slot', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'account', AttributeType: 'S' },
        { AttributeName: 'slot', AttributeType: 'S' },
      ],
    });
  });

  it('is billed per request, has point-in-time recovery and outlives the stack', () => {
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

  it("is encrypted by DynamoDB's own key", () => {
    expect(table.Properties.SSESpecification).toEqual({ SSEEnabled: false });
  });

  it.each([{}, { retentionDays: '30' }])('declares its TTL attribute under %j', (context) => {
    expect(the(templateWith(context), 'AWS::DynamoDB::Table').Properties.TimeToLiveSpecification).toEqual({
      AttributeName: 'expiresAt',
      Enabled: true,
    });
  });

  it('keeps rows without expiry unless a retention is set', () => {
    const { Variables } = snapshotProperties(template, 'AWS::Lambda::Function').Environment;
    expect(Variables).not.toHaveProperty('RETENTION_DAYS');

    templateWith({ retentionDays: '30' }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { RETENTION_DAYS: '30' } },
    });
  });

  it('can be an existing table, which the stack does not change', () => {
    const restored = templateWith({ tableName: 'history-restored' });
    expect(all(restored, 'AWS::DynamoDB::Table')).toEqual([]);
    restored.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { TABLE_NAME: 'history-restored' } },
    });
    restored.hasOutput('TableName', { Value: 'history-restored' });
  });
});

describe('the secrets', () => {
  it('are created with a placeholder and outlive the stack', () => {
    const secret = the(template, 'AWS::SecretsManager::Secret');
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(secret.Properties.Name).toBe('balance-snapshots/main');
    expect(JSON.parse(secret.Properties.SecretString)).toEqual({
      apiKey: 'REPLACE_ME',
      secretKey: 'REPLACE_ME',
    });
  });

  it('are not created where an account names an existing one', () => {
    const borrowed = templateWith({ accounts: [{ id: 'main', secretName: 'team/bingx' }] });
    expect(all(borrowed, 'AWS::SecretsManager::Secret')).toEqual([]);
  });

  it('are created once where other accounts name the created one', () => {
    const accounts = [{ id: 'desk', secretName: 'balance-snapshots/main' }, { id: 'main' }];
    expect(the(templateWith({ accounts }), 'AWS::SecretsManager::Secret').Properties.Name).toBe(
      'balance-snapshots/main',
    );
  });
});
