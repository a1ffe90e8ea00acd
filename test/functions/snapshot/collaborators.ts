/** Fakes of the snapshot's dependencies: they respond as a test sets them up and fail on anything else. */
import { pricesOf } from '../../../functions/bingx/prices';
import { createRedaction } from '../../../functions/bingx/redaction';
import type { AccountReading, AssetAmounts, Reading, WalletBalances } from '../../../functions/bingx/types';
import { type Row, WALLET_IDS } from '../../../functions/history/row';
import type { SnapshotDependencies } from '../../../functions/snapshot/dependencies';
import type { SnapshotRequest } from '../../../functions/snapshot/event';

export type SpotReading = Reading<WalletBalances>;

export const NOW = Date.parse('2026-11-22T06:00:02.000Z');
export const job: SnapshotRequest = {
  account: 'main',
  secretId: 'balance-snapshots/main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  timezone: 'UTC',
  maxLatenessSeconds: 1800,
  wallets: WALLET_IDS,
};
export const credentials = { apiKey: 'canary-key', secretKey: 'canary-secret' };
export const raw = Buffer.from('{"code":0,"data":{"balances":[]}}');
export const answered = ({
  balances = [{ asset: 'BTC', free: '1', locked: '0' }],
  ...changes
}: {
  balances?: AssetAmounts[];
  clockSkewMs?: number;
  attempts?: number;
} = {}): SpotReading => ({
  kind: 'answered',
  value: { assets: balances, isEmpty: balances.length === 0 },
  raw,
  answeredAt: Date.parse('2026-11-22T06:00:01.234Z'),
  clockSkewMs: 12,
  attempts: 1,
  ...changes,
});

/** An account read without optional endpoints, except those in `changes`. */
export const accountOf = (required: SpotReading, changes: Partial<AccountReading> = {}): AccountReading => ({
  required,
  wallets: {},
  errors: {},
  answers: required.raw ? { spot: required.raw } : {},
  pricesOf: (assets) => pricesOf(undefined, assets),
  ...changes,
});

export const unexpected = (what: string) => () => {
  throw new Error(`This test expects no ${what}`);
};

/** Dependencies that respond as set up and fail on anything else; `rows` and `logged` record the output. */
export function parts(
  overrides: Partial<SnapshotDependencies> & {
    reading?: SpotReading;
    account?: Partial<AccountReading>;
  } = {},
) {
  const rows: Row[] = [];
  const logged: [string, Record<string, unknown>][] = [];
  const log = (message: string, details: Record<string, unknown>) => void logged.push([message, details]);
  const { reading, account, ...others } = overrides;
  const all: SnapshotDependencies = {
    clock: () => NOW,
    getCredentials: async (options) =>
      options?.forceRefresh ? unexpected('refresh of the credentials')() : credentials,
    exchange: {
      syncClock: async () => undefined,
      readAccount: reading ? async () => accountOf(reading, account) : unexpected('request to the exchange'),
      readPermissions: unexpected('request for the permissions'),
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

/** An exchange that implements only `readAccount`. */
export const exchangeOf = (
  readAccount: SnapshotDependencies['exchange']['readAccount'],
  syncClock: SnapshotDependencies['exchange']['syncClock'] = async () => undefined,
): SnapshotDependencies['exchange'] => ({
  syncClock,
  readAccount,
  readPermissions: unexpected('request for the permissions'),
});

export const refusing = (name: string) => async (): Promise<never> => {
  throw Object.assign(new Error(name), { name });
};
