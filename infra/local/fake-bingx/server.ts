/**
 * A stand-in for BingX on 127.0.0.1, as strict as the exchange: it checks key, address, timestamp, signature and rate,
 * answers with the exchange's recorded payloads, and misbehaves when told to. It shares no code with our client.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type Fault, injectFault } from '../emulators/faults';
import { listen } from '../emulators/listen';
import { createRequestLog } from '../emulators/request-log';
import { createStubs, type Stubs } from '../emulators/stubs';
import { type CheckOptions, createChecks, type Verdict } from './checks';
import { ENDPOINTS, type FakeAccount } from './endpoints';
import { ERRORS, type ErrorResponse, errorBody } from './responses';

export { PATHS } from './endpoints';

export type ReceivedRequest = {
  method: string;
  path: string;
  /** The text behind the `?`, as it came. It carries a signature: for a test's eyes only. */
  query: string;
  headers: IncomingMessage['headers'];
  /** The stand-in's clock: epoch ms. */
  at: number;
  /** The client's port: requests that have it in common came over one connection. */
  fromPort?: number;
  /** What the strict checks said, also where a scripted answer was given in their place. */
  refusal?: ErrorResponse;
};

export type FakeBingxOptions = CheckOptions & {
  accounts: FakeAccount[];
  /** The exchange's clock: epoch ms. */
  now?: () => number;
  /** The address that requests seem to come from; the socket's own where it is absent. */
  seenAddress?: string;
  /** Added before each answer, as a network's round trip would be: ms of real time. */
  latencyMs?: number;
};

export type FakeBingx = Stubs<Fault> & {
  /** `http://127.0.0.1:port` */
  url: string;
  /** The accounts it knows; may be changed while it runs. */
  accounts: FakeAccount[];
  /** Whole answers by path, given in place of the account's own to requests that pass every check. */
  variants: Record<string, string | undefined>;
  /** What was sent that no client of the project may send; empty in every test that has no such client. */
  violations: string[];
  /** Every request so far, in order of arrival. */
  requests: ReceivedRequest[];
  requestsTo(path: string): ReceivedRequest[];
  /** The next request to `path`, as it comes in and before it is answered. */
  nextRequestTo(path: string): Promise<ReceivedRequest>;
  /** Forgets scripts, variants, violations and recorded requests. */
  reset(): void;
  stop(): Promise<void>;
};

type Answer = { body: string; headers?: Record<string, string>; refusal?: ErrorResponse };

/** Starts the stand-in on a free port of 127.0.0.1. */
export async function startFakeBingx(options: FakeBingxOptions): Promise<FakeBingx> {
  const now = options.now ?? Date.now;
  const checks = createChecks(options);
  const variants: Record<string, string | undefined> = {};
  const violations: string[] = [];
  const accounts = [...options.accounts];
  const arrivals = createRequestLog<ReceivedRequest>();
  const { take, forget, ...orders } = createStubs<Fault>();

  function behave(request: IncomingMessage, path: string, query: string): Answer {
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
    const arrival = { path, query, apiKey, address, at };
    const account = accounts.find((known) => known.apiKey === apiKey);
    const { refusal, headers, violation }: Verdict =
      endpoint.access === 'signed'
        ? checks.signed(endpoint, account, arrival)
        : checks.public(endpoint, arrival);
    if (violation) violations.push(`${path}: ${violation}`);
    if (refusal) return refuse(refusal, headers);

    const body =
      endpoint.access === 'public'
        ? endpoint.body(at)
        : account && endpoint.body(account, at, new URLSearchParams(query));
    return { body: variants[path] ?? body ?? '', headers };
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    request.resume();
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const answer = behave(request, path, query);
    arrivals.record({
      method: request.method ?? '',
      path,
      query,
      headers: request.headers,
      at: now(),
      fromPort: request.socket.remotePort,
      ...(answer.refusal && { refusal: answer.refusal }),
    });
    const told = take(path);
    const latency = options.latencyMs ?? 0;
    const delayMs = latency + (told?.delayMs ?? 0);
    await injectFault({ ...(told ?? inOrder(request, answer)), delayMs }, request, response);
  }

  const { url, stop } = await listen(serve);

  return {
    url,
    accounts,
    variants,
    violations,
    requests: arrivals.all,
    requestsTo: (path) => arrivals.all.filter((request) => request.path === path),
    nextRequestTo: (path) => arrivals.next((request) => request.path === path),
    ...orders,
    reset() {
      forget();
      for (const path of Object.keys(variants)) delete variants[path];
      violations.length = 0;
      arrivals.all.length = 0;
    },
    stop,
  };
}

/** An answer as the exchange sends it: HTTP 200 whatever the code, gzipped for those who accept that. */
function inOrder(request: IncomingMessage, { body, headers }: Answer): Fault {
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return { headers, body };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
}
