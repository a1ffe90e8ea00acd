/** Complete rows of the history table, read and written as DynamoDB JSON: no attribute is interpreted. */
import { type DynamoDBClient, PutItemCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { query } from '../history/query';
import type { HistoryTable } from '../history/read';
import { KEY } from '../history/table';
import { writeCondition } from '../history/write';
import { type ItemLine, toItemLine } from './item-line';

/** Slots from one key to another, both inclusive; every slot where absent. */
type KeyRange = { from: string; to: string };

/** An account's rows in order of their slots, page by page. Consistent: a row that was written before is there. */
export async function* readRows(
  { client, tableName, signal }: HistoryTable,
  account: string,
  range?: KeyRange,
): AsyncGenerator<ItemLine[]> {
  const input: QueryCommandInput = {
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: range
      ? '#account = :account AND #slot BETWEEN :from AND :to'
      : '#account = :account',
    ExpressionAttributeNames: { '#account': KEY.partition, ...(range && { '#slot': KEY.sort }) },
    ExpressionAttributeValues: {
      ':account': { S: account },
      ...(range && { ':from': { S: range.from }, ':to': { S: range.to } }),
    },
  };
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = (await query(client, { ...input, ExclusiveStartKey: start }, signal)).parse();
    yield page.Items.map(toItemLine);
    start = page.LastEvaluatedKey as typeof start;
  } while (start);
}

/**
 * Writes a row under the condition of every write: a captured row where the slot has none or a failed one, a failed row
 * where it has none. False where the table's own row stays, or where an earlier try of this write was answered too late.
 */
export async function putRow(
  client: DynamoDBClient,
  tableName: string,
  { status, json }: ItemLine,
  signal?: AbortSignal,
): Promise<boolean> {
  const input = { TableName: tableName, ...writeCondition({ onlyIfAbsent: status !== 'captured' }) };
  const command = new PutItemCommand({ ...input, Item: {} });
  // The SDK's own serializer would drop attribute types that it does not know.
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string };
      request.body = `${JSON.stringify(input).slice(0, -1)},"Item":${json}}`;
      return next(args);
    },
    { step: 'serialize', priority: 'low', name: 'putRawItem' },
  );
  try {
    await client.send(command, { abortSignal: signal });
    return true;
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}
