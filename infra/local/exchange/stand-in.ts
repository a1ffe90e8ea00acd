/**
 * A stand-in for BingX on 127.0.0.1, as strict as the exchange: it checks key, address, timestamp, signature and rate,
 * answers with the exchange's recorded payloads, and misbehaves when told to. It shares no code with our client.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { recordArrivals } from '../engines/arrivals';
import { listen } from '../engines/listen';
import { type Misbehaviour, misbehave } from '../engines/misbehaviour';
import { type Script, scripted } from '../engines/script';
import {
  balanceBody,
  mayRead,
  type Permissions,
  permissionsBody,
  READ_ONLY,
  REFUSALS,
  type Refusal,
  refusalBody,
  serverTimeBody,
  type WireBalance,
  whitelistRefusal,
} from './answers';
import { type RateLimit, rateLimiter } from './rate-limit';
import { signatureFault } from './signature-check';

export const PATHS = {
  spotBalance: '/openApi/spot/v1/account/balance',
  serverTime: '/openApi/swap/v2/server/time',
  spotServerTime: '/openApi/spot/v1/server/time',
  apiPermissions: '/openApi/v1/account/apiPermissions',
} as const;

/** By UID. */
const RATE_LIMITS: Record<string, RateLimit> = {
  [PATHS.spotBalance]: { requests: 5, perMs: 1000 },
  [PATHS.apiPermissions]: { requests: 2, perMs: 1000 },
};

type StandInAccount = {
  apiKey: string;
  secretKey: string;
  /** What the spot wallet holds; a function gets the exchange's clock in epoch ms. */
  balances: readonly WireBalance[] | ((now: number) => readonly WireBalance[]);
  /** Addresses that may use the key; any where it is absent. */
  whitelist?: readonly string[];
  /** Read only where it is absent. */
  permissions?: Permissions;
};

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
  refusal?: Refusal;
};

export type StandInOptions = {
  accounts: StandInAccount[];
  /** The exchange's clock: epoch ms. */
  now?: () => number;
  /** The address that requests seem to come from; the socket's own where it is absent. */
  seenAddress?: string;
  /** In place of each path's own limit. */
  rateLimit?: RateLimit;
  /** Added before each answer, as a network's round trip would be: ms of real time. */
  latencyMs?: number;
};

export type StandIn = Script<Misbehaviour> & {
  /** `http://127.0.0.1:port` */
  url: string;
  /** The accounts it knows; may be changed while it runs. */
  accounts: StandInAccount[];
  /** Every request so far, in order of arrival. */
  requests: ReceivedRequest[];
  requestsTo(path: string): ReceivedRequest[];
  /** The next request to `path`, as it comes in and before it is answered. */
  nextRequestTo(path: string): Promise<ReceivedRequest>;
  /** Forgets scripts and recorded requests. */
  reset(): void;
  stop(): Promise<void>;
};

type Answer = { body: string; headers?: Record<string, string>; refusal?: Refusal };

/** Starts the stand-in on a free port of 127.0.0.1. */
export async function startExchange(options: StandInOptions): Promise<StandIn> {
  const now = options.now ?? Date.now;
  const limits = Object.entries(RATE_LIMITS).map(
    ([path, limit]) => [path, rateLimiter(options.rateLimit ?? limit)] as const,
  );
  const takeFromLimit = new Map(limits);
  const accounts = [...options.accounts];
  const arrivals = recordArrivals<ReceivedRequest>();
  const { take, forget, ...orders } = scripted<Misbehaviour>();

  function signed(
    request: IncomingMessage,
    path: string,
    query: string,
    answer: (account: StandInAccount, at: number) => string,
  ): Answer {
    const at = now();
    const refuse = (refusal: Refusal, headers?: Answer['headers']): Answer => ({
      body: refusalBody(refusal, at),
      headers,
      refusal,
    });
    const account = accounts.find(({ apiKey }) => apiKey === request.headers['x-bx-apikey']);
    if (!account) return refuse(REFUSALS.apiKeyIncorrect);
    const address = options.seenAddress ?? request.socket.remoteAddress ?? '';
    if (account.whitelist && !account.whitelist.includes(address)) return refuse(whitelistRefusal(address));
    const fault = signatureFault(query, account.secretKey, at);
    if (fault) return refuse(fault);
    const allowance = takeFromLimit.get(path)?.(account.apiKey, at);
    const headers = allowance?.headers;
    if (allowance?.allowed === false) return refuse(REFUSALS.rateLimited, headers);
    if (!mayRead(account.permissions ?? READ_ONLY)) return refuse(REFUSALS.permissionDenied, headers);
    return { body: answer(account, at), headers };
  }

  const routes: Record<string, (request: IncomingMessage, path: string, query: string) => Answer> = {
    [PATHS.serverTime]: () => ({ body: serverTimeBody(now()) }),
    [PATHS.spotServerTime]: () => ({ body: serverTimeBody(now()) }),
    [PATHS.spotBalance]: (request, path, query) =>
      signed(request, path, query, ({ balances }, at) =>
        balanceBody(typeof balances === 'function' ? balances(at) : balances),
      ),
    [PATHS.apiPermissions]: (request, path, query) =>
      signed(request, path, query, ({ apiKey, permissions }) =>
        permissionsBody(apiKey, permissions ?? READ_ONLY),
      ),
  };

  function behave(request: IncomingMessage, path: string, query: string): Answer {
    const route = request.method === 'GET' ? routes[path] : undefined;
    if (route) return route(request, path, query);
    return { body: refusalBody(REFUSALS.noSuchApi, now()), refusal: REFUSALS.noSuchApi };
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
    await misbehave({ ...(told ?? inOrder(request, answer)), delayMs }, request, response);
  }

  const { url, stop } = await listen(serve);

  return {
    url,
    accounts,
    requests: arrivals.all,
    requestsTo: (path) => arrivals.all.filter((request) => request.path === path),
    nextRequestTo: (path) => arrivals.next((request) => request.path === path),
    ...orders,
    reset() {
      forget();
      arrivals.all.length = 0;
    },
    stop,
  };
}

/** An answer as the exchange sends it: HTTP 200 whatever the code, gzipped for those who accept that. */
function inOrder(request: IncomingMessage, { body, headers }: Answer): Misbehaviour {
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return { headers, body };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
}
