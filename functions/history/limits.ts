/** The longest texts of a row, so that a failed row always fits into the 400 KB of a DynamoDB item. */

import { MAX_EXPRESSION_LENGTH, MAX_TIMEZONE_LENGTH } from '../schedule/expression';
import type { Failure } from './row';

/** In characters (of at most 3 bytes each), for each text of a failed row. */
export const MAX_LENGTH = {
  account: 32,
  slot: 20,
  schedule: MAX_EXPRESSION_LENGTH,
  timezone: MAX_TIMEZONE_LENGTH,
  reason: 64,
  code: 64,
  message: 1_000,
  egressIp: 64,
  retryAt: 32,
  at: 32,
} as const;

/** Of the answer in a failed row, gzipped. */
export const MAX_RAW_BYTES = 256 * 1024;

/** The failure with each of its texts cut to its length. */
export function boundFailure(failure: Failure): Failure {
  const texts = Object.entries(failure).map(([key, value]) =>
    typeof value === 'string'
      ? [key, value.slice(0, MAX_LENGTH[key as keyof typeof MAX_LENGTH])]
      : [key, value],
  );
  return Object.fromEntries(texts);
}
