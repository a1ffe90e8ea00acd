/** From what was delivered to what it says: an error code in the body decides; a success needs body and HTTP status. */
import { isUtf8 } from 'node:buffer';
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
import { MAX_LENGTH } from './limits';
import type { AssetBalance } from './types';

/** An answer that is not what was asked for, or none at all. `message` is as it came: not yet free of secrets. */
export type ApiError = ErrorRule & {
  code?: string;
  message: string;
  egressIp?: string;
  /** Epoch ms on the exchange's clock. */
  retryAt?: number;
  /** What is left of the window that a limit is counted in, where the headers tell. */
  windowMs?: number;
  /** The exchange's clock when it refused: epoch ms. */
  serverTime?: number;
  raw?: Uint8Array;
  /** Nothing came back: the one case in which another host may be asked. */
  isNetworkError?: boolean;
};

export type ApiResult<T> =
  | { kind: 'answered'; value: T; raw: Uint8Array; answeredAt: number }
  | { kind: 'failed'; error: ApiError };

/** Something that can be read from the exchange: where, and how its answer is understood. */
export type Endpoint<T> = {
  path: string;
  /** Gets the whole document, every number of it as text. */
  read: (document: unknown) => { value: T } | { fault: string };
};

const EPOCH_MS = /^\d{13}$/;

/**
 * What every envelope may have. A code that is no number, as of a gateway in between, is not one of BingX's; what else
 * is not as it should be does not take its meaning away.
 */
const envelope = z.object({
  code: z.string().check(z.regex(/^-?\d+$/)),
  msg: z.optional(z.unknown()),
  success: z.optional(z.unknown()),
  timestamp: z.optional(z.unknown()),
});

/** Says what a delivery means for `endpoint`. */
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
  const document = parseJson(raw);
  const parsedEnvelope = envelope.safeParse(document);
  if (parsedEnvelope.success && parsedEnvelope.data.code !== '0') {
    return failedResult({
      ...errorFromEnvelope(parsedEnvelope.data),
      windowMs: parseRateLimitWindow(httpResult.headers),
      raw,
    });
  }
  if (document === undefined || status < 200 || status > 299) {
    const { description, ...rule } = classifyStatus(status);
    const without = parsedEnvelope.success ? 'with code 0' : 'without a code';
    return failedResult({ ...rule, code, message: `HTTP ${status} ${without}: ${description}`, raw });
  }
  const contradiction = contradictionOf(parsedEnvelope.data, raw, document);
  if (contradiction) return failedResult({ ...errorFromFault('wrong-shape', contradiction), code, raw });

  const read = endpoint.read(document);
  if ('fault' in read) return failedResult({ ...errorFromFault('wrong-shape', read.fault), code, raw });
  return { kind: 'answered', value: read.value, raw, answeredAt: httpResult.answeredAt };
}

/** Why an answer without an error code is no success all the same. */
function contradictionOf(said: z.infer<typeof envelope> | undefined, raw: Buffer, document: unknown) {
  if (/^(false|0)$/i.test(String(said?.success))) return 'code 0, but success is false';
  return hasDuplicateKey(raw, document) ? 'a key twice in one object' : undefined;
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
    message: msg || 'BingX gave a code without a text',
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

/** A string, which is left alone, or a number token. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Parses JSON without losing a digit: every number becomes its own text. Undefined where `body` is not JSON. */
export function parseJson(body: Uint8Array): unknown {
  if (!isUtf8(body)) return undefined;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    JSON.parse(text); // refuses what only the quotes below would make JSON
    return JSON.parse(text.replace(STRING_OR_NUMBER, (token) => (token[0] === '"' ? token : `"${token}"`)));
  } catch {
    return undefined;
  }
}

const STRING_AND_COLON = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/**
 * Whether an object in `body`, whose parsed form is `document`, names a key twice. `JSON.parse` takes the last one and
 * says nothing, so more keys are written than it has kept.
 */
function hasDuplicateKey(body: Uint8Array, document: unknown): boolean {
  let written = 0;
  // Bytes as they are: none within a character of several is a quote, a backslash or a colon.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  for (const [, colon] of text.matchAll(STRING_AND_COLON)) if (colon) written++;
  let kept = 0;
  // A list of what is still to be visited, because a document may be nested deeper than the call stack.
  const pending = [document];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    const entries: unknown[] = Object.values(value);
    if (!Array.isArray(value)) kept += entries.length;
    for (const entry of entries) pending.push(entry);
  }
  return written > kept;
}

/** As `parseJson`; undefined also where an object names a key twice. */
export function parseUnambiguousJson(body: Uint8Array): unknown {
  const document = parseJson(body);
  return hasDuplicateKey(body, document) ? undefined : document;
}

/** Optional sign, digits, fraction, exponent. An empty amount is unknown, and unknown is never zero. */
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export const amount = z.string().check(z.regex(DECIMAL));

/**
 * An asset's name is a key of the row. Refused is what would not come back from there as it went in: control
 * characters, halves of a character (they become another one), the one name that JavaScript keeps for itself, and a name
 * beyond any asset's length.
 */
export const assetName = z
  .string()
  .check(z.maxLength(MAX_LENGTH.assetName), z.regex(/^(?!__proto__$)(?=.*\S)[^\p{Cc}\p{Cs}]+$/u));

const balances = z.object({
  code: z.literal('0'),
  data: z.object({
    balances: z.array(z.object({ asset: assetName, free: amount, locked: amount })),
  }),
});

export const SPOT_BALANCES: Endpoint<AssetBalance[]> = {
  path: '/openApi/spot/v1/account/balance',
  read(document) {
    const read = balances.safeParse(document);
    if (!read.success) return { fault: firstInvalidField(read.error) };
    const rows = read.data.data.balances;
    const assets = new Set(rows.map(({ asset }) => asset));
    return assets.size < rows.length ? { fault: 'data.balances: an asset twice' } : { value: rows };
  },
};

const serverTime = z.object({
  code: z.literal('0'),
  data: z.object({ serverTime: z.string().check(z.regex(EPOCH_MS)) }),
});

/** The exchange's clock, epoch ms. Public, and used by clients for spot as well. */
export const SERVER_TIME: Endpoint<number> = {
  path: '/openApi/swap/v2/server/time',
  read(document) {
    const read = serverTime.safeParse(document);
    return read.success
      ? { value: Number(read.data.data.serverTime) }
      : { fault: firstInvalidField(read.error) };
  },
};

/** Where the first fault lies, never what stands there. */
export function firstInvalidField(error: z.core.$ZodError): string {
  return error.issues[0]?.path.join('.') || 'the whole of it';
}
