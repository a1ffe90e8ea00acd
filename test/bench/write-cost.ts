/** What a snapshot's row costs to write: DynamoDB charges a unit for each KB begun. */
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Asset } from './assets';
import { table } from './document';
import type { Stage } from './stage';
import { dynamoBytes, type Json } from './table-server';

/** Takes one snapshot with each asset and writes its row once more, to be told what the engine charges. */
export async function writeCost(assets: readonly Asset[], stage: Stage): Promise<string> {
  const network = await stage.network(0);
  const rows: string[][] = [];
  for (const { name, spec } of assets) {
    const writesBefore = stage.dynamodb.requests.length;
    const lambda = stage.lambda(spec, network);
    await lambda.invoke(stage.event());
    await lambda.stop();
    const put = stage.dynamodb.requests.slice(writesBefore).find(({ operation }) => operation === 'PutItem');
    const item = put?.body.Item as Record<string, AttributeValue & Json>;
    const raw = Buffer.from(String(item.raw?.B), 'base64');
    const { ConsumedCapacity } = await stage.dynamodb.client.send(
      new PutItemCommand({
        TableName: String(put?.body.TableName),
        Item: { ...item, raw: { B: raw } },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    rows.push([
      name === 'ours' ? '**ours**' : name,
      String(dynamoBytes(item)),
      String(ConsumedCapacity?.CapacityUnits),
    ]);
  }
  await network.stop();
  return `### What a row costs\n\n${table(['', 'bytes of the row', 'write units'], rows)}`;
}
