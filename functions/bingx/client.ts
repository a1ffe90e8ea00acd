/** BingX client: signs and sends requests to any endpoint, and keeps connections and the clock's offset between runs. */
import type { Agent } from 'node:https';
import { SERVER_TIME } from './endpoints';
import { fallbackBaseUrls, hostFailover } from './hosts';
import { createHttpClient, type HttpClient, type HttpResult, type Timeouts } from './http-client';
import { boundedCode } from './redact-reading';
import { createRedaction } from './redaction';
import { type ApiError, type ApiResult, type Endpoint, parseResponse } from './response';
import { MIN_REQUEST_MS } from './retry';
import { createServerClock, type ServerClock } from './server-clock';
import { createSession, type Session, type SessionRequest } from './session';
import type { Exchange } from './types';

/** The clock is not worth a longer wait: most errors carry the exchange's time. */
const MAX_CLOCK_REQUEST_MS = 4_000;

type Log = { warn(message: string, details: Record<string, unknown>): void };

export type ClientOptions = {
  baseUrl: string;
  /** Local epoch ms. */
  clock: () => number;
  /** Hosts to use after a network error; the official ones of the official host where it is absent. */
  fallbackBaseUrls?: readonly string[];
  sleep?: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  random?: () => number;
  log?: Log;
  timeouts?: Partial<Timeouts>;
  /** As of the HTTP client: has the first connection. */
  httpsAgent?: Agent;
  /** Sends requests; over real sockets where it is absent. */
  send?: HttpClient;
};

export type Client = {
  /** As `Exchange.syncClock`. */
  syncClock: Exchange['syncClock'];
  /** The requests of one run, with one set of credentials. */
  openSession(request: SessionRequest): Session;
};

/** What a session needs of its client. */
export type Connection = {
  clock: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  log?: Log;
  serverClock: ServerClock;
  /** Sends one request to the present host. After a network error, `moveHost` selects the next one. */
  send<T>(endpoint: Endpoint<T>, request: EndpointRequest): Promise<Sent<T>>;
  /** Uses the exchange's time in an answer; false where there is none or it is implausible. */
  observe(serverTime: number | undefined, httpResult: HttpResult): boolean;
  /** The error of the measurement that `syncClock` started, or of another one now. */
  clockSync(): Promise<ApiError | undefined>;
  measureClock(limitMs: number): Promise<ApiError | undefined>;
};

type EndpointRequest = {
  query: string;
  headers: Record<string, string>;
  limitMs: number;
  moveHost: boolean;
};

export type Sent<T> = { result: ApiResult<T>; httpResult: HttpResult };

export function createClient(options: ClientOptions): Client {
  const { clock, log, sleep = realSleep, random = Math.random } = options;
  const sendHttp =
    options.send ?? createHttpClient({ clock, timeouts: options.timeouts, httpsAgent: options.httpsAgent });
  const serverClock = createServerClock(clock);
  const hosts = hostFailover(
    [options.baseUrl, ...(options.fallbackBaseUrls ?? fallbackBaseUrls(options.baseUrl))],
    (host) => log?.warn('BingX could not be reached; the next request uses another of its hosts', { host }),
  );
  let clockSync: Promise<ApiError | undefined> = Promise.resolve(undefined);

  async function send<T>(endpoint: Endpoint<T>, request: EndpointRequest): Promise<Sent<T>> {
    const { path, maxBodyBytes } = endpoint;
    const { query, headers, limitMs, moveHost } = request;
    const httpResult = await sendHttp({
      baseUrl: hosts.current(),
      target: path + query,
      headers,
      limitMs,
      ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    });
    const result = parseResponse(httpResult, endpoint);
    if (moveHost && result.kind === 'failed' && result.error.isNetworkError) hosts.next();
    return { result, httpResult };
  }

  const observe: Connection['observe'] = (serverTime, httpResult) =>
    serverTime !== undefined &&
    httpResult.kind === 'answer' &&
    serverClock.observe({ serverTime, sentAt: httpResult.sentAt, answeredAt: httpResult.answeredAt });

  async function measureClock(limitMs: number): Promise<ApiError | undefined> {
    if (limitMs < MIN_REQUEST_MS) return undefined;
    const { result, httpResult } = await send(SERVER_TIME, {
      query: '',
      headers: {},
      limitMs: Math.min(limitMs, MAX_CLOCK_REQUEST_MS),
      moveHost: true,
    });
    if (result.kind === 'failed') {
      observe(result.error.serverTime, httpResult);
      const { reason } = result.error;
      const code = boundedCode(result.error, createRedaction([]));
      log?.warn("The exchange's clock could not be measured", { reason, code });
      return result.error;
    }
    if (!observe(result.value, httpResult)) {
      const serverTime = new Date(result.value).toISOString();
      log?.warn("The exchange's time is implausible and was ignored", { serverTime });
    }
    return undefined;
  }

  const connection: Connection = {
    clock,
    sleep,
    random,
    log,
    serverClock,
    send,
    observe,
    clockSync: () => clockSync,
    measureClock,
  };
  return {
    async syncClock(deadline, isUsable = () => true) {
      hosts.reset();
      const kept = serverClock.skewMs();
      if (kept !== undefined && !isUsable(kept)) serverClock.forget();
      clockSync = serverClock.isStale() ? measureClock(deadline - clock()) : Promise.resolve(undefined);
      await clockSync;
      return serverClock.skewMs();
    },
    openSession: (request) => createSession(connection, request),
  };
}

const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
