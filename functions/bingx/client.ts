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
export function createExchange(parts: ClientOptions): Exchange {
  const client = createClient(parts);
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
export function createClient(parts: ClientOptions): Client {
  const { clock, log, sleep = realSleep, random = Math.random } = parts;
  const send =
    parts.send ?? createHttpClient({ clock, timeouts: parts.timeouts, httpsAgent: parts.httpsAgent });
  const serverClock = createServerClock(clock);
  const hosts = hostFailover(
    [parts.baseUrl, ...(parts.fallbackBaseUrls ?? fallbackBaseUrls(parts.baseUrl))],
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
    const delivery = await send({
      baseUrl: hosts.current(),
      target: endpoint.path + query,
      headers,
      limitMs,
    });
    const attempt = parseResponse(delivery, endpoint);
    if (attempt.kind === 'refused' && attempt.refusal.isNetworkError) hosts.next();
    return { attempt, delivery };
  }

  function observe(theirTime: number | undefined, delivery: HttpResult): boolean {
    return (
      theirTime !== undefined &&
      delivery.kind === 'answer' &&
      serverClock.observe({ serverTime: theirTime, sentAt: delivery.sentAt, answeredAt: delivery.answeredAt })
    );
  }

  /** Asks for the exchange's time; a refusal where it was not told. */
  async function measureClock(limitMs: number): Promise<ApiError | undefined> {
    if (limitMs < MIN_REQUEST_MS) return undefined;
    const { attempt, delivery } = await ask(SERVER_TIME, '', {}, Math.min(limitMs, MAX_CLOCK_REQUEST_MS));
    if (attempt.kind === 'refused') {
      observe(attempt.refusal.serverTime, delivery);
      const { reason } = attempt.refusal;
      const code = boundedCode(attempt.refusal, createRedaction([]));
      log?.warn("The exchange's clock could not be measured", { reason, code });
      return attempt.refusal;
    }
    if (!observe(attempt.value, delivery)) {
      const serverTime = new Date(attempt.value).toISOString();
      log?.warn("The exchange's time was not believed", { serverTime });
    }
    return undefined;
  }

  async function read<T>(endpoint: Endpoint<T>, request: BalanceRequest): Promise<Reading<T>> {
    const { deadline } = request;
    let credentials = trimCredentials(request.credentials);
    const secrets = new Set<string>();
    let attempts = 0;
    let resynchronised = false;
    const asked = () => ({ attempts, clockSkewMs: serverClock.skewMs() });

    async function sendSigned(limitMs: number): Promise<ApiResult<T>> {
      secrets.add(credentials.apiKey).add(credentials.secretKey);
      if (!isValidHeaderValue(credentials)) return { kind: 'refused', refusal: INVALID_KEY };
      const stamp = { recvWindow: RECV_WINDOW_MS, timestamp: serverClock.now() };
      const { query, signature } = signedQuery(stamp, credentials.secretKey);
      secrets.add(signature);
      attempts++;
      const headers = { 'X-BX-APIKEY': credentials.apiKey };
      const { attempt, delivery } = await ask(endpoint, `?${query}`, headers, limitMs);
      if (attempt.kind === 'answered' || observe(attempt.refusal.serverTime, delivery)) return attempt;
      return { kind: 'refused', refusal: { ...attempt.refusal, serverTime: undefined } };
    }

    async function rotateSecret(limitMs: number): Promise<boolean> {
      const read = await withTimeout(limitMs, request.rotatedCredentials());
      const rotated = read && trimCredentials(read);
      if (!rotated || isSameKey(rotated, credentials)) return false;
      credentials = rotated;
      log?.warn('BingX refused the key; the secret had been rotated meanwhile and was read again', {});
      return true;
    }

    async function resynchronise(refusal: ApiError, limitMs: number): Promise<boolean> {
      resynchronised = true;
      // Most refusals told the time themselves.
      return refusal.serverTime !== undefined || !isHardBan(await measureClock(limitMs));
    }

    const unmeasured = await measuring;
    const attempt: ApiResult<T> = isHardBan(unmeasured)
      ? { kind: 'refused', refusal: unmeasured }
      : await sendWithRetries({
          send: sendSigned,
          refreshCredentials: rotateSecret,
          resyncClock: resynchronise,
          exchangeNow: serverClock.now,
          deadline,
          clock,
          sleep,
          random,
        });

    if (resynchronised && attempt.kind === 'answered') {
      log?.warn('BingX refused a timestamp; cured by its own clock', asked());
    }
    return redactResult(attempt, asked(), secrets);
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
function redactResult<T>(attempt: ApiResult<T>, asked: RequestStats, secrets: Iterable<string>): Reading<T> {
  const clean = createRedaction(secrets);
  if (attempt.kind === 'answered') {
    const { value, raw: body, answeredAt } = attempt;
    const raw = clean.bytes(body);
    if (clean.isIn(JSON.stringify(value))) return { kind: 'failed', ...asked, ...ECHO, raw };
    const theirTime = answeredAt - (asked.clockSkewMs ?? 0);
    return { kind: 'answered', ...asked, value, raw, answeredAt: theirTime };
  }
  const { reason, message, egressIp, retryAt, raw } = attempt.refusal;
  return {
    kind: 'failed',
    ...asked,
    reason,
    code: boundedCode(attempt.refusal, clean),
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

/** People paste newlines. */
const trimCredentials = ({ apiKey, secretKey }: Credentials): Credentials => ({
  apiKey: apiKey.trim(),
  secretKey: secretKey.trim(),
});

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
const isHardBan = (refusal: ApiError | undefined): refusal is ApiError =>
  refusal?.reason === 'banned' && refusal.retry === 'never';

/** What `promise` comes to, or undefined where it fails or takes longer than `limitMs`. */
function withTimeout<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  return Promise.race([promise.catch(() => undefined), limit]).finally(() => clearTimeout(timer));
}

const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
