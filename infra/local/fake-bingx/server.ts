/**
 * A fake BingX on 127.0.0.1, as strict as the exchange: it checks key, address, timestamp, signature and rate, responds
 * with recorded payloads, and can inject faults. It shares no code with our client.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Fault, injectFault } from '../emulators/faults';
import { listen } from '../emulators/listen';
import { createRequestLog } from '../emulators/request-log';
import { createStubs, type Stubs } from '../emulators/stubs';
import { type CheckOptions, type CheckResult, createChecks } from './checks';
import { ENDPOINTS, type FakeAccount } from './endpoints';
import { ERRORS, type ErrorResponse, errorBody } from './responses';

export { PATHS } from './endpoints';

export type ReceivedRequest = {
  method: string;
  path: string;
  /** The raw text after the `?`. It contains a signature: for tests only. */
  query: string;
  headers: IncomingMessage['headers'];
  /** The fake's clock: epoch ms. */
  at: number;
  /** The client's port: requests with the same one share a connection. */
  fromPort?: number;
  /** The error of the checks, also if a stubbed response replaced it. */
  refusal?: ErrorResponse;
};

export type FakeBingxOptions = CheckOptions & {
  accounts: FakeAccount[];
  /** The exchange's clock: epoch ms. */
  now?: () => number;
  /** The address that requests seem to come from; the socket's by default. */
  seenAddress?: string;
  /** Delay before each response, as of a network's round trip: ms of real time. */
  latencyMs?: number;
  /** Whether `requests` lists all requests; true by default. */
  isRecording?: boolean;
};

export type FakeBingx = Stubs<Fault> & {
  /** `http://127.0.0.1:port` */
  url: string;
  /** Its accounts; may be changed while it runs. */
  accounts: FakeAccount[];
  /** Response bodies by path that replace the account's own for requests that pass every check. */
  variants: Record<string, string | undefined>;
  /** Mistakes of the client that the exchange might accept; tests expect none. */
  violations: string[];
  /** Every request so far, in order of arrival. */
  requests: ReceivedRequest[];
  requestsTo(path: string): ReceivedRequest[];
  /** The next request to `path`, as it comes in and before it is answered. */
  nextRequestTo(path: string): Promise<ReceivedRequest>;
  /** Forgets stubs, variants, violations and recorded requests. */
  reset(): void;
  stop(): Promise<void>;
};

type Answer = { body: string; headers?: Record<string, string>; refusal?: ErrorResponse };

/** Starts the fake on a free port of 127.0.0.1. */
export async function startFakeBingx(options: FakeBingxOptions): Promise<FakeBingx> {
  const now = options.now ?? Date.now;
  const checks = createChecks(options);
  const variants: Record<string, string | undefined> = {};
  const violations: string[] = [];
  const accounts = [...options.accounts];
  const received = createRequestLog<ReceivedRequest>(options.isRecording);
  const { take, clear, ...stubs } = createStubs<Fault>();

  function respond(request: IncomingMessage, path: string, query: string): Answer {
    const at = now();
    const refuse = (refusal: ErrorResponse, headers?: Answer['headers']): Answer => ({
      body: errorBody(refusal, at),
      headers,
      refusal,
    });
    const endpoint = ENDPOINTS[path];
    if (!endpoint) return refuse(ERRORS.noSuchApi);
    if (request.method !== 'GET') return refuse(ERRORS.wrongMethod);

    const apiKey = request.headers['x-bx-apikey']?.toString();
    const address = options.seenAddress ?? request.socket.remoteAddress ?? '';
    const checked = { path, query, apiKey, address, at };
    const account = accounts.find((known) => known.apiKey === apiKey);
    const { refusal, headers, violation }: CheckResult =
      endpoint.access === 'signed'
        ? checks.signed(endpoint, account, checked)
        : checks.public(endpoint, checked);
    if (violation) violations.push(`${path}: ${violation}`);
    if (refusal) return refuse(refusal, headers);

    const ownBody = () =>
      endpoint.access === 'public'
        ? endpoint.body(at)
        : account && endpoint.body(account, at, new URLSearchParams(query));
    // Only where it is sent: a ticker is large.
    return { body: variants[path] ?? ownBody() ?? '', headers };
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    request.resume();
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const answer = respond(request, path, query);
    received.record({
      method: request.method ?? '',
      path,
      query,
      headers: request.headers,
      at: now(),
      fromPort: request.socket.remotePort,
      ...(answer.refusal && { refusal: answer.refusal }),
    });
    const stub = take(path);
    const latency = options.latencyMs ?? 0;
    const delayMs = latency + (stub?.delayMs ?? 0);
    await injectFault({ ...(stub ?? compress(request, answer)), delayMs }, request, response);
  }

  const { url, stop } = await listen(serve);

  return {
    url,
    accounts,
    variants,
    violations,
    requests: received.all,
    requestsTo: (path) => received.all.filter((request) => request.path === path),
    nextRequestTo: (path) => received.next((request) => request.path === path),
    ...stubs,
    reset() {
      clear();
      for (const path of Object.keys(variants)) delete variants[path];
      violations.length = 0;
      received.all.length = 0;
    },
    stop,
  };
}

/** The response as the exchange sends it: HTTP 200 whatever the code, gzipped if the client accepts that. */
function compress(request: IncomingMessage, { body, headers }: Answer): Fault {
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return { headers, body };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
}
