/** A straightforward implementation: SDK clients and Powertools as in their documentation, the key, the account and the row in series. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CONDITION, type Event, heldAssets, type Keys, type Reading, toItem } from './item';

/** A handler that reads the account with `readAccount`. */
export function createPlainHandler(readAccount: (keys: Keys) => Promise<Reading>) {
  const logger = new Logger({ serviceName: 'BalanceSnapshots' });
  const metrics = new Metrics({ namespace: 'BalanceSnapshots' });
  const secrets = new SecretsManagerClient();
  const dynamodb = new DynamoDBClient();
  let keys: Keys | undefined;

  return async (event: Event) => {
    if (!keys) {
      const secret = await secrets.send(new GetSecretValueCommand({ SecretId: event.secretId }));
      keys = JSON.parse(secret.SecretString ?? '') as Keys;
    }
    const reading = await readAccount(keys);
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.TABLE_NAME,
        Item: toItem(event, reading, (bytes) => bytes),
        ...CONDITION,
      }),
    );
    logger.info('Snapshot captured', { account: event.account, slot: event.slot });
    metrics.addDimension('account', event.account);
    metrics.addMetric('SnapshotCaptured', MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
    const assets = heldAssets(reading.wallets).size;
    return { outcome: 'captured', account: event.account, slot: event.slot, assets };
  };
}
