/** The requests of one run: one set of credentials, shared by the required endpoint and the optional ones beside it. */
import type { Connection, Sent } from './client';
import { redactResult, unredactedAnswer } from './redact-reading';
import type { ApiError, ApiResult, Endpoint } from './response';
import { REQUEST_BUDGET, sendWithRetries } from './retry';
import { signedQuery } from './signature';
import type { Credentials, GetCredentials, Reading } from './types';

/** The documented maximum, and the default: ms for which a request stays valid. */
const RECV_WINDOW_MS = 5_000;

/** Requests to an optional endpoint in one run. */
export const OPTIONAL_REQUEST_BUDGET = 2;

export type SessionRequest = {
  credentials: Credentials;
  getCredentials: GetCredentials;
  /** Local epoch ms at which every reading has ended. */
  deadline: number;
};

type OptionalLimits = {
  /** Settles when the required reading has ended: only that one refreshes credentials and measures the clock. */
  required: Promise<unknown>;
  /** Local epoch ms; may come nearer. */
  deadline: () => number;
  maxRequests: number;
};

export type Session = {
  /** Reads an endpoint with all retry strategies. Every failure is a value. */
  read<T>(endpoint: Endpoint<T>): Promise<Reading<T>>;
  /** Reads an endpoint without changing hosts, clock or credentials for others. */
  readOptional<T>(endpoint: Endpoint<T>, limits: OptionalLimits): Promise<OptionalResult<T>>;
  /** From now on no optional request is sent. */
  stopOptional(): void;
};

/** `isRetired`, `isTimeout`: why an optional endpoint failed, beyond its reading. */
export type OptionalResult<T> = { reading: Reading<T>; isRetired?: boolean; isTimeout?: boolean };

export function createSession(connection: Connection, request: SessionRequest): Session {
  const { clock, sleep, random, log, serverClock } = connection;
  let { credentials } = request;
  let isOptionalStopped = false;
  const secrets = new Set<string>();

  async function sendSigned<T>(endpoint: Endpoint<T>, limitMs: number, moveHost: boolean): Promise<Sent<T>> {
    const { apiKey, secretKey } = credentials;
    secrets.add(apiKey).add(secretKey);
    if (!isValidHeaderValue(credentials)) return { result: INVALID_KEY, httpResult: NOT_SENT };
    const parameters = { recvWindow: RECV_WINDOW_MS, timestamp: serverClock.now() };
    const { query, signature } = signedQuery(parameters, secretKey);
    secrets.add(signature);
    const headers = { 'X-BX-APIKEY': apiKey };
    const sent = await connection.send(endpoint, { query: `?${query}`, headers, limitMs, moveHost });
    if (sent.result.kind === 'failed' && isBan(sent.result.error)) isOptionalStopped = true;
    return sent;
  }

  function sendPublic<T>(endpoint: Endpoint<T>, limitMs: number): Promise<Sent<T>> {
    const query = endpoint.parameters.map((name) => `${name}=${serverClock.now()}`).join('&');
    return connection.send(endpoint, { query: `?${query}`, headers: {}, limitMs, moveHost: false });
  }

  async function read<T>(endpoint: Endpoint<T>): Promise<Reading<T>> {
    let attempts = 0;
    let isClockResynced = false;

    async function send(limitMs: number): Promise<ApiResult<T>> {
      const { result, httpResult } = await sendSigned(endpoint, limitMs, true);
      if (httpResult !== NOT_SENT) attempts++;
      if (result.kind === 'answered' || connection.observe(result.error.serverTime, httpResult))
        return result;
      return { kind: 'failed', error: { ...result.error, serverTime: undefined } };
    }

    async function refreshCredentials(limitMs: number): Promise<boolean> {
      const current = await withTimeout(limitMs, request.getCredentials({ forceRefresh: true }));
      if (!current || 'reason' in current || isSameKey(current, credentials)) return false;
      credentials = current;
      log?.warn('BingX rejected the key; the secret was rotated meanwhile and was read again', {});
      return true;
    }

    async function resyncClock(error: ApiError, limitMs: number): Promise<boolean> {
      isClockResynced = true;
      // Most errors carry the exchange's time.
      return error.serverTime !== undefined || !isHardBan(await connection.measureClock(limitMs));
    }

    const clockError = await connection.clockSync();
    const result: ApiResult<T> = isHardBan(clockError)
      ? { kind: 'failed', error: clockError }
      : await sendWithRetries({
          send,
          refreshCredentials,
          resyncClock,
          exchangeNow: serverClock.now,
          deadline: () => request.deadline,
          maxRequests: REQUEST_BUDGET,
          clock,
          sleep,
          random,
        });
    const stats = { attempts, clockSkewMs: serverClock.skewMs() };
    if (isClockResynced && result.kind === 'answered') {
      log?.warn('BingX rejected a timestamp; the retry by its own clock succeeded', stats);
    }
    return redactResult(result, stats, secrets);
  }

  async function readOptional<T>(
    endpoint: Endpoint<T>,
    { required, deadline, maxRequests }: OptionalLimits,
  ): Promise<OptionalResult<T>> {
    let attempts = 0;
    let used = { credentials, skewMs: serverClock.skewMs() };

    async function send(limitMs: number): Promise<ApiResult<T>> {
      if (isOptionalStopped) return STOPPED;
      used = { credentials, skewMs: serverClock.skewMs() };
      const { result, httpResult } =
        endpoint.access === 'signed'
          ? await sendSigned(endpoint, limitMs, false)
          : await sendPublic(endpoint, limitMs);
      if (httpResult !== NOT_SENT) attempts++;
      return result;
    }

    const clockError = await connection.clockSync();
    if (isHardBan(clockError)) isOptionalStopped = true;
    const result = await sendWithRetries({
      send,
      refreshCredentials: async () => {
        await required;
        return !isSameKey(used.credentials, credentials);
      },
      resyncClock: async () => {
        await required;
        return used.skewMs !== serverClock.skewMs();
      },
      exchangeNow: serverClock.now,
      deadline,
      maxRequests,
      clock,
      sleep,
      random,
    });
    const stats = { attempts, clockSkewMs: serverClock.skewMs() };
    if (result.kind === 'answered' && endpoint.access === 'public') {
      return { reading: unredactedAnswer(result, stats) };
    }
    const reading = redactResult(result, stats, secrets);
    if (result.kind === 'answered') return { reading };
    const { isRetired = false, isNetworkError = false } = result.error;
    return { reading, isRetired, isTimeout: isNetworkError && clock() >= deadline() - TIMEOUT_TOLERANCE_MS };
  }

  return {
    read,
    readOptional,
    stopOptional: () => {
      isOptionalStopped = true;
    },
  };
}

/** A request that ends so close to the deadline was ended by it. */
const TIMEOUT_TOLERANCE_MS = 1_000;

/** A request that was never sent has no HTTP result. */
const NOT_SENT = { kind: 'network-error', detail: '' } as const;

const isSameKey = (a: Credentials, b: Credentials) => a.apiKey === b.apiKey && a.secretKey === b.secretKey;

/** The key is sent in a header: Node's exception for an invalid header value would quote it. */
const isValidHeaderValue = ({ apiKey, secretKey }: Credentials) =>
  /^[\x21-\x7e]+$/.test(apiKey) && secretKey !== '';

const INVALID_KEY: ApiResult<never> = {
  kind: 'failed',
  error: {
    reason: 'credentials-rejected',
    retry: 'with-rotated-secret',
    message: 'The secret has no usable key: apiKey or secretKey is empty, or apiKey has invalid characters',
  },
};

const STOPPED: ApiResult<never> = {
  kind: 'failed',
  error: {
    reason: 'banned',
    retry: 'never',
    message: 'No request was sent: BingX has rejected the address or the key',
  },
};

/** A limit or firewall in front of the exchange: another request would only prolong it. */
const isHardBan = (error: ApiError | undefined): error is ApiError =>
  error?.reason === 'banned' && error.retry === 'never';

/** Rejects the address or the account, at every endpoint. */
const isBan = (error: ApiError) =>
  error.reason === 'ip-not-whitelisted' || error.reason === 'account-restricted' || isHardBan(error);

/** The value of `promise`, or undefined where it rejects or takes longer than `limitMs`. */
export function withTimeout<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  return Promise.race([promise.catch(() => undefined), limit]).finally(() => clearTimeout(timer));
}
