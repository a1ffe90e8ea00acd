/** Reads snapshots that could not be saved from their log entries; the function itself never does. */
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { isPossibleSlot } from '../schedule/slot';
import { ACCOUNT_ID } from './account';
import { idOfPacked, type LogChunk } from './log-fallback';
import { type Item, toDynamoJson, unmarshallRow } from './marshall';
import { type CapturedRow, type Row, WALLET_AMOUNTS, type WalletId } from './row';
import { ROW_VERSION } from './table';

/** A row that DynamoDB accepts (400 KB) has at most 14. Larger rows are read, too: DynamoDB rejects them with the reason. */
const MAX_PARTS = 500;

/** Characters of a part: earlier versions wrote fewer, larger ones. */
const MAX_PART_CHARS = 200_000;

/** A few KB of gzip can hold gigabytes. A row that DynamoDB accepts has at most about 4 MB of JSON. */
const MAX_UNPACKED_MB = 16;

const part = z
  .object({
    id: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
    account: z.string().check(z.regex(ACCOUNT_ID)),
    slot: z.string().check(z.refine(isPossibleSlot)),
    capturedAt: z.string().check(z.refine(isTimestamp)),
    part: z.int().check(z.positive()),
    of: z.int().check(z.positive(), z.maximum(MAX_PARTS)),
    row: z.string().check(z.maxLength(MAX_PART_CHARS), z.regex(/^[A-Za-z0-9+/]*={0,2}$/)),
  })
  .check(z.refine((read) => read.part <= read.of));

/** A part as a log has it: entries that were written before parts had an `id` are without. */
export type LoggedPart = Omit<LogChunk, 'id'> & Partial<Pick<LogChunk, 'id'>>;

/** Reads one part; undefined for anything else. */
export function parseLogChunk(value: unknown): LoggedPart | undefined {
  return part.safeParse(value).data;
}

/** The row of parts that belong together, in any order. Throws one sentence if they are not a captured row. */
export function decodeFromLog(parts: readonly LoggedPart[]): CapturedRow {
  const [first] = parts;
  if (!first) throw new Error('part 1 of 1 is missing');
  const { id, of } = first;
  const slices = Array.from({ length: of }, (_, i) => parts.find((found) => found.part === i + 1)?.row);
  const missing = slices.indexOf(undefined) + 1;
  if (missing > 0) throw new Error(`part ${missing} of ${of} is missing`);
  const packed = Buffer.from(slices.join(''), 'base64');
  if (id !== undefined && idOfPacked(packed) !== id) throw new Error('its text was damaged');
  return readRow(unpack(packed), first);
}

function unpack(packed: Uint8Array): Item {
  try {
    return JSON.parse(gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_MB << 20 }).toString());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Error(`its text unpacks to more than ${MAX_UNPACKED_MB} MB`);
    }
    throw new Error('its text was damaged');
  }
}

/** The row of an item in DynamoDB's JSON, provided that it is written back to the table exactly as the log has it. */
function readRow(item: Item, { account, slot, capturedAt }: LoggedPart): CapturedRow {
  const row = parseItem(item);
  if (row.status !== 'captured') throw new Error('it is no captured row');
  for (const [name, expected] of Object.entries({ account, slot, capturedAt })) {
    const actual = row[name as 'account' | 'slot' | 'capturedAt'];
    if (actual !== expected) throw new Error(`its row has another ${name} than its log entry: ${actual}`);
  }
  // A row of a later version may have attributes that this version would drop.
  if (!(row.version >= 1 && row.version <= ROW_VERSION)) {
    throw new Error(`its version must be 1 to ${ROW_VERSION}, got ${row.version}; update this command`);
  }
  for (const name of ['version', 'clockSkewMs', 'expiresAt'] as const) {
    if (row[name] !== undefined && !Number.isSafeInteger(row[name])) {
      throw new Error(`its ${name} must be an integer, got ${row[name]}`);
    }
  }
  if (row.raw === undefined) throw new Error("its raw must be the exchange's answer, got nothing");
  checkAmounts(row);
  if (!isDeepStrictEqual(toDynamoJson(row), item)) throw new Error(NOT_EXACT);
  return row;
}

/** An amount that is absent makes the row unreadable, and a captured row is never replaced. */
function checkAmounts({ balances }: CapturedRow): void {
  for (const [wallet, assets] of Object.entries(balances)) {
    const names: readonly string[] = Object.hasOwn(WALLET_AMOUNTS, wallet)
      ? WALLET_AMOUNTS[wallet as WalletId]
      : [];
    for (const amounts of Object.values(assets)) {
      if (Object.keys(amounts).sort().join() === names.toSorted().join()) continue;
      throw new Error(
        `an asset of its wallet ${wallet} must have the amounts ${names.join(', ') || 'of a known wallet'}`,
      );
    }
  }
}

const NOT_EXACT = 'its attributes must be exactly those of a captured row, each of its own type';

function parseItem(item: Item): Row {
  try {
    return unmarshallRow(withBytes(item));
  } catch (error) {
    // A TypeError or RangeError is about this code, not about the item.
    throw (error as Error).name === 'Error' ? error : new Error(NOT_EXACT);
  }
}

/** The item with its bytes as bytes: JSON has them as base64. */
function withBytes(item: Item): Item {
  if (typeof item !== 'object' || Array.isArray(item)) throw new Error(NOT_EXACT);
  const { raw } = item;
  if (raw?.M) return { ...item, raw: { M: mapEntries(raw.M, decodeBytes) } };
  return raw?.B === undefined ? item : { ...item, raw: decodeBytes(raw) };
}

function decodeBytes(attribute: AttributeValue): AttributeValue.BMember {
  const encoded: unknown = attribute.B;
  // An object with a `length` would be allocated.
  if (typeof encoded !== 'string') throw new Error(NOT_EXACT);
  return { B: Buffer.from(encoded, 'base64') };
}

const mapEntries = <A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Whether a text is a valid time in the format of `toISOString`: UTC, to the millisecond. */
function isTimestamp(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}
