/** JSON as the exchange sends it: parsed without losing a digit, and type guards for the parser of every endpoint. */
import { isUtf8 } from 'node:buffer';
import { MAX_LENGTH } from './limits';

export type Json = {
  /** Every number in it is its own text. */
  document: unknown;
  /** Whether an object has a key twice: `JSON.parse` silently takes the last one. */
  hasDuplicateKey: boolean;
};

/** Undefined where `body` is not JSON in UTF-8. */
export function parseJson(body: Uint8Array): Json | undefined {
  if (!isUtf8(body)) return undefined;
  return parseJsonText(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
}

/** A string, which stays as it is and is a key if a colon follows, or a number token. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d[\d.eE+-]*/g;

/** As `parseJson`, of a text. */
export function parseJsonText(text: string): Json | undefined {
  let keys = 0;
  const quote = (token: string, colon?: string) => {
    if (colon !== undefined) keys++;
    return token[0] === '"' ? token : `"${token}"`;
  };
  try {
    JSON.parse(text); // rejects texts that only the quotes would turn into JSON
    const document: unknown = JSON.parse(text.replace(STRING_OR_NUMBER, quote));
    return { document, hasDuplicateKey: keys > countKeys(document) };
  } catch {
    return undefined;
  }
}

function countKeys(document: unknown): number {
  let count = 0;
  // A list of what is still to be visited, because a document may be nested deeper than the call stack.
  const pending = [document];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    const entries: unknown[] = Object.values(value);
    if (!Array.isArray(value)) count += entries.length;
    for (const entry of entries) pending.push(entry);
  }
  return count;
}

/** A parsed value; or the path of the first invalid field, never its value. */
export type Parsed<T> = { value: T } | { fault: string };

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list; an empty one for null, as the exchange's servers write it. Undefined for anything else. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

/** Optional sign, digits, fraction, exponent. An empty amount is unknown, and unknown is never zero. */
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export const isAmount = (value: unknown): value is string => typeof value === 'string' && DECIMAL.test(value);

const ASSET_NAME = /^(?!__proto__$)(?=.*\S)[^\p{Cc}\p{Cs}]+$/u;

/**
 * Whether a value can be a key of the row. Rejected are names that would not be read back unchanged: control characters,
 * surrogate halves (they become another character), `__proto__`, and names longer than any asset's.
 */
export const isAssetName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_LENGTH.assetName && ASSET_NAME.test(value);

export const hasDuplicates = (names: readonly string[]) => new Set(names).size < names.length;
