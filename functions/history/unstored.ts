/**
 * A snapshot that the table did not take, as entries of the log, and back.
 *
 * Why the log: it is the one place that a run can write to which needs no further service, permission or request. The
 * hour in which DynamoDB is away is the hour in which another store may be away as well, and a queue or a bucket would be
 * one more thing that is only ever used on the worst day. What is printed has left the process even if the run dies in
 * the next instant; the stack keeps its log group for thirteen months. `npm run replay` puts such rows back.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { fromItem, type Item, toDynamoJson } from './item';
import type { CapturedRow } from './row';

/** The message of the log entries that hold such a row, or a part of one. */
export const NOT_STORED = 'Snapshot not stored';

/**
 * Characters of a row in one entry. CloudWatch takes events of up to 1 MB today, of 256 KB until 2025, and what reads
 * logs further on often stops there: a row of any size goes in parts that stay below both.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_InputLogEvent.html
 */
const LARGEST_PART = 200_000;

const part = z.object({
  account: z.string(),
  slot: z.string(),
  /** Tells the rows of several runs for one slot apart. */
  capturedAt: z.string(),
  /** From 1. */
  part: z.int().check(z.positive()),
  of: z.int().check(z.positive()),
  /** A slice of the row: DynamoDB's own JSON (as `aws dynamodb put-item --item` takes it), gzipped, as base64. */
  row: z.string(),
});

export type UnstoredPart = z.infer<typeof part>;

/** The row in as many parts as it takes; nearly always one. */
export function toUnstored(row: CapturedRow): UnstoredPart[] {
  const { account, slot, capturedAt } = row;
  const packed = gzipSync(JSON.stringify(toDynamoJson(row))).toString('base64');
  const of = Math.ceil(packed.length / LARGEST_PART);
  return Array.from({ length: of }, (_, i) => ({
    account,
    slot,
    capturedAt,
    part: i + 1,
    of,
    row: packed.slice(i * LARGEST_PART, (i + 1) * LARGEST_PART),
  }));
}

/** Reads one part; undefined for anything else. */
export function readUnstoredPart(value: unknown): UnstoredPart | undefined {
  return part.safeParse(value).data;
}

/** The row of parts that belong together, in any order. Throws one sentence where they make no captured row. */
export function fromUnstored(parts: readonly UnstoredPart[]): CapturedRow {
  const [{ of } = { of: 1 }] = parts;
  const slices = Array.from({ length: of }, (_, i) => parts.find((found) => found.part === i + 1)?.row);
  const missing = slices.indexOf(undefined) + 1;
  if (missing > 0) throw new Error(`part ${missing} of ${of} is missing`);
  const item = unpacked(slices.join(''));
  const { raw } = item as { raw?: { B: string } };
  const row = fromItem({ ...item, ...(raw && { raw: { B: Buffer.from(raw.B, 'base64') } }) });
  if (row.status !== 'captured') throw new Error('it is no captured row');
  return row;
}

function unpacked(packed: string): Item {
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  } catch {
    throw new Error('its text was damaged');
  }
}
