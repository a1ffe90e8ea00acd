/** The exchange as the product sees it: every question stamped with its clock, signed, sent, understood, and asked again by one loop. */
import type { Agent } from 'node:https';
import { fallbackBaseUrls, hostFailover } from './hosts';
import { createHttpClient, type HttpClient, type HttpResult, type Timeouts } from './http-client';
import { MAX_LENGTH } from './limits';
import { createRedaction, type Redaction } from './redaction';
import {
  type ApiError,
  type ApiResult,
  type Endpoint,
  parseResponse,
  SERVER_TIME,
  SPOT_BALANCES,
} from './response';
import { MIN_REQUEST_MS, sendWithRetries } from './retry';
import { createServerClock } from './server-clock';
import { signedQuery } from './signature';
import type { BalanceReading, BalanceRequest, Credentials, Exchange } from './types';

/** The documented maximum, and the default: ms for which a request stays valid. */
const RECV_WINDOW_MS = 5_000;

/** The clock is not worth more waiting than this: every refusal tells the exchange's time for free. */
const MAX_CLOCK_REQUEST_MS = 4_000;

type Log = { warn(message: string, details: Record<string, unknown>): void };

export type ClientOptions = {
  baseUrl: string;
  /** Local epoch ms. */
  clock: () => number;
  /** Hosts to turn to after a network failure; the official ones of the official host where it is absent. */
  fallbackBaseUrls?: readonly string[];
  sleep?: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  random?: () => number;
  log?: Log;
  timeouts?: Partial<Timeouts>;
  /** As of the transport: where the first connection comes from. */
  httpsAgent?: Agent;
  /** How requests leave; over real sockets where it is absent. */
  send?: HttpClient;
};

/** What an endpoint was found to say, or why not; nothing secret is in it. */
export type Reading<T> =
  | (Omit<Extract<BalanceReading, { kind: 'answered' }>, 'balances'> & { value: T })
  | Extract<BalanceReading, { kind: 'failed' }>;

type RequestStats = Pick<BalanceReading, 'attempts' | 'clockSkewMs'>;

export type Client = {
  /** As `Exchange.syncClock`. */
  syncClock(deadline: number): Promise<number | undefined>;
  /** Reads one signed endpoint. Every failure is a value. */
  read<T>(endpoint: Endpoint<T>, request: BalanceRequest): Promise<Reading<T>>;
};

/** The exchange of the contract: what a snapshot asks. */
export function createExchange(options: ClientOptions): Exchange {
  const client = createClient(options);
  return {
    syncClock: client.syncClock,
    async readSpotBalances(request) {
      const reading = await client.read(SPOT_BALANCES, request);
      if (reading.kind === 'failed') return reading;
      const { value: balances, ...asked } = reading;
      return { ...asked, balances };
    },
  };
}

/** A client for any signed endpoint. It keeps connections and the offset to the exchange's clock while it lives. */
export function createClient(options: ClientOptions): Client {
  const { clock, log, sleep = realSleep, random = Math.random } = options;
  const send =
    options.send ?? createHttpClient({ clock, timeouts: options.timeouts, httpsAgent: options.httpsAgent });
  const serverClock = createServerClock(clock);
  const hosts = hostFailover(
    [options.baseUrl, ...(options.fallbackBaseUrls ?? fallbackBaseUrls(options.baseUrl))],
    (host) =>
      log?.warn('BingX could not be reached; the next request goes to another of its hosts', { host }),
  );
  let measuring: Promise<ApiError | undefined> = Promise.resolve(undefined);

  /** Asks one host, takes the time out of whatever it answers, and leaves a host that cannot be reached. */
  async function ask<T>(
    endpoint: Endpoint<T>,
    query: string,
    headers: Record<string, string>,
    limitMs: number,
  ) {
    const httpResult = await send({
      baseUrl: hosts.current(),
      target: endpoint.path + query,
      headers,
      limitMs,
    });
    const result = parseResponse(httpResult, endpoint);
    if (result.kind === 'failed' && result.error.isNetworkError) hosts.next();
    return { result, httpResult };
  }

  function observe(serverTime: number | undefined, httpResult: HttpResult): boolean {
    return (
      serverTime !== undefined &&
      httpResult.kind === 'answer' &&
      serverClock.observe({ serverTime, sentAt: httpResult.sentAt, answeredAt: httpResult.answeredAt })
    );
  }

  /** Asks for the exchange's time; a refusal where it was not told. */
  async function measureClock(limitMs: number): Promise<ApiError | undefined> {
    if (limitMs < MIN_REQUEST_MS) return undefined;
    const { result, httpResult } = await ask(SERVER_TIME, '', {}, Math.min(limitMs, MAX_CLOCK_REQUEST_MS));
    if (result.kind === 'failed') {
      observe(result.error.serverTime, httpResult);
      const { reason } = result.error;
      const code = boundedCode(result.error, createRedaction([]));
      log?.warn("The exchange's clock could not be measured", { reason, code });
      return result.error;
    }
    if (!observe(result.value, httpResult)) {
      const serverTime = new Date(result.value).toISOString();
      log?.warn("The exchange's time was not believed", { serverTime });
    }
    return undefined;
  }

  async function read<T>(endpoint: Endpoint<T>, request: BalanceRequest): Promise<Reading<T>> {
    const { deadline } = request;
    let { credentials } = request;
    const secrets = new Set<string>();
    let attempts = 0;
    let isClockResynced = false;
    const asked = () => ({ attempts, clockSkewMs: serverClock.skewMs() });

    async function sendSigned(limitMs: number): Promise<ApiResult<T>> {
      secrets.add(credentials.apiKey).add(credentials.secretKey);
      if (!isValidHeaderValue(credentials)) return { kind: 'failed', error: INVALID_KEY };
      const stamp = { recvWindow: RECV_WINDOW_MS, timestamp: serverClock.now() };
      const { query, signature } = signedQuery(stamp, credentials.secretKey);
      secrets.add(signature);
      attempts++;
      const headers = { 'X-BX-APIKEY': credentials.apiKey };
      const { result, httpResult } = await ask(endpoint, `?${query}`, headers, limitMs);
      if (result.kind === 'answered' || observe(result.error.serverTime, httpResult)) return result;
      return { kind: 'failed', error: { ...result.error, serverTime: undefined } };
    }

    async function refreshCredentials(limitMs: number): Promise<boolean> {
      const rotated = await withTimeout(limitMs, request.getCredentials({ forceRefresh: true }));
      if (!rotated || 'reason' in rotated || isSameKey(rotated, credentials)) return false;
      credentials = rotated;
      log?.warn('BingX refused the key; the secret had been rotated meanwhile and was read again', {});
      return true;
    }

    async function resyncClock(error: ApiError, limitMs: number): Promise<boolean> {
      isClockResynced = true;
      // Most refusals told the time themselves.
      return error.serverTime !== undefined || !isHardBan(await measureClock(limitMs));
    }

    const clockError = await measuring;
    const result: ApiResult<T> = isHardBan(clockError)
      ? { kind: 'failed', error: clockError }
      : await sendWithRetries({
          send: sendSigned,
          refreshCredentials,
          resyncClock,
          exchangeNow: serverClock.now,
          deadline,
          clock,
          sleep,
          random,
        });

    if (isClockResynced && result.kind === 'answered') {
      log?.warn('BingX refused a timestamp; cured by its own clock', asked());
    }
    return redactResult(result, asked(), secrets);
  }

  return {
    async syncClock(deadline) {
      hosts.reset();
      measuring = serverClock.isStale() ? measureClock(deadline - clock()) : Promise.resolve(undefined);
      await measuring;
      return serverClock.skewMs();
    },
    read,
  };
}

/** What may leave the client: no key, secret or signature in any text or byte of it, and no text beyond its limit. */
function redactResult<T>(result: ApiResult<T>, asked: RequestStats, secrets: Iterable<string>): Reading<T> {
  const clean = createRedaction(secrets);
  if (result.kind === 'answered') {
    const { value, raw: body, answeredAt } = result;
    const raw = clean.bytes(body);
    if (clean.isIn(JSON.stringify(value))) return { kind: 'failed', ...asked, ...ECHO, raw };
    const serverTime = answeredAt - (asked.clockSkewMs ?? 0);
    return { kind: 'answered', ...asked, value, raw, answeredAt: serverTime };
  }
  const { reason, message, egressIp, retryAt, raw } = result.error;
  return {
    kind: 'failed',
    ...asked,
    reason,
    code: boundedCode(result.error, clean),
    message: clean.line(message),
    egressIp,
    retryAt,
    raw: raw && clean.bytes(raw),
  };
}

const boundedCode = ({ code }: ApiError, clean: Redaction) => code && clean.line(code, MAX_LENGTH.code);

/** An asset or a permission that is named like a key: no such name may be kept, and without it the answer is not whole. */
const ECHO = {
  reason: 'invalid-response',
  message: "BingX's answer repeats a part of the key or of the signature where a name or an amount belongs",
} as const;

const isSameKey = (a: Credentials, b: Credentials) => a.apiKey === b.apiKey && a.secretKey === b.secretKey;

/** A key goes into a header; what cannot be in one is no key, and Node would name it in an exception. */
const isValidHeaderValue = ({ apiKey, secretKey }: Credentials) =>
  /^[\x21-\x7e]+$/.test(apiKey) && secretKey !== '';

const INVALID_KEY: ApiError = {
  reason: 'credentials-rejected',
  retry: 'with-rotated-secret',
  message:
    'The secret holds no usable key: apiKey or secretKey is empty, or apiKey has characters that no key has',
};

/** A limit or firewall in front of the whole exchange: one more request would only prolong it. */
const isHardBan = (error: ApiError | undefined): error is ApiError =>
  error?.reason === 'banned' && error.retry === 'never';

/** What `promise` comes to, or undefined where it fails or takes longer than `limitMs`. */
function withTimeout<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  return Promise.race([promise.catch(() => undefined), limit]).finally(() => clearTimeout(timer));
}

const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
