/** One GET over HTTP or HTTPS: kept-alive connections, a time limit for each phase, a capped body; no retries, no redirects. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { gunzip } from 'node:zlib';

export type Timeouts = { connectMs: number; headersMs: number; bodyMs: number };

export type HttpRequest = {
  baseUrl: string;
  /** Path and query, sent as they are. */
  target: string;
  headers: Record<string, string>;
  /** The most that the whole exchange of question and answer may take. */
  limitMs: number;
};

export type HttpResult =
  | {
      kind: 'answer';
      status: number;
      headers: IncomingMessage['headers'];
      body: Buffer;
      /** Local epoch ms when the connection stood and the question went out. */
      sentAt: number;
      /** Local epoch ms when the answer's headers came. */
      answeredAt: number;
    }
  /** Nothing came back. */
  | { kind: 'network-error'; detail: string }
  /** An answer began, but it did not come whole and readable. */
  | { kind: 'truncated' | 'bad-encoding' | 'too-large'; status: number; detail: string; body?: Buffer };

export type HttpClient = (outgoing: HttpRequest) => Promise<HttpResult>;

const TIMEOUTS: Timeouts = { connectMs: 3_000, headersMs: 5_000, bodyMs: 5_000 };

/** Far above any wallet (1,500 assets are about 120 KB), far below what would hurt a small function. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** CloudFront closes an idle connection after a minute; a frozen Lambda would not notice and speak into the void. */
const MAX_IDLE_MS = 20_000;

type HttpClientOptions = {
  clock: () => number;
  timeouts?: Partial<Timeouts>;
  maxBodyBytes?: number;
  /** Where the first connection comes from; a pool of our own where it is absent, and after an idle time. */
  httpsAgent?: HttpsAgent;
};

/** Makes the one way by which requests leave. Every fault is a value; no error carries an address or a header. */
export function createHttpClient({
  clock,
  maxBodyBytes: largestBody = MAX_BODY_BYTES,
  ...options
}: HttpClientOptions): HttpClient {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const connections = createConnectionPool(clock, options.httpsAgent);

  return (outgoing) =>
    new Promise((resolve) => {
      const url = new URL(outgoing.baseUrl);
      const secure = url.protocol === 'https:';
      const totalTimer = setTimeout(() => fail('TIMEOUT'), outgoing.limitMs);
      let phaseTimer = setTimeout(() => fail('CONNECT_TIMEOUT'), timeouts.connectMs);
      let sentAt = clock();
      let response: IncomingMessage | undefined;

      const request = (secure ? httpsRequest : httpRequest)({
        method: 'GET',
        hostname: url.hostname.replace(/[[\]]/g, ''),
        port: url.port || undefined,
        path: url.pathname.replace(/\/$/, '') + outgoing.target,
        headers: { Accept: 'application/json', 'Accept-Encoding': 'gzip', ...outgoing.headers },
        agent: secure ? connections().https : connections().http,
      });
      request.on('socket', (socket) => {
        const connected = () => {
          sentAt = clock();
          nextPhase('HEADERS_TIMEOUT', timeouts.headersMs);
        };
        // One that was connected ahead tells no more of it.
        if (request.reusedSocket || (socket instanceof TLSSocket && socket.authorized)) connected();
        else socket.once(secure ? 'secureConnect' : 'connect', connected);
      });
      request.on('response', (incoming) => {
        response = incoming;
        nextPhase('BODY_TIMEOUT', timeouts.bodyMs);
        const answeredAt = clock();
        const status = incoming.statusCode ?? 0;
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > largestBody)
            finish({ kind: 'too-large', status, detail: `more than ${largestBody} bytes` });
        });
        incoming.on('end', async () => {
          const packed = Buffer.concat(chunks);
          const body = await decodeBody(packed, incoming.headers['content-encoding'], largestBody);
          if (Buffer.isBuffer(body)) {
            finish({ kind: 'answer', status, headers: incoming.headers, body, sentAt, answeredAt });
          } else {
            finish({ kind: body.fault, status, detail: body.detail, body: packed });
          }
        });
      });
      request.on('error', (error) => fail(errorCode(error)));
      request.on('close', () => {
        if (!response?.complete) fail('CLOSED');
      });
      request.end();

      function nextPhase(name: string, limitMs: number) {
        clearTimeout(phaseTimer);
        phaseTimer = setTimeout(() => fail(name), limitMs);
      }
      function fail(detail: string) {
        if (response) finish({ kind: 'truncated', status: response.statusCode ?? 0, detail });
        else finish({ kind: 'network-error', detail });
      }
      /** The first to call it decides; what the destroyed connection reports afterwards is of no interest. */
      function finish(httpResult: HttpResult) {
        clearTimeout(totalTimer);
        clearTimeout(phaseTimer);
        if (httpResult.kind !== 'answer') request.destroy();
        resolve(httpResult);
      }
    });
}

const KEEP_ALIVE = { keepAlive: true };

/** Connections to use again, as long as the last use is so recent that they can still stand. */
function createConnectionPool(clock: () => number, httpsAgent?: HttpsAgent) {
  const fresh = () => ({
    http: new HttpAgent(KEEP_ALIVE),
    https: new HttpsAgent(KEEP_ALIVE),
  });
  let agents = httpsAgent ? { ...fresh(), https: httpsAgent } : fresh();
  let lastUse = clock();
  return () => {
    const now = clock();
    if (Math.abs(now - lastUse) > MAX_IDLE_MS) {
      agents.http.destroy();
      agents.https.destroy();
      agents = fresh();
    }
    lastUse = now;
    return agents;
  };
}

/** The body without its content encoding, which is unpacked no further than `largest` bytes. */
function decodeBody(
  packed: Buffer,
  encoding: string | undefined,
  largest: number,
): Promise<Buffer | { fault: 'bad-encoding' | 'too-large'; detail: string }> {
  const named = (encoding ?? 'identity').toLowerCase();
  if (named === 'identity' || named === '') return Promise.resolve(packed);
  if (named !== 'gzip' && named !== 'x-gzip') {
    return Promise.resolve({ fault: 'bad-encoding', detail: 'an encoding that was not asked for' });
  }
  return new Promise((resolve) => {
    gunzip(packed, { maxOutputLength: largest }, (error, body) => {
      if (!error) resolve(body);
      else if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') {
        resolve({ fault: 'too-large', detail: `more than ${largest} bytes unpacked` });
      } else resolve({ fault: 'bad-encoding', detail: errorCode(error) });
    });
  });
}

/** Only the error's code: messages of Node's carry addresses. */
function errorCode({ code, name }: NodeJS.ErrnoException): string {
  return code ?? name;
}
