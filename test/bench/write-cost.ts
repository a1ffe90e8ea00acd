/** The write cost of a snapshot's row: DynamoDB charges one unit per started KB. */
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Asset } from './assets';
import { table } from './document';
import type { Stage } from './stage';
import { dynamoBytes, type Json } from './table-server';

/** Takes one snapshot with each asset and writes its row again to get the consumed capacity. */
export async function writeCost(assets: readonly Asset[], stage: Stage): Promise<string> {
  const network = await stage.network(0);
  const rows: string[][] = [];
  for (const { name, spec } of assets) {
    const writesBefore = stage.dynamodb.requests.length;
    const lambda = stage.lambda(spec, network);
    await lambda.invoke(stage.event());
    await lambda.stop();
    const put = stage.dynamodb.requests.slice(writesBefore).find(({ operation }) => operation === 'PutItem');
    if (!put) throw new Error(`${name} wrote no row`);
    const { bytes, writeUnits } = await costOfWrite(stage, put.body);
    rows.push([name === 'ours' ? '**ours**' : name, String(bytes), String(writeUnits)]);
  }
  await network.stop();
  return `### Write cost of a row\n\n${table(['', 'bytes of the row', 'write units'], rows)}`;
}

/** Repeats a recorded write; returns the size of its row and the write units that the engine charges for it. */
export async function costOfWrite(
  { dynamodb }: Stage,
  { TableName, Item }: Record<string, unknown>,
): Promise<{ bytes: number; writeUnits: number | undefined }> {
  const item = Item as Record<string, AttributeValue & Json>;
  const { ConsumedCapacity } = await dynamodb.client.send(
    new PutItemCommand({
      TableName: String(TableName),
      Item: withBytes(item),
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  return { bytes: dynamoBytes(item), writeUnits: ConsumedCapacity?.CapacityUnits };
}

/** The recorded request has binary values as base64; the SDK encodes them itself. */
function withBytes(item: Json): Record<string, AttributeValue> {
  return JSON.parse(JSON.stringify(item), (name, value) =>
    name === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value,
  );
}
