/**
 * dynalite without sockets, so that thousands of histories fit into seconds. The conformance run uses AWS's own DynamoDB
 * Local instead.
 */
import { EventEmitter } from 'node:events';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createHistoryTable, DYNAMODB_ENDPOINT } from '../support/dynamodb';
import { bytesOf, type WireRequest, type WireResponse, wiredTo } from './wire';

export type Engine = { tableName: string; answer(request: WireRequest): Promise<WireResponse> };

export async function createEngine(): Promise<Engine> {
  const answer = DYNAMODB_ENDPOINT === undefined ? embedded() : elsewhere(DYNAMODB_ENDPOINT);
  const client = new DynamoDBClient(wiredTo(answer));
  const tableName = await createHistoryTable(client);
  const describe = new DescribeTableCommand({ TableName: tableName });
  while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE') await new Promise(setImmediate);
  return { tableName, answer };
}

function embedded(): Engine['answer'] {
  const server = dynalite({ createTableMs: 0 });
  return (request: WireRequest) =>
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
}

/** Over a real connection. The credentials in the header are checked for their form alone. */
const elsewhere =
  (endpoint: string): Engine['answer'] =>
  async (request) => {
    const { host: _, 'content-length': _length, ...headers } = request.headers;
    const response = await fetch(endpoint, { method: 'POST', headers, body: bytesOf(request).toString() });
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };
