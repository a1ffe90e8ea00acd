/** DynamoDB emulator: dynalite behind a proxy that checks signatures, records requests and injects faults. */
import { mkdirSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, type RequestListener, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './constants';
import { type Fault, injectFault } from './faults';
import { createFolderSync } from './folder-sync';
import { listen, readBody } from './listen';
import { createRequestLog } from './request-log';
import { serveSigned, UNKNOWN_CREDENTIALS } from './serve-signed';
import { createStubs, type Stubs } from './stubs';
import { createToken, isToken } from './token';

type DynamoDbRequest = { operation: string; body: Record<string, unknown> };

/**
 * `before`: the request does not reach the database. `after`: the request is executed and its response is replaced, so that
 * the caller cannot know whether its write was made.
 */
type DynamoDbFault = { before: Fault } | { after: Fault };

export type DynamoDbOptions = {
  /** Folder of the tables; in memory by default. */
  folder?: string;
  /** Delay before each response: ms of real time. */
  latencyMs?: number;
  /** Whether `requests` lists all requests; true by default. */
  isRecording?: boolean;
};

/** Faults are set by operation, such as `PutItem`. */
export type DynamoDb = Stubs<DynamoDbFault> & {
  url: string;
  client: DynamoDBClient;
  requests: DynamoDbRequest[];
  /** The next request of that operation, on arrival. */
  nextRequest(operation: string): Promise<DynamoDbRequest>;
  /** The next request of that operation that has been executed, before its response is sent. */
  nextExecuted(operation: string): Promise<DynamoDbRequest>;
  /** Creates the table unless it exists. */
  createTable(table: CreateTableCommandInput): Promise<void>;
  /** Fails every request from now on, also those under way: the database has reported an error. */
  failAll(): void;
  stop(): Promise<void>;
};

/** An error response of DynamoDB, e.g. `dynamoDbError('ProvisionedThroughputExceededException')`. */
export const dynamoDbError = (type: string, message = type, status = 400): Fault => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }),
});

/** The operations whose result has to survive a power failure. */
const WRITES = new Set(['BatchWriteItem', 'CreateTable', 'DeleteItem', 'PutItem', 'UpdateItem']);

const FAILED = { before: dynamoDbError('InternalServerError', 'InternalServerError', 500) };

export async function startDynamoDb({
  folder,
  latencyMs = 0,
  isRecording,
}: DynamoDbOptions = {}): Promise<DynamoDb> {
  if (folder) mkdirSync(folder, { recursive: true });
  const { server, port, token } = await startDynalite(folder);
  const sync = folder === undefined ? undefined : createFolderSync(folder);
  const agent = new Agent({ keepAlive: true });
  const received = createRequestLog<DynamoDbRequest>(isRecording);
  // Only waited for, never listed.
  const executed = createRequestLog<DynamoDbRequest>(false);
  const underWay = new Set<Promise<unknown>>();
  const { take, clear: _, ...stubs } = createStubs<DynamoDbFault>();

  /** dynalite's response, over a connection of our own: it must not notice that a client has disconnected. */
  const forward = (original: IncomingHttpHeaders, body: Buffer | string) =>
    new Promise<{ status?: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
      const headers = { ...original, [TOKEN_HEADER]: token, 'content-length': Buffer.byteLength(body) };
      send({ agent, host: '127.0.0.1', port, method: 'POST', path: '/', headers }, async (response) => {
        const { connection, 'content-length': _length, ...kept } = response.headers;
        resolve({
          status: response.statusCode,
          headers: kept as Record<string, string>,
          body: await readBody(response),
        });
      })
        .on('error', reject)
        .end(body);
    });

  /** dynalite responds to `CreateTable` shortly before the table accepts writes. */
  async function waitUntilActive(headers: IncomingHttpHeaders, TableName: unknown): Promise<void> {
    const describe = { ...headers, 'x-amz-target': 'DynamoDB_20120810.DescribeTable' };
    for (;;) {
      const { body } = await forward(describe, JSON.stringify({ TableName }));
      if (JSON.parse(body.toString()).Table?.TableStatus !== 'CREATING') return;
      await wait(1);
    }
  }

  async function execute(
    { operation, body: parameters }: DynamoDbRequest,
    headers: IncomingHttpHeaders,
    body: Buffer,
  ) {
    const response = await forward(headers, body);
    if (operation === 'CreateTable' && response.status === 200) {
      await waitUntilActive(headers, parameters.TableName);
    }
    if (WRITES.has(operation) && response.status === 200) await sync?.();
    return response;
  }

  async function executeTracked(...request: Parameters<typeof execute>) {
    const executing = execute(...request);
    underWay.add(executing);
    return executing.finally(() => underWay.delete(executing));
  }

  let isFailed = false;
  const serve = serveSigned(dynamoDbError(...UNKNOWN_CREDENTIALS), async (request, response, body) => {
    const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const parsed = { operation, body: JSON.parse(body.toString() || '{}') };
    received.record(parsed);
    const stub = isFailed ? FAILED : take(operation);
    const result: Fault =
      stub && 'before' in stub ? stub.before : await executeTracked(parsed, request.headers, body);
    if (!stub || 'after' in stub) executed.record(parsed);
    const answer = stub && 'after' in stub ? stub.after : result;
    await injectFault({ ...answer, delayMs: latencyMs + (answer.delayMs ?? 0) }, request, response);
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
    requests: received.all,
    nextRequest: (operation) => received.next((request) => request.operation === operation),
    nextExecuted: (operation) => executed.next((request) => request.operation === operation),
    ...stubs,
    async createTable(table) {
      await client.send(new CreateTableCommand(table)).catch((error: Error) => {
        if (error.name !== 'ResourceInUseException') throw error;
      });
    },
    failAll() {
      isFailed = true;
      agent.destroy();
    },
    async stop() {
      client.destroy();
      await stop();
      // dynalite would go on with them on its closed database, and throw outside of all promises.
      await Promise.allSettled(underWay);
      agent.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const TOKEN_HEADER = 'x-dynalite-token';

/** dynalite checks no signature, and every user of this machine can connect to its port: each request needs the token. */
async function startDynalite(folder: string | undefined) {
  const server = dynalite({ path: folder, createTableMs: 0 });
  const token = createToken();
  const [serve] = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (isToken(request.headers[TOKEN_HEADER], token)) serve?.(request, response);
    else response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return { server, port: (server.address() as AddressInfo).port, token };
}
