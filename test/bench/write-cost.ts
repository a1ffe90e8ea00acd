/** The write cost of a snapshot's row: DynamoDB charges one unit per started KB. */
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Asset, Contender } from './assets';
import type { Stage } from './stage';
import { dynamoBytes, type Json } from './table-server';

/** Takes one snapshot with each asset; returns the size of its row, and the write units that the engine charges for it. */
export async function measureWrites(
  assets: readonly Asset[],
  stage: Stage,
): Promise<Map<Contender, { bytes: number; writeUnits: number }>> {
  const network = await stage.network(0);
  const writes = new Map<Contender, { bytes: number; writeUnits: number }>();
  for (const { name, spec } of assets) {
    const writesBefore = stage.dynamodb.requests.length;
    const lambda = stage.lambda(spec, network);
    await lambda.invoke(stage.event());
    await lambda.stop();
    const put = stage.dynamodb.requests.slice(writesBefore).find(({ operation }) => operation === 'PutItem');
    if (!put) throw new Error(`${name} wrote no row`);
    writes.set(name, await costOfWrite(stage, put.body));
  }
  await network.stop();
  return writes;
}

/** Repeats a recorded write; returns the size of its row and the write units that the engine charges for it. */
export async function costOfWrite(
  { dynamodb }: Stage,
  { TableName, Item }: Record<string, unknown>,
): Promise<{ bytes: number; writeUnits: number }> {
  const item = Item as Record<string, AttributeValue & Json>;
  const { ConsumedCapacity } = await dynamodb.client.send(
    new PutItemCommand({
      TableName: String(TableName),
      Item: withBytes(item),
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  return { bytes: dynamoBytes(item), writeUnits: ConsumedCapacity?.CapacityUnits ?? Number.NaN };
}

/** The recorded request has binary values as base64; the SDK encodes them itself. */
function withBytes(item: Json): Record<string, AttributeValue> {
  return JSON.parse(JSON.stringify(item), (name, value) =>
    name === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value,
  );
}
