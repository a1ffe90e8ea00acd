/** Checks whether a row could be written, without writing one. */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KEY } from './table';

/** Undefined where the table can be written; else the name of DynamoDB's error. */
export async function checkTableWritable(
  client: DynamoDBClient,
  tableName: string,
): Promise<string | undefined> {
  // Never true, so nothing is written, whatever the table contains.
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
    return 'a condition that is never true was met';
  } catch (error) {
    const { name } = error as Error;
    return name === 'ConditionalCheckFailedException' ? undefined : name;
  }
}
