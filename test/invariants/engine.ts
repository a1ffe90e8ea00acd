/** dynalite without its sockets: the same engine, a function call away, so that thousands of histories fit into seconds. */
import { EventEmitter } from 'node:events';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { KEY } from '../../functions/history/table';
import { bytesOf, type WireRequest, type WireResponse, wiredTo } from './wire';

export type Engine = { tableName: string; answer(request: WireRequest): Promise<WireResponse> };

export async function createEngine(): Promise<Engine> {
  const server = dynalite({ createTableMs: 0 });
  const answer = (request: WireRequest) =>
    new Promise<WireResponse>((resolve) => {
      const incoming = Object.assign(new EventEmitter(), {
        method: 'POST',
        url: '/',
        headers: request.headers,
      });
      const headers: Record<string, string> = {};
      const outgoing = {
        statusCode: 200,
        setHeader(name: string, value: unknown) {
          headers[name.toLowerCase()] = String(value);
        },
        end: (body: string) =>
          resolve({ statusCode: outgoing.statusCode, headers, body: Buffer.from(body ?? '') }),
      };
      server.emit('request', incoming, outgoing);
      incoming.emit('data', bytesOf(request));
      incoming.emit('end');
    });
  const tableName = 'History';
  const client = new DynamoDBClient(wiredTo(answer));
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
  const describe = new DescribeTableCommand({ TableName: tableName });
  while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE') await new Promise(setImmediate);
  return { tableName, answer };
}
