/** A straightforward implementation: SDK clients and Powertools as in their documentation, all calls awaited in series. */
import { gzipSync } from 'node:zlib';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export type Holding = { asset: string; free: string; locked: string };
export type Keys = { apiKey: string; secretKey: string };
export type SpotWallet = { holdings: Holding[]; raw: string; answeredAt: number; clockSkewMs: number };
type Event = { account: string; secretId: string; slot: string; schedule: string };

/** A handler that reads the wallet with `readWallet`. */
export function createPlainHandler(readWallet: (keys: Keys) => Promise<SpotWallet>) {
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
    const { holdings, raw, answeredAt, clockSkewMs } = await readWallet(keys);
    const held = holdings.filter(({ free, locked }) => Number(free) !== 0 || Number(locked) !== 0);
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.TABLE_NAME,
        Item: {
          account: { S: event.account },
          slot: { S: event.slot },
          schedule: { S: event.schedule },
          clockSkewMs: { N: String(clockSkewMs) },
          version: { N: '1' },
          status: { S: 'captured' },
          capturedAt: { S: new Date(answeredAt - clockSkewMs).toISOString() },
          balances: {
            M: {
              spot: {
                M: Object.fromEntries(
                  held.map(({ asset, free, locked }) => [
                    asset,
                    { M: { free: { N: free }, locked: { N: locked } } },
                  ]),
                ),
              },
            },
          },
          raw: { B: gzipSync(raw) },
        },
        ConditionExpression: 'attribute_not_exists(account) OR #status = :failed',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':failed': { S: 'failed' } },
      }),
    );
    logger.info('Snapshot captured', { account: event.account, slot: event.slot });
    metrics.addDimension('account', event.account);
    metrics.addMetric('SnapshotCaptured', MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
    return { outcome: 'captured', account: event.account, slot: event.slot, assets: held.length };
  };
}
