/** Parses HTTP results: an error code in the body decides; a success needs both a valid body and a 2xx status. */
import * as z from 'zod/mini';
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
import { type Json, type Parsed, parseJson } from './json';
import { MAX_LENGTH } from './limits';

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

const EPOCH_MS = /^\d{13}$/;

/**
 * What every envelope may have. A code that is not a number, as of a gateway, is not one of BingX's; other invalid fields
 * do not change the meaning of a code.
 */
const envelope = z.object({
  code: z.string().check(z.regex(/^-?\d+$/)),
  msg: z.optional(z.unknown()),
  success: z.optional(z.unknown()),
  timestamp: z.optional(z.unknown()),
});

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
  const parsedEnvelope = envelope.safeParse(document);
  if (parsedEnvelope.success && parsedEnvelope.data.code !== '0') {
    if (parsedEnvelope.data.code === NO_DATA && status <= 299 && endpoint.noData !== undefined) {
      return { kind: 'answered', value: endpoint.noData, raw, answeredAt: httpResult.answeredAt };
    }
    return failedResult({
      ...errorFromEnvelope(parsedEnvelope.data),
      windowMs: parseRateLimitWindow(httpResult.headers),
      raw,
    });
  }
  if (!json || status < 200 || status > 299) {
    const { description, ...rule } = classifyStatus(status);
    const without = parsedEnvelope.success ? 'with code 0' : 'without a code';
    return failedResult({ ...rule, code, message: `HTTP ${status} ${without}: ${description}`, raw });
  }
  const fault =
    contradictionOf(parsedEnvelope.data, endpoint) ??
    (json.hasDuplicateKey ? 'a key twice in one object' : undefined);
  const parsed = fault === undefined ? endpoint.parse(document) : { fault };
  if ('fault' in parsed) return failedResult({ ...errorFromFault('wrong-shape', parsed.fault), code, raw });
  return { kind: 'answered', value: parsed.value, raw, answeredAt: httpResult.answeredAt };
}

/** "No data": seen for accounts that never used a product. */
const NO_DATA = '100204';

/** Why an answer without an error code is not a success all the same. */
function contradictionOf(data: z.infer<typeof envelope> | undefined, { mayLackCode }: Endpoint<unknown>) {
  if (!data && !mayLackCode) return 'code';
  return /^(false|0)$/i.test(String(data?.success)) ? 'code 0, but success is false' : undefined;
}

function failedResult<T>(error: ApiError): ApiResult<T> {
  return { kind: 'failed', error };
}

function errorFromFault(fault: Fault, detail: string): ApiError {
  const { description, ...rule } = FAULTS[fault];
  return { ...rule, message: `${description} (${detail})` };
}

function errorFromEnvelope({ code, msg: said, timestamp }: z.infer<typeof envelope>): ApiError {
  const msg = typeof said === 'string' ? said : '';
  return {
    ...classifyCode(code, msg),
    code,
    message: msg || 'BingX gave a code without a message',
    egressIp: parseClientIp(msg),
    retryAt: parseRetryAt(msg),
    serverTime: typeof timestamp === 'string' && EPOCH_MS.test(timestamp) ? Number(timestamp) : undefined,
  };
}

/** `X-RateLimit-Requests-Expire`: the ms that remain, not an epoch. */
function parseRateLimitWindow(headers: Record<string, string | string[] | undefined>): number | undefined {
  const expire = headers['x-ratelimit-requests-expire'];
  return typeof expire === 'string' && /^\d{1,6}$/.test(expire) ? Number(expire) : undefined;
}

/** Optional sign, digits, fraction, exponent. An empty amount is unknown, and unknown is never zero. */
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export const amount = z.string().check(z.regex(DECIMAL));

/**
 * An asset's name is a key of the row. Rejected are names that would not be read back unchanged: control characters,
 * surrogate halves (they become another character), `__proto__`, and names longer than any asset's.
 */
export const assetName = z
  .string()
  .check(z.maxLength(MAX_LENGTH.assetName), z.regex(/^(?!__proto__$)(?=.*\S)[^\p{Cc}\p{Cs}]+$/u));

const serverTime = z.object({
  code: z.literal('0'),
  data: z.object({ serverTime: z.string().check(z.regex(EPOCH_MS)) }),
});

export function parseServerTime(document: unknown): Parsed<number> {
  const parsed = serverTime.safeParse(document);
  return parsed.success
    ? { value: Number(parsed.data.data.serverTime) }
    : { fault: firstInvalidField(parsed.error) };
}

/** The path of the first invalid field, never its value. */
export function firstInvalidField(error: z.core.$ZodError): string {
  return error.issues[0]?.path.join('.') || 'the document';
}
