/** DynamoDB on this machine: dynalite, behind a door that records what comes in and breaks what it is told to break. */
import { mkdirSync } from 'node:fs';
import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { recordArrivals } from './arrivals';
import { EMBEDDED_CREDENTIALS, EMBEDDED_REGION } from './identity';
import { listen, readBody } from './listen';
import { type Misbehaviour, misbehave } from './misbehaviour';
import { type Script, scripted } from './script';

type DynamoDbRequest = { operation: string; body: Record<string, unknown> };

/**
 * `before`: the engine never sees the request. `after`: the engine does its work and its answer is lost on the way, so
 * that the caller cannot know whether its write was made.
 */
type DynamoDbFault = { before: Misbehaviour } | { after: Misbehaviour };

export type DynamoDbOptions = {
  /** Where the tables lie; in memory where it is absent. */
  folder?: string;
  /** Added before each answer: ms of real time. */
  latencyMs?: number;
};

/** Faults are scripted by operation, such as `PutItem`. */
export type DynamoDb = Script<DynamoDbFault> & {
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
export const dynamoDbError = (type: string, message = type, status = 400): Misbehaviour => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }),
});

export async function startDynamoDb({ folder, latencyMs = 0 }: DynamoDbOptions = {}): Promise<DynamoDb> {
  if (folder) mkdirSync(folder, { recursive: true });
  const engine = dynalite({ path: folder, createTableMs: 0 });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', () => resolve()));
  const enginePort = (engine.address() as AddressInfo).port;
  const agent = new Agent({ keepAlive: true });
  const arrivals = recordArrivals<DynamoDbRequest>();
  const done = recordArrivals<DynamoDbRequest>();
  const { take, forget: _, ...orders } = scripted<DynamoDbFault>();

  /** The engine's whole answer, over a connection of our own: a client that dies must not reach the engine's. */
  const ask = (request: IncomingMessage, body: Buffer) =>
    new Promise<Misbehaviour>((resolve, reject) => {
      const { method, headers, url: path } = request;
      send({ agent, host: '127.0.0.1', port: enginePort, method, path, headers }, async (answer) => {
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

  const { url, stop } = await listen(async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const asked = { operation, body: JSON.parse(body.toString() || '{}') };
    arrivals.record(asked);
    const told = take(operation);
    const answer = told && 'before' in told ? told.before : await ask(request, body);
    if (!told || 'after' in told) done.record(asked);
    const shown = told && 'after' in told ? told.after : answer;
    await misbehave({ ...shown, delayMs: latencyMs + (shown.delayMs ?? 0) }, request, response);
  });

  const client = new DynamoDBClient({
    endpoint: url,
    region: EMBEDDED_REGION,
    credentials: EMBEDDED_CREDENTIALS,
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
