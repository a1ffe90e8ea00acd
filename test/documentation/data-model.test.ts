/** docs/data-model.md names each attribute, field and metric of the code. The compiler checks the lists of names here. */
import type { CapturedRow, FailedRow } from '../../functions/history/row';
import { WALLET_AMOUNTS } from '../../functions/history/row';
import type { MonitorEvent } from '../../functions/monitor/event';
import { MONITOR_METRICS } from '../../functions/monitor/gauges';
import type { SnapshotEvent } from '../../functions/snapshot/event';
import { METRICS } from '../../functions/snapshot/metrics';
import { readPage } from './pages';

const ATTRIBUTES = {
  account: true,
  slot: true,
  status: true,
  schedule: true,
  timezone: true,
  capturedAt: true,
  balances: true,
  walletErrors: true,
  prices: true,
  priceSources: true,
  pricedAt: true,
  exchangeTotals: true,
  raw: true,
  rawOmitted: true,
  clockSkewMs: true,
  failure: true,
  expiresAt: true,
  version: true,
} satisfies Record<keyof CapturedRow | keyof FailedRow, true>;

const SNAPSHOT_FIELDS = {
  account: true,
  secretId: true,
  slot: true,
  schedule: true,
  timezone: true,
  wallets: true,
  maxLatenessSeconds: true,
} satisfies Record<keyof SnapshotEvent, true>;

const MONITOR_FIELDS = { slot: true, accounts: true } satisfies Record<keyof MonitorEvent, true>;

/** The code in the first cells of the table of a section. */
const namesIn = (section: string): string[] =>
  (readPage('docs/data-model.md').split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name));

it.each([
  ['The row', Object.keys(ATTRIBUTES)],
  ['The snapshot event', Object.keys(SNAPSHOT_FIELDS)],
  ['The monitor event', Object.keys(MONITOR_FIELDS)],
  ['Metrics', [...Object.values(METRICS), ...Object.values(MONITOR_METRICS)]],
  ['Wallets', Object.keys(WALLET_AMOUNTS)],
])('%s: each name once and no other', (section, names) => {
  expect(namesIn(section).sort()).toEqual([...names].sort());
});
