/** DynamoDB on this machine: dynalite, behind a door that records what comes in and breaks what it is told to break. */
import { mkdirSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, type RequestListener, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './constants';
import { type Fault, injectFault } from './faults';
import { listen, readBody } from './listen';
import { createRequestLog } from './request-log';
import { serveSigned } from './serve-signed';
import { createStubs, type Stubs } from './stubs';
import { createToken, isToken } from './token';

type DynamoDbRequest = { operation: string; body: Record<string, unknown> };

/**
 * `before`: the engine never sees the request. `after`: the engine does its work and its answer is lost on the way, so
 * that the caller cannot know whether its write was made.
 */
type DynamoDbFault = { before: Fault } | { after: Fault };

export type DynamoDbOptions = {
  /** Where the tables lie; in memory where it is absent. */
  folder?: string;
  /** Added before each answer: ms of real time. */
  latencyMs?: number;
};

/** Faults are scripted by operation, such as `PutItem`. */
export type DynamoDb = Stubs<DynamoDbFault> & {
  url: string;
  client: DynamoDBClient;
  requests: DynamoDbRequest[];
  /** The next request of that kind, as it comes in. */
  nextRequest(operation: string): Promise<DynamoDbRequest>;
  /** The next request of that kind that the engine has carried out, before anybody is told. */
  nextDone(operation: string): Promise<DynamoDbRequest>;
  /** Makes the table, or finds it made by an earlier start. */
  createTable(table: CreateTableCommandInput): Promise<void>;
  stop(): Promise<void>;
};

/** An error as DynamoDB answers it, e.g. `dynamoDbError('ProvisionedThroughputExceededException')`. */
export const dynamoDbError = (type: string, message = type, status = 400): Fault => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }),
});

export async function startDynamoDb({ folder, latencyMs = 0 }: DynamoDbOptions = {}): Promise<DynamoDb> {
  if (folder) mkdirSync(folder, { recursive: true });
  const { engine, port, token } = await startEngine(folder);
  const agent = new Agent({ keepAlive: true });
  const arrivals = createRequestLog<DynamoDbRequest>();
  const done = createRequestLog<DynamoDbRequest>();
  const { take, forget: _, ...orders } = createStubs<DynamoDbFault>();

  /** The engine's whole answer, over a connection of our own: a client that dies must not reach the engine's. */
  const ask = (received: IncomingHttpHeaders, body: Buffer | string) =>
    new Promise<{ status?: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
      const headers = { ...received, [ENGINE_TOKEN]: token, 'content-length': Buffer.byteLength(body) };
      send({ agent, host: '127.0.0.1', port, method: 'POST', path: '/', headers }, async (answer) => {
        const { connection, 'content-length': _length, ...kept } = answer.headers;
        resolve({
          status: answer.statusCode,
          headers: kept as Record<string, string>,
          body: await readBody(answer),
        });
      })
        .on('error', reject)
        .end(body);
    });

  /** The engine answers `CreateTable` a moment before the table takes writes, and refuses those that come between. */
  async function untilActive(headers: IncomingHttpHeaders, TableName: unknown): Promise<void> {
    const describe = { ...headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
    for (;;) {
      const { body } = await ask(describe, JSON.stringify({ TableName }));
      if (JSON.parse(body.toString()).Table?.TableStatus !== 'CREATING') return;
      await wait(1);
    }
  }

  async function carryOut(
    { operation, body: asked }: DynamoDbRequest,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ) {
    const answer = await ask(headers, body);
    if (operation === 'CreateTable' && answer.status === 200) await untilActive(headers, asked.TableName);
    return answer;
  }

  const serve = serveSigned(dynamoDbError, async (request, response, body) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const asked = { operation, body: JSON.parse(body.toString() || '{}') };
    arrivals.record(asked);
    const told = take(operation);
    const answer: Fault =
      told && 'before' in told ? told.before : await carryOut(asked, request.headers, body);
    if (!told || 'after' in told) done.record(asked);
    const shown = told && 'after' in told ? told.after : answer;
    await injectFault({ ...shown, delayMs: latencyMs + (shown.delayMs ?? 0) }, request, response);
  });
  const { url, stop } = await listen(serve);

  const client = new DynamoDBClient({
    endpoint: url,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  return {
    url,
    client,
    requests: arrivals.all,
    nextRequest: (operation) => arrivals.next((request) => request.operation === operation),
    nextDone: (operation) => done.next((request) => request.operation === operation),
    ...orders,
    async createTable(table) {
      await client.send(new CreateTableCommand(table)).catch((error: Error) => {
        if (error.name !== 'ResourceInUseException') throw error;
      });
    },
    async stop() {
      client.destroy();
      await stop();
      agent.destroy();
      await new Promise<void>((resolve) => engine.close(() => resolve()));
    },
  };
}

const ENGINE_TOKEN = 'x-engine-token';

/** dynalite checks no signature, and its port is open to every user of this machine: it serves only who has the token. */
async function startEngine(folder: string | undefined) {
  const engine = dynalite({ path: folder, createTableMs: 0 });
  const token = createToken();
  const [serve] = engine.listeners('request') as RequestListener[];
  engine.removeAllListeners('request');
  engine.on('request', (request, response) => {
    if (isToken(request.headers[ENGINE_TOKEN], token)) serve?.(request, response);
    else response.destroy();
  });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', () => resolve()));
  return { engine, port: (engine.address() as AddressInfo).port, token };
}
