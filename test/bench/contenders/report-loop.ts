/** A straightforward export of the history: page after page through the DocumentClient into a file. */
import { createWriteStream } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

type Row = { slot: string; balances: { spot: Record<string, { free: number; locked: number }> } };

async function main([table = '', from = '', to = '', output = '']: string[]) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  const file = createWriteStream(output);
  file.write('account,slot,asset,free,locked\r\n');
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#account = :account AND #slot BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#account': 'account', '#slot': 'slot' },
        ExpressionAttributeValues: { ':account': 'main', ':from': from, ':to': to },
        ExclusiveStartKey: start,
      }),
    );
    for (const { slot, balances } of (page.Items ?? []) as Row[]) {
      for (const [asset, { free, locked }] of Object.entries(balances.spot)) {
        file.write(`main,${slot},${asset},${free},${locked}\r\n`);
      }
    }
    start = page.LastEvaluatedKey;
  } while (start);
  await new Promise<void>((resolve) => file.end(resolve));
}

void main(process.argv.slice(2));
