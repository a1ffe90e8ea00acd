/** The exchange as the product sees it: every question stamped with its clock, signed, sent, understood, and asked again by one loop. */
import type { Agent } from 'node:https';
import { type Attempt, type Endpoint, type Refusal, SERVER_TIME, SPOT_BALANCES, understand } from './answer';
import type { BalanceReading, BalanceRequest, Credentials, Exchange } from './exchange';
import { fallbacksOf, hostsInTurn } from './hosts';
import { MAX_LENGTH } from './limits';
import { type Redaction, redaction } from './redaction';
import { askWithRetries, LEAST_REQUEST_MS } from './retry';
import { createServerClock } from './server-clock';
import { signedQuery } from './signature';
import { createTransport, type Delivery, type Send, type Timeouts } from './transport';

/** The documented maximum, and the default: ms for which a request stays valid. */
const RECV_WINDOW_MS = 5_000;

/** The clock is not worth more waiting than this: every refusal tells the exchange's time for free. */
const MEASURE_LIMIT_MS = 4_000;

type Log = { warn(message: string, details: Record<string, unknown>): void };

export type ExchangeParts = {
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
  send?: Send;
};

/** What an endpoint was found to say, or why not; nothing secret is in it. */
export type Reading<T> =
  | (Omit<Extract<BalanceReading, { kind: 'answered' }>, 'balances'> & { value: T })
  | Extract<BalanceReading, { kind: 'failed' }>;

type Asked = Pick<BalanceReading, 'attempts' | 'clockSkewMs'>;

export type Client = {
  /** As `Exchange.syncClock`. */
  syncClock(deadline: number): Promise<number | undefined>;
  /** Reads one signed endpoint. Every failure is a value. */
  read<T>(endpoint: Endpoint<T>, request: BalanceRequest): Promise<Reading<T>>;
};

/** The exchange of the contract: what a snapshot asks. */
export function createExchange(parts: ExchangeParts): Exchange {
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
export function createClient(parts: ExchangeParts): Client {
  const { clock, log, sleep = realSleep, random = Math.random } = parts;
  const send =
    parts.send ?? createTransport({ clock, timeouts: parts.timeouts, httpsAgent: parts.httpsAgent });
  const serverClock = createServerClock(clock);
  const hosts = hostsInTurn(
    [parts.baseUrl, ...(parts.fallbackBaseUrls ?? fallbacksOf(parts.baseUrl))],
    (host) =>
      log?.warn('BingX could not be reached; the next request goes to another of its hosts', { host }),
  );
  let measuring: Promise<Refusal | undefined> = Promise.resolve(undefined);

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
    const attempt = understand(delivery, endpoint);
    if (attempt.kind === 'refused' && attempt.refusal.unreached) hosts.moveOn();
    return { attempt, delivery };
  }

  function observe(theirTime: number | undefined, delivery: Delivery): boolean {
    return (
      theirTime !== undefined &&
      delivery.kind === 'answer' &&
      serverClock.observe({ theirTime, sentAt: delivery.sentAt, answeredAt: delivery.answeredAt })
    );
  }

  /** Asks for the exchange's time; a refusal where it was not told. */
  async function measure(limitMs: number): Promise<Refusal | undefined> {
    if (limitMs < LEAST_REQUEST_MS) return undefined;
    const { attempt, delivery } = await ask(SERVER_TIME, '', {}, Math.min(limitMs, MEASURE_LIMIT_MS));
    if (attempt.kind === 'refused') {
      observe(attempt.refusal.theirTime, delivery);
      const { reason } = attempt.refusal;
      const code = boundedCode(attempt.refusal, redaction([]));
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
    let credentials = trimmed(request.credentials);
    const secrets = new Set<string>();
    let attempts = 0;
    let resynchronised = false;
    const asked = () => ({ attempts, clockSkewMs: serverClock.skewMs() });

    async function sendSigned(limitMs: number): Promise<Attempt<T>> {
      secrets.add(credentials.apiKey).add(credentials.secretKey);
      if (!isSendable(credentials)) return { kind: 'refused', refusal: UNSENDABLE };
      const stamp = { recvWindow: RECV_WINDOW_MS, timestamp: serverClock.now() };
      const { query, signature } = signedQuery(stamp, credentials.secretKey);
      secrets.add(signature);
      attempts++;
      const headers = { 'X-BX-APIKEY': credentials.apiKey };
      const { attempt, delivery } = await ask(endpoint, `?${query}`, headers, limitMs);
      if (attempt.kind === 'answered' || observe(attempt.refusal.theirTime, delivery)) return attempt;
      return { kind: 'refused', refusal: { ...attempt.refusal, theirTime: undefined } };
    }

    async function rotateSecret(limitMs: number): Promise<boolean> {
      const read = await within(limitMs, request.rotatedCredentials());
      const rotated = read && trimmed(read);
      if (!rotated || isSameKey(rotated, credentials)) return false;
      credentials = rotated;
      log?.warn('BingX refused the key; the secret had been rotated meanwhile and was read again', {});
      return true;
    }

    async function resynchronise(refusal: Refusal, limitMs: number): Promise<boolean> {
      resynchronised = true;
      // Most refusals told the time themselves.
      return refusal.theirTime !== undefined || !forbidsAsking(await measure(limitMs));
    }

    const unmeasured = await measuring;
    const attempt: Attempt<T> = forbidsAsking(unmeasured)
      ? { kind: 'refused', refusal: unmeasured }
      : await askWithRetries({
          send: sendSigned,
          rotateSecret,
          resynchronise,
          exchangeNow: serverClock.now,
          deadline,
          clock,
          sleep,
          random,
        });

    if (resynchronised && attempt.kind === 'answered') {
      log?.warn('BingX refused a timestamp; cured by its own clock', asked());
    }
    return withoutSecrets(attempt, asked(), secrets);
  }

  return {
    async syncClock(deadline) {
      hosts.startOver();
      measuring = serverClock.isStale() ? measure(deadline - clock()) : Promise.resolve(undefined);
      await measuring;
      return serverClock.skewMs();
    },
    read,
  };
}

/** What may leave the client: no key, secret or signature in any text or byte of it, and no text beyond its limit. */
function withoutSecrets<T>(attempt: Attempt<T>, asked: Asked, secrets: Iterable<string>): Reading<T> {
  const clean = redaction(secrets);
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

const boundedCode = ({ code }: Refusal, clean: Redaction) => code && clean.line(code, MAX_LENGTH.code);

/** An asset or a permission that is named like a key: no such name may be kept, and without it the answer is not whole. */
const ECHO = {
  reason: 'invalid-response',
  message: "BingX's answer repeats a part of the key or of the signature where a name or an amount belongs",
} as const;

/** People paste newlines. */
const trimmed = ({ apiKey, secretKey }: Credentials): Credentials => ({
  apiKey: apiKey.trim(),
  secretKey: secretKey.trim(),
});

const isSameKey = (a: Credentials, b: Credentials) => a.apiKey === b.apiKey && a.secretKey === b.secretKey;

/** A key goes into a header; what cannot be in one is no key, and Node would name it in an exception. */
const isSendable = ({ apiKey, secretKey }: Credentials) => /^[\x21-\x7e]+$/.test(apiKey) && secretKey !== '';

const UNSENDABLE: Refusal = {
  reason: 'credentials-rejected',
  again: 'with-rotated-secret',
  message:
    'The secret holds no usable key: apiKey or secretKey is empty, or apiKey has characters that no key has',
};

/** A limit or firewall in front of the whole exchange: one more request would only prolong it. */
const forbidsAsking = (refusal: Refusal | undefined): refusal is Refusal =>
  refusal?.reason === 'banned' && refusal.again === 'never';

/** What `promise` comes to, or undefined where it fails or takes longer than `limitMs`. */
function within<T>(limitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  return Promise.race([promise.catch(() => undefined), limit]).finally(() => clearTimeout(timer));
}

const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
