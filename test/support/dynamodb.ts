/** An empty history table for one test file: on dynalite, or on the engine at `DYNAMODB_ENDPOINT`. */
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { type Item, marshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { KEY } from '../../functions/history/table';
import { LOCAL_CREDENTIALS } from '../../infra/local/emulators/constants';
import { startDynamoDb } from '../../infra/local/emulators/dynamodb';

/** The URL of another engine, such as AWS's DynamoDB Local in the conformance run. */
export const DYNAMODB_ENDPOINT = process.env.DYNAMODB_ENDPOINT;

type Engine = { endpoint: string; client: DynamoDBClient; close(): Promise<void> };
export type TestTable = Engine & { tableName: string; write(rows: Iterable<Row>): Promise<void> };

/** Accepted by either engine: the emulator accepts only this run's own, DynamoDB Local any. */
export const ENGINE_CREDENTIALS = LOCAL_CREDENTIALS;

async function startEngine(): Promise<Engine> {
  if (DYNAMODB_ENDPOINT === undefined) {
    const { url, client, stop } = await startDynamoDb();
    return { endpoint: url, client, close: stop };
  }
  const client = new DynamoDBClient({
    endpoint: DYNAMODB_ENDPOINT,
    region: 'local',
    credentials: ENGINE_CREDENTIALS,
  });
  return { endpoint: DYNAMODB_ENDPOINT, client, close: async () => client.destroy() };
}

/** Creates an empty table under a unique name, with the history's keys. */
export async function createHistoryTable(client: DynamoDBClient): Promise<string> {
  const tableName = `history-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: KEY.partition, KeyType: 'HASH' },
        { AttributeName: KEY.sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: KEY.partition, AttributeType: 'S' },
        { AttributeName: KEY.sort, AttributeType: 'S' },
      ],
    }),
  );
  return tableName;
}

/** Writes rows unconditionally: the state that a test starts from. */
export async function writeRows(
  client: DynamoDBClient,
  tableName: string,
  rows: Iterable<Row>,
): Promise<void> {
  let writing: Promise<unknown>[] = [];
  for (const row of rows) {
    writing.push(client.send(new PutItemCommand({ TableName: tableName, Item: marshallRow(row) })));
    if (writing.length === 25) {
      await Promise.all(writing);
      writing = [];
    }
  }
  await Promise.all(writing);
}

/** All items of a table. */
export async function* eachItem(client: DynamoDBClient, TableName: string): AsyncGenerator<Item> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) yield* Items;
}

export async function scanItems(client: DynamoDBClient, tableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of eachItem(client, tableName)) items.push(item);
  return items;
}

export async function startHistoryTable(): Promise<TestTable> {
  const engine = await startEngine();
  const tableName = await createHistoryTable(engine.client);
  return { ...engine, tableName, write: (rows) => writeRows(engine.client, tableName, rows) };
}
