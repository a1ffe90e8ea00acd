/** Parses HTTP results: an error code in the body decides; a success needs both a valid body and a 2xx status. */
import {
  classifyCode,
  classifyStatus,
  type ErrorRule,
  FAULTS,
  type Fault,
  parseClientIp,
  parseRetryAt,
} from './error-codes';
import type { HttpResult } from './http-client';
import { isObject, type Json, type Parsed, parseJson } from './json';

/** A failed request. `message` is as received: it may contain secrets. */
export type ApiError = ErrorRule & {
  code?: string;
  message: string;
  egressIp?: string;
  /** Epoch ms on the exchange's clock. */
  retryAt?: number;
  /** The rest of the rate limit's window, where the headers have it. */
  windowMs?: number;
  /** The exchange's clock when it answered: epoch ms. */
  serverTime?: number;
  raw?: Uint8Array;
  /** No answer: the one case in which another host may be used. */
  isNetworkError?: boolean;
};

export type ApiResult<T> =
  | { kind: 'answered'; value: T; raw: Uint8Array; answeredAt: number }
  | { kind: 'failed'; error: ApiError };

export type Endpoint<T> = {
  path: string;
  /** A public one gets neither key nor signature. */
  access: 'signed' | 'public';
  /** Parameters of the query beside the signature's own; `timestamp` is epoch ms on the exchange's clock. */
  parameters: readonly 'timestamp'[];
  /** The largest body, unpacked; of the HTTP client where it is absent. */
  maxBodyBytes?: number;
  /** The value of code 100204, "no data"; an error where it is absent. */
  noData?: T;
  /** Whether an answer without a code may be a success. */
  mayLackCode?: true;
  /** Parses the body; `parseJson` where it is absent. */
  decode?: (body: Uint8Array) => Json | undefined;
  /** Gets the complete document, every number in it as text. */
  parse: (document: unknown) => Parsed<T>;
};

const isEpochMs = (value: unknown): value is string => typeof value === 'string' && /^\d{13}$/.test(value);

/**
 * What every envelope may have. A code that is not a number, as of a gateway, is not one of BingX's; other invalid fields
 * do not change the meaning of a code.
 */
type Envelope = { code: string; msg?: unknown; success?: unknown; timestamp?: unknown };

const isEnvelope = (document: unknown): document is Envelope =>
  isObject(document) && typeof document.code === 'string' && /^-?\d+$/.test(document.code);

/** Classifies and parses an HTTP result of `endpoint`. */
export function parseResponse<T>(httpResult: HttpResult, endpoint: Endpoint<T>): ApiResult<T> {
  if (httpResult.kind === 'network-error') {
    return failedResult({ ...errorFromFault('network-error', httpResult.detail), isNetworkError: true });
  }
  const code = `HTTP ${httpResult.status}`;
  if (httpResult.kind !== 'answer') {
    return failedResult({
      ...errorFromFault(httpResult.kind, httpResult.detail),
      code,
      raw: httpResult.body,
    });
  }

  const { status, body: raw } = httpResult;
  const { decode = parseJson } = endpoint;
  const json = decode(raw);
  const document = json?.document;
  const envelope = isEnvelope(document) ? document : undefined;
  if (envelope && envelope.code !== '0') {
    if (envelope.code === NO_DATA && status <= 299 && endpoint.noData !== undefined) {
      return { kind: 'answered', value: endpoint.noData, raw, answeredAt: httpResult.answeredAt };
    }
    return failedResult({
      ...errorFromEnvelope(envelope),
      windowMs: parseRateLimitWindow(httpResult.headers),
      raw,
    });
  }
  if (!json || status < 200 || status > 299) {
    const { description, ...rule } = classifyStatus(status);
    const without = envelope ? 'with code 0' : 'without a code';
    return failedResult({ ...rule, code, message: `HTTP ${status} ${without}: ${description}`, raw });
  }
  const fault =
    contradictionOf(envelope, endpoint) ?? (json.hasDuplicateKey ? 'a key twice in one object' : undefined);
  const parsed = fault === undefined ? endpoint.parse(document) : { fault };
  if ('fault' in parsed) return failedResult({ ...errorFromFault('wrong-shape', parsed.fault), code, raw });
  return { kind: 'answered', value: parsed.value, raw, answeredAt: httpResult.answeredAt };
}

/** "No data": seen for accounts that never used a product. */
const NO_DATA = '100204';

/** Why an answer without an error code is not a success all the same. */
function contradictionOf(envelope: Envelope | undefined, { mayLackCode }: Endpoint<unknown>) {
  if (!envelope && !mayLackCode) return 'code';
  return /^(false|0)$/i.test(String(envelope?.success)) ? 'code 0, but success is false' : undefined;
}

function failedResult<T>(error: ApiError): ApiResult<T> {
  return { kind: 'failed', error };
}

function errorFromFault(fault: Fault, detail: string): ApiError {
  const { description, ...rule } = FAULTS[fault];
  return { ...rule, message: `${description} (${detail})` };
}

function errorFromEnvelope({ code, msg: said, timestamp }: Envelope): ApiError {
  const msg = typeof said === 'string' ? said : '';
  return {
    ...classifyCode(code, msg),
    code,
    message: msg || 'BingX gave a code without a message',
    egressIp: parseClientIp(msg),
    retryAt: parseRetryAt(msg),
    serverTime: isEpochMs(timestamp) ? Number(timestamp) : undefined,
  };
}

/** `X-RateLimit-Requests-Expire`: the ms that remain, not an epoch. */
function parseRateLimitWindow(headers: Record<string, string | string[] | undefined>): number | undefined {
  const expire = headers['x-ratelimit-requests-expire'];
  return typeof expire === 'string' && /^\d{1,6}$/.test(expire) ? Number(expire) : undefined;
}

export function parseServerTime(document: unknown): Parsed<number> {
  const { code, data } = isObject(document) ? document : {};
  if (code !== '0') return { fault: 'code' };
  const serverTime = isObject(data) ? data.serverTime : undefined;
  return isEpochMs(serverTime) ? { value: Number(serverTime) } : { fault: 'data.serverTime' };
}
