/** Finds out whether the table would take a row, without writing one. */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KEY } from './table';

/** Undefined where the table can be written; else the name of the error that DynamoDB gives. */
export async function checkTableWritable(
  client: DynamoDBClient,
  tableName: string,
): Promise<string | undefined> {
  // No item is there and absent at once, so nothing is written, whatever the table holds.
  const neverTrue = 'attribute_exists(#key) AND attribute_not_exists(#key)';
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { [KEY.partition]: { S: 'check' }, [KEY.sort]: { S: 'check' } },
        ConditionExpression: neverTrue,
        ExpressionAttributeNames: { '#key': KEY.partition },
      }),
    );
    return 'a condition that cannot hold was taken to hold';
  } catch (error) {
    const { name } = error as Error;
    return name === 'ConditionalCheckFailedException' ? undefined : name;
  }
}
