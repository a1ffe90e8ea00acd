/** What was held, slot by slot, or at the end of each hour, day, week or month. */
import { type BalanceRow, WALLETS } from '../history/projection';
import { balanceLines } from './balances';
import { type Calendar, type Every, periods } from './period';
import { type Column, formatValue, type ReportKind, type Value } from './report';
import type { MissingSlot } from './timeline';

/** A due slot, and the assets that are asked for where it is not all that were held. */
export type HistoryItem = { account: string; end: SlotResult; assets?: readonly string[] };

export type SlotResult = BalanceRow | MissingSlot;

/** The lines of a series. `every` keeps the last captured slot of each period, or its last slot where none was captured. */
export async function* historyItems(
  account: string,
  slots: AsyncIterable<SlotResult[]>,
  { assets, every, timezone }: { assets?: readonly string[]; every: Every; timezone: string },
): AsyncGenerator<HistoryItem[]> {
  const kept = every === 'slot' ? slots : lastOfEach(every, timezone, slots);
  for await (const batch of kept) yield batch.map((end) => ({ account, end, assets }));
}

async function* lastOfEach(
  every: Calendar,
  timezone: string,
  slots: AsyncIterable<SlotResult[]>,
): AsyncGenerator<SlotResult[]> {
  const beginsPeriod = periods(every, timezone);
  let last: SlotResult | undefined;
  for await (const batch of slots) {
    const kept: SlotResult[] = [];
    for (const slot of batch) {
      const begins = beginsPeriod(slot.slot);
      if (begins && last) kept.push(last);
      if (begins || slot.status === 'captured' || last?.status !== 'captured') last = slot;
    }
    yield kept;
  }
  if (last) yield [last];
}

const COLUMNS: Column[] = [
  { name: 'account', kind: 'text' },
  { name: 'slot', kind: 'time' },
  { name: 'capturedAt', kind: 'time' },
  { name: 'wallet', kind: 'text' },
  { name: 'asset', kind: 'text' },
  { name: 'free', kind: 'amount' },
  { name: 'locked', kind: 'amount' },
  { name: 'total', kind: 'amount' },
];

/**
 * A slot without a capture has lines too, with `capturedAt` and amounts null, for each asset that was asked for. A line
 * without an asset speaks of the whole slot: amounts null where it is unknown, "0" where nothing was held.
 */
function lines({ account, end, assets }: HistoryItem): (string | null)[][] {
  const { slot } = end;
  if (end.status !== 'captured') {
    const named = assets
      ? WALLETS.flatMap((wallet) => assets.map((asset) => [wallet, asset]))
      : [[null, null]];
    return named.map((name) => [account, slot, null, ...name, null, null, null]);
  }
  const { capturedAt } = end;
  const held = balanceLines(end.balances, assets);
  if (held.length === 0) return [[account, slot, capturedAt, null, null, '0', '0', '0']];
  return held.map(({ wallet, asset, free, locked, total }) => [
    account,
    slot,
    capturedAt,
    wallet,
    asset,
    free,
    locked,
    total,
  ]);
}

/** What people are told where there are no amounts to show. */
function note(end: SlotResult, asset: Value | undefined): string {
  if (end.status === 'captured') return asset === null ? 'nothing held' : '';
  return end.status === 'missing' ? 'missing' : `failed: ${end.failure.reason}`;
}

export const historyReport: ReportKind<HistoryItem> = {
  toJson: (item) =>
    lines(item).map(([account, slot, capturedAt, wallet, asset, free, locked, total]) => ({
      account,
      slot,
      capturedAt,
      wallet,
      asset,
      free,
      locked,
      total,
    })),
  columns: COLUMNS,
  toRows: lines,
  sheets: (items) => [
    {
      columns: [
        { name: 'account' },
        { name: 'slot' },
        { name: 'wallet' },
        { name: 'asset' },
        { name: 'free', right: true },
        { name: 'locked', right: true },
        { name: 'total', right: true },
        { name: 'note' },
      ],
      rows: items.flatMap((item) =>
        lines(item).map(([account, slot, , wallet, asset, ...amounts]) => [
          account ?? '',
          slot ?? '',
          wallet ?? '',
          asset ?? '',
          ...amounts.map(formatValue),
          note(item.end, asset),
        ]),
      ),
    },
  ],
};
