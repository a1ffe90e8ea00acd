/**
 * A snapshot that the table did not take, as entries of the log; `read-unstored.ts` is the way back.
 *
 * Why the log: it is the one place that a run can write to which needs no further service, permission or request. The
 * hour in which DynamoDB is away is the hour in which another store may be away as well, and a queue or a bucket would be
 * one more thing that is only ever used on the worst day. What is printed has left the process even if the run dies in
 * the next instant; the stack keeps its log group for thirteen months. `npm run replay` puts such rows back.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { toDynamoJson } from './marshall';
import type { CapturedRow } from './row';

/** The message of the log entries that hold such a row, or a part of one. */
export const NOT_STORED = 'Snapshot not stored';

/**
 * Characters of a row in one entry. CloudWatch takes events of up to 1 MB today, of 256 KB until 2025, and what reads
 * logs further on often stops there: a row of any size goes in parts that stay below both.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_InputLogEvent.html
 */
export const MAX_PART_CHARS = 200_000;

export type LogChunk = {
  /** Of all parts of one row, and of no other row: see `idOfPacked`. */
  id: string;
  account: string;
  slot: string;
  /** When the row was captured: ISO, UTC, ms. */
  capturedAt: string;
  /** From 1. */
  part: number;
  of: number;
  /** A slice of the row: DynamoDB's own JSON (as `aws dynamodb put-item --item` takes it), gzipped, as base64. */
  row: string;
};

/** The row in as many parts as it takes; nearly always one. */
export function encodeForLog(row: CapturedRow): LogChunk[] {
  const { account, slot, capturedAt } = row;
  const bytes = gzipSync(JSON.stringify(toDynamoJson(row)));
  const id = idOfPacked(bytes);
  const packed = bytes.toString('base64');
  const of = Math.ceil(packed.length / MAX_PART_CHARS);
  return Array.from({ length: of }, (_, i) => ({
    id,
    account,
    slot,
    capturedAt,
    part: i + 1,
    of,
    row: packed.slice(i * MAX_PART_CHARS, (i + 1) * MAX_PART_CHARS),
  }));
}

/**
 * SHA-256 of the packed row, in hex. Two runs for one slot may answer in the same millisecond, and their parts may be
 * mixed in the log: the hash tells them apart, and proves that a row was put together as it was taken apart.
 */
export const idOfPacked = (packed: Uint8Array): string => createHash('sha256').update(packed).digest('hex');
