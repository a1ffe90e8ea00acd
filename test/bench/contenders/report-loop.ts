/** A straightforward export of the history: page after page through the DocumentClient into a file, each line with its worth. */
import { createWriteStream } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

type Amounts = Partial<Record<'free' | 'locked' | 'equity' | 'balance' | 'crossUnrealizedProfit', number>>;
type Row = {
  slot: string;
  balances: Record<string, Record<string, Amounts>>;
  prices?: Record<string, number>;
};

const totalOf = ({ free, locked = 0, equity, balance = 0, crossUnrealizedProfit = 0 }: Amounts) =>
  free === undefined ? (equity ?? balance + crossUnrealizedProfit) : free + locked;

async function main([table = '', from = '', to = '', output = '']: string[]) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  const file = createWriteStream(output);
  file.write('account,slot,wallet,asset,total,worth\r\n');
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
    for (const { slot, balances, prices } of (page.Items ?? []) as Row[]) {
      for (const [wallet, holdings] of Object.entries(balances)) {
        for (const [asset, amounts] of Object.entries(holdings)) {
          const total = totalOf(amounts);
          file.write(`main,${slot},${wallet},${asset},${total},${total * (prices?.[asset] ?? 0)}\r\n`);
        }
      }
    }
    start = page.LastEvaluatedKey;
  } while (start);
  await new Promise<void>((resolve) => file.end(resolve));
}

void main(process.argv.slice(2));
