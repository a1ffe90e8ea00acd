/** One GET over HTTP or HTTPS: kept-alive connections, a time limit for each phase, a capped body; no retries, no redirects. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import { constants, gunzipSync } from 'node:zlib';

export type Timeouts = { connectMs: number; headersMs: number; bodyMs: number };

export type HttpRequest = {
  baseUrl: string;
  /** Path and query, sent as they are. */
  target: string;
  headers: Record<string, string>;
  /** The longest time from connecting to the end of the answer. */
  limitMs: number;
  /** The largest body, unpacked; the client's default where it is absent. */
  maxBodyBytes?: number;
};

export type HttpResult =
  | {
      kind: 'answer';
      status: number;
      headers: IncomingMessage['headers'];
      body: Buffer;
      /** Local epoch ms when the connection was open and the request was sent. */
      sentAt: number;
      /** Local epoch ms when the answer's headers arrived. */
      answeredAt: number;
    }
  /** No answer. */
  | { kind: 'network-error'; detail: string }
  /** An answer began, but it is incomplete or unreadable. */
  | { kind: 'truncated' | 'bad-encoding' | 'too-large'; status: number; detail: string; body?: Buffer };

export type HttpClient = (outgoing: HttpRequest) => Promise<HttpResult>;

const TIMEOUTS: Timeouts = { connectMs: 3_000, headersMs: 5_000, bodyMs: 5_000 };

/** Far above any wallet: 1,500 assets are about 120 KB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** CloudFront closes an idle connection after a minute, and a frozen Lambda does not notice. */
const MAX_IDLE_MS = 20_000;

type HttpClientOptions = {
  clock: () => number;
  timeouts?: Partial<Timeouts>;
  maxBodyBytes?: number;
  /** Has the first connection; a new agent is used where it is absent, and after an idle time. */
  httpsAgent?: HttpsAgent;
};

/** Creates the HTTP client. Every fault is a value; no error contains an address or a header. */
export function createHttpClient({
  clock,
  maxBodyBytes: defaultMaxBodyBytes = MAX_BODY_BYTES,
  ...options
}: HttpClientOptions): HttpClient {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const connections = createConnectionPool(clock, options.httpsAgent);

  return (outgoing) =>
    new Promise((resolve) => {
      const { maxBodyBytes = defaultMaxBodyBytes } = outgoing;
      const url = new URL(outgoing.baseUrl);
      const secure = url.protocol === 'https:';
      const request = (secure ? httpsRequest : httpRequest)({
        method: 'GET',
        hostname: url.hostname.replace(/[[\]]/g, ''),
        port: url.port || undefined,
        path: url.pathname.replace(/\/$/, '') + outgoing.target,
        headers: { Accept: 'application/json', 'Accept-Encoding': 'gzip', ...outgoing.headers },
        agent: secure ? connections().https : connections().http,
      });
      const totalTimer = setTimeout(() => fail('TIMEOUT'), outgoing.limitMs);
      let phaseTimer = setTimeout(() => fail('CONNECT_TIMEOUT'), timeouts.connectMs);
      let sentAt = clock();
      let response: IncomingMessage | undefined;
      request.on('socket', (socket) => {
        const connected = () => {
          sentAt = clock();
          nextPhase('HEADERS_TIMEOUT', timeouts.headersMs);
        };
        // A connection that was opened in advance emits no further event.
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
          if (size > maxBodyBytes)
            finish({ kind: 'too-large', status, detail: `more than ${maxBodyBytes} bytes` });
        });
        incoming.on('end', () => {
          const packed = Buffer.concat(chunks);
          const body = decodeBody(packed, incoming.headers['content-encoding'], maxBodyBytes);
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
      /** The first call decides; errors of the destroyed connection are ignored. */
      function finish(httpResult: HttpResult) {
        clearTimeout(totalTimer);
        clearTimeout(phaseTimer);
        if (httpResult.kind !== 'answer') request.destroy();
        resolve(httpResult);
      }
    });
}

const KEEP_ALIVE = { keepAlive: true };

/** Agents whose connections are reused as long as their last use is recent. */
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

/**
 * The body without its content encoding, unpacked to at most `maxBytes`. In one call and into one buffer: for a ticker, Node's
 * asynchronous gunzip in pieces of 16 KB took four times the CPU time.
 */
function decodeBody(
  packed: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Buffer | { fault: 'bad-encoding' | 'too-large'; detail: string } {
  const named = (encoding ?? 'identity').toLowerCase();
  if (named === 'identity' || named === '') return packed;
  if (named !== 'gzip' && named !== 'x-gzip') {
    return { fault: 'bad-encoding', detail: 'an encoding that was not requested' };
  }
  try {
    return gunzipSync(packed, { maxOutputLength: maxBytes, chunkSize: unpackedSize(packed, maxBytes) });
  } catch (error) {
    const code = errorCode(error as NodeJS.ErrnoException);
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? { fault: 'too-large', detail: `more than ${maxBytes} bytes unpacked` }
      : { fault: 'bad-encoding', detail: code };
  }
}

/** As the last four bytes of gzip data state it, which an exchange may forge: of use only as the size of a buffer. */
function unpackedSize(packed: Buffer, maxBytes: number): number {
  const stated = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  // One byte more shows zlib that it has reached the end.
  return Math.min(Math.max(stated + 1, constants.Z_MIN_CHUNK), maxBytes);
}

/** Only the error's code: Node's messages contain addresses. */
function errorCode({ code, name }: NodeJS.ErrnoException): string {
  return code ?? name;
}
