/**
 * A snapshot that could not be written to the table, as log entries; `log-fallback-read.ts` reads them. That is a file of
 * its own because its schema would be part of the function's bundle, which never reads them.
 *
 * Why the log: it needs no further service, permission or request. While DynamoDB is unavailable, another store may be
 * unavailable as well, and a queue or a bucket would be used in emergencies only. What is printed has left the process
 * even if the run ends abruptly; the stack keeps its log group for thirteen months. `npm run replay` restores such rows.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { toDynamoJson } from './marshall';
import type { CapturedRow } from './row';

/** The message of the log entries with such a row, or a part of one. */
export const NOT_STORED = 'Snapshot not stored';

/**
 * Characters of a row in one entry. CloudWatch accepts events of up to 1 MB, many log readers 256 KB, and systemd's journal
 * splits lines of more than 48 KB: a row of any size is split into parts below all of them.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_InputLogEvent.html
 * https://www.freedesktop.org/software/systemd/man/latest/journald.conf.html#LineMax=
 */
const MAX_PART_CHARS = 40_000;

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

/** The row in as many parts as it needs; nearly always one. */
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
 * SHA-256 of the packed row, in hex. Two runs for one slot may be captured in the same millisecond, and their parts may be
 * interleaved in the log: the hash distinguishes them, and proves that a row was reassembled correctly.
 */
export const idOfPacked = (packed: Uint8Array): string => createHash('sha256').update(packed).digest('hex');
