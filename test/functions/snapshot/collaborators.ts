/** Fakes of the snapshot's dependencies: they answer as a test sets them up and fail on anything else. */

import { createRedaction } from '../../../functions/bingx/redaction';
import type { BalanceReading } from '../../../functions/bingx/types';
import type { Row } from '../../../functions/history/row';
import type { SnapshotRequest } from '../../../functions/snapshot/event';
import type { SnapshotDependencies } from '../../../functions/snapshot/take-snapshot';

export const NOW = Date.parse('2026-11-22T06:00:02.000Z');
export const job: SnapshotRequest = {
  account: 'main',
  secretId: 'balance-snapshots/main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  timezone: 'UTC',
  maxLatenessSeconds: 1800,
};
export const credentials = { apiKey: 'canary-key', secretKey: 'canary-secret' };
export const raw = Buffer.from('{"code":0,"data":{"balances":[]}}');
export const answered = (
  changes: Partial<Extract<BalanceReading, { kind: 'answered' }>> = {},
): BalanceReading => ({
  kind: 'answered',
  balances: [{ asset: 'BTC', free: '1', locked: '0' }],
  raw,
  answeredAt: Date.parse('2026-11-22T06:00:01.234Z'),
  clockSkewMs: 12,
  attempts: 1,
  ...changes,
});

export const unexpected = (what: string) => () => {
  throw new Error(`This test expects no ${what}`);
};

/** Dependencies that answer as set up and fail on anything else; `rows` and `logged` record the output. */
export function parts(told: Partial<SnapshotDependencies> & { reading?: BalanceReading } = {}) {
  const rows: Row[] = [];
  const logged: [string, Record<string, unknown>][] = [];
  const log = (message: string, details: Record<string, unknown>) => void logged.push([message, details]);
  const { reading, ...others } = told;
  const all: SnapshotDependencies = {
    clock: () => NOW,
    getCredentials: async (options) =>
      options?.forceRefresh ? unexpected('refresh of the credentials')() : credentials,
    exchange: {
      syncClock: async () => undefined,
      readSpotBalances: reading ? async () => reading : unexpected('request to the exchange'),
    },
    history: {
      record: async (row) => {
        rows.push(row);
        return 'written';
      },
    },
    log: { info: log, warn: log, error: log },
    redaction: () => createRedaction([credentials.apiKey, credentials.secretKey]),
    deadline: NOW + 45_000,
    ...others,
  };
  return { all, rows, logged };
}

export const refusing = (name: string) => async (): Promise<never> => {
  throw Object.assign(new Error(name), { name });
};
