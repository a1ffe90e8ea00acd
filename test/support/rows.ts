/** Complete rows of the history for tests, with defaults for all attributes that a test does not set. */
import { gzipSync } from 'node:zlib';
import type { CapturedRow, FailedRow } from '../../functions/history/row';

export const capturedRow = (changes: Partial<CapturedRow> = {}): CapturedRow => ({
  account: 'main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  status: 'captured',
  capturedAt: '2026-11-22T06:00:01.234Z',
  balances: { spot: { BTC: { free: '1', locked: '0' } } },
  raw: new Uint8Array(gzipSync('{"code":0}')),
  clockSkewMs: 12,
  version: 1,
  ...changes,
});

export const failedRow = (changes: Partial<FailedRow> = {}): FailedRow => ({
  account: 'main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  status: 'failed',
  failure: {
    reason: 'ip-not-whitelisted',
    code: '100419',
    message: 'your current request IP is 36.228.12.229 does not match IP whitelist',
    egressIp: '36.228.12.229',
    at: '2026-11-22T06:00:01.234Z',
    attempts: 1,
  },
  version: 1,
  ...changes,
});
