/**
 * A snapshot that the table did not take, as entries of the log; `read-unstored.ts` is the way back.
 *
 * Why the log: it is the one place that a run can write to which needs no further service, permission or request. The
 * hour in which DynamoDB is away is the hour in which another store may be away as well, and a queue or a bucket would be
 * one more thing that is only ever used on the worst day. What is printed has left the process even if the run dies in
 * the next instant; the stack keeps its log group for thirteen months. `npm run replay` puts such rows back.
 */
import { gzipSync } from 'node:zlib';
import { toDynamoJson } from './item';
import type { CapturedRow } from './row';

/** The message of the log entries that hold such a row, or a part of one. */
export const NOT_STORED = 'Snapshot not stored';

/**
 * Characters of a row in one entry. CloudWatch takes events of up to 1 MB today, of 256 KB until 2025, and what reads
 * logs further on often stops there: a row of any size goes in parts that stay below both.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_InputLogEvent.html
 */
const LARGEST_PART = 200_000;

export type UnstoredPart = {
  account: string;
  slot: string;
  /** Tells the rows of several runs for one slot apart. */
  capturedAt: string;
  /** From 1. */
  part: number;
  of: number;
  /** A slice of the row: DynamoDB's own JSON (as `aws dynamodb put-item --item` takes it), gzipped, as base64. */
  row: string;
};

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
