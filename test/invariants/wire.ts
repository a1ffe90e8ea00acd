/** Replaces the network between an AWS client and its service by a function call, so that each request can fail in a chosen way. */
import type { Readable } from 'node:stream';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type Config = Pick<
  DynamoDBClientConfig,
  'requestHandler' | 'retryStrategy' | 'region' | 'endpoint' | 'credentials'
>;

export type WireRequest = { headers: Record<string, string>; body: string | Uint8Array };
export type WireResponse = { statusCode: number; headers: Record<string, string>; body: Uint8Array };
type Answer = Omit<WireResponse, 'body'> & { body: Uint8Array | Readable };

/** Errors of requests without an answer. The SDK retries both, and cannot know whether the request took effect. */
export const timedOut = () => Object.assign(new Error('no answer in time'), { name: 'TimeoutError' });
export const connectionReset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

/** An error in the form of AWS's JSON protocols. */
export const awsError = (statusCode: number, type: string, message = type): WireResponse =>
  json(statusCode, { __type: `com.amazonaws#${type}`, message });

export const json = (statusCode: number, document: unknown): WireResponse => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(document)),
});

/** A request's body. The SDK wraps the bytes in an object that warns when it is read as text. */
export const bytesOf = ({ body }: WireRequest): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

/** The operation of a request, such as `PutItem`. */
export const operationOf = ({ headers }: WireRequest): string =>
  (headers['x-amz-target'] ?? '').replace(/^.*\./, '');

/**
 * Settings for a real SDK client whose requests go to `answer`. It signs, parses and classifies errors as usual; it
 * makes as many attempts as the function's own clients do, without waiting between them.
 */
export const wiredTo = (answer: (request: WireRequest) => Promise<Answer>): Config => ({
  region: 'us-east-1',
  endpoint: 'http://wired',
  credentials: { accessKeyId: 'wired', secretAccessKey: 'wired' },
  retryStrategy: threeAttempts,
  requestHandler: {
    handle: async (request: WireRequest) => ({ response: await answer(request) }),
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  } as unknown as Config['requestHandler'],
});

const ATTEMPTS = 3;

type Token = { getRetryCount(): number; getRetryDelay(): number };
const token = (retries: number): Token => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });

const threeAttempts = {
  acquireInitialRetryToken: async () => token(0),
  async refreshRetryTokenForRetry(before: Token, { errorType }: { errorType: string }) {
    const isWorthIt = errorType !== 'CLIENT_ERROR' && before.getRetryCount() + 1 < ATTEMPTS;
    if (!isWorthIt) throw new Error('no further attempt');
    return token(before.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
} as unknown as Config['retryStrategy'];
