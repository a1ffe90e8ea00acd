/** The spot ticker of all pairs, about 740 KB: it is split into rows, and only the requested rows are parsed. */
import { isUtf8 } from 'node:buffer';
import { isObject, type JsonObject, type Parsed } from './json';
import { parseUnambiguousJson } from './response';

/** A ticker with fewer pairs is incomplete. There are about 2,300. */
const MIN_PAIRS = 500;

/** A required pair: without it, neither BTC nor any route through BTC has a price. */
const REFERENCE_PAIR = 'BTC-USDT';

/** Row by symbol, as JSON or parsed; undefined for a symbol that is listed twice. */
type Rows = Map<string, string | JsonObject | undefined>;

export type Ticker = {
  /** When the exchange answered, on its clock: epoch ms. Absent if the answer has no time. */
  pricedAt?: number;
  /** The row of one pair, every number of it as text; undefined where there is none, or not exactly one. */
  row(symbol: string): JsonObject | undefined;
};

/**
 * What an answer is parsed to: as of `parseJson`, but for `data`, which is a map of rows where it was a list. Undefined
 * where the envelope is no JSON or names a key twice.
 */
export function decodeTicker(body: Uint8Array): unknown {
  return (isUtf8(body) && splitRows(body)) || parseRows(body);
}

/** Reads the result of `decodeTicker`. */
export function parseTicker(document: unknown): Parsed<Ticker> {
  const { data, timestamp } = isObject(document) ? document : {};
  if (!(data instanceof Map)) return { fault: 'data' };
  const rows: Rows = data;
  if (rows.size < MIN_PAIRS) return { fault: `data: fewer than ${MIN_PAIRS} pairs` };
  if (!rows.has(REFERENCE_PAIR)) return { fault: `data: no ${REFERENCE_PAIR}` };
  return {
    value: {
      ...(typeof timestamp === 'string' && /^\d{13}$/.test(timestamp) && { pricedAt: Number(timestamp) }),
      row(symbol) {
        const found = rows.get(symbol);
        const row = typeof found === 'string' ? parseUnambiguousJson(Buffer.from(found)) : found;
        return isObject(row) && row.symbol === symbol ? row : undefined;
      },
    },
  };
}

/** Up to the first row: an envelope without any list or object before `data`. */
const HEAD = /^\s*\{[^[\]{}\\]*?"data"\s*:\s*\[\s*/;

/**
 * A row without nested values and without a bracket, brace or backslash in any text: in valid JSON, which has no quote
 * inside such a text, `"symbol":` can be nothing but the name of its member. Bounded, so that no answer takes long to fail.
 */
const FLAT_ROW = /(\{[^{}[\]\\]{0,2000}?"symbol"\s*:\s*"([^"\\]*)"[^{}[\]\\]{0,2000}\})\s*([,\]])\s*/y;

/** Splits the known shape into its rows, ten times faster than parsing them; undefined for any other shape. */
function splitRows(body: Uint8Array): JsonObject | undefined {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const start = HEAD.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const rows: Rows = new Map();
  FLAT_ROW.lastIndex = start;
  for (let next = ','; next === ','; ) {
    const [, row, symbol, separator] = FLAT_ROW.exec(text) ?? [];
    if (symbol === undefined || separator === undefined) return undefined;
    rows.set(symbol, rows.has(symbol) ? undefined : row);
    next = separator;
  }
  const envelope = parseUnambiguousJson(
    Buffer.from(`${text.slice(0, start)}]${text.slice(FLAT_ROW.lastIndex)}`),
  );
  return isObject(envelope) && isEmptyList(envelope.data) ? { ...envelope, data: rows } : undefined;
}

/** The same by parsing everything: slower, and correct for any JSON. */
function parseRows(body: Uint8Array): unknown {
  const document = parseUnambiguousJson(body);
  if (!isObject(document) || !Array.isArray(document.data)) return document;
  const rows: Rows = new Map();
  for (const row of document.data.filter(isObject)) {
    if (typeof row.symbol === 'string') rows.set(row.symbol, rows.has(row.symbol) ? undefined : row);
  }
  return { ...document, data: rows };
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
