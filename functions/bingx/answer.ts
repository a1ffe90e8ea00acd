/** From what was delivered to what it says: the body decides, the HTTP status only where the body has no code. */
import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';
import type { AssetBalance } from './exchange';
import { MAX_LENGTH } from './limits';
import {
  FAULTS,
  type Fault,
  type Meaning,
  meaningOfCode,
  meaningOfStatus,
  statedAddress,
  statedEnd,
} from './meanings';
import type { Delivery } from './transport';

/** An answer that is not what was asked for, or none at all. `message` is as it came: not yet free of secrets. */
export type Refusal = Meaning & {
  code?: string;
  message: string;
  egressIp?: string;
  /** Epoch ms on the exchange's clock. */
  retryAt?: number;
  /** What is left of the window that a limit is counted in, where the headers tell. */
  windowMs?: number;
  /** The exchange's clock when it refused: epoch ms. */
  theirTime?: number;
  raw?: Uint8Array;
  /** Nothing came back: the one case in which another host may be asked. */
  unreached?: boolean;
};

export type Attempt<T> =
  | { kind: 'answered'; value: T; raw: Uint8Array; answeredAt: number }
  | { kind: 'refused'; refusal: Refusal };

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
  timestamp: z.optional(z.unknown()),
});

/** Says what a delivery means for `endpoint`. */
export function understand<T>(delivery: Delivery, endpoint: Endpoint<T>): Attempt<T> {
  if (delivery.kind === 'unreached') {
    return refused({ ...faulty('unreached', delivery.detail), unreached: true });
  }
  const code = `HTTP ${delivery.status}`;
  if (delivery.kind !== 'answer') {
    return refused({ ...faulty(delivery.kind, delivery.detail), code, raw: delivery.body });
  }

  const { status, body: raw } = delivery;
  const document = parseJson(raw);
  const said = envelope.safeParse(document);
  if (said.success && said.data.code !== '0') {
    return refused({ ...spoken(said.data), windowMs: windowOf(delivery.headers), raw });
  }
  const isSuccess = said.success || (status >= 200 && status < 300);
  if (document === undefined || !isSuccess) {
    const { means, ...meaning } = meaningOfStatus(status);
    return refused({ ...meaning, code, message: `HTTP ${status} without a code: ${means}`, raw });
  }

  const read = endpoint.read(document);
  if ('fault' in read) return refused({ ...faulty('wrong-shape', read.fault), code, raw });
  return { kind: 'answered', value: read.value, raw, answeredAt: delivery.answeredAt };
}

function refused<T>(refusal: Refusal): Attempt<T> {
  return { kind: 'refused', refusal };
}

function faulty(fault: Fault, detail: string): Refusal {
  const { means, ...meaning } = FAULTS[fault];
  return { ...meaning, message: `${means} (${detail})` };
}

function spoken({ code, msg: said, timestamp }: z.infer<typeof envelope>): Refusal {
  const msg = typeof said === 'string' ? said : '';
  return {
    ...meaningOfCode(code, msg),
    code,
    message: msg || 'BingX gave a code without a text',
    egressIp: statedAddress(msg),
    retryAt: statedEnd(msg),
    theirTime: typeof timestamp === 'string' && EPOCH_MS.test(timestamp) ? Number(timestamp) : undefined,
  };
}

/** `X-RateLimit-Requests-Expire`: the ms that remain, not an epoch. */
function windowOf(headers: Record<string, string | string[] | undefined>): number | undefined {
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

/** Optional sign, digits, fraction, exponent. An empty amount is unknown, and unknown is never zero. */
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const amount = z.string().check(z.regex(DECIMAL));

/**
 * An asset's name is a key of the row. Refused is what would not come back from there as it went in: control
 * characters, halves of a character (they become another one), the one name that JavaScript keeps for itself, and a name
 * beyond any asset's length.
 */
const assetName = z
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
    if (!read.success) return { fault: faultyField(read.error) };
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
    return read.success ? { value: Number(read.data.data.serverTime) } : { fault: faultyField(read.error) };
  },
};

/** Where the first fault lies, never what stands there. */
export function faultyField(error: z.core.$ZodError): string {
  return error.issues[0]?.path.join('.') || 'the whole of it';
}
