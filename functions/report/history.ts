/** What was held, slot by slot, or at the end of each hour, day, week or month. */
import { type BalanceRow, WALLETS } from '../history/seen';
import { balanceLines } from './balances';
import { type Every, periods } from './period';
import { type Column, type ReportKind, shown, type Value } from './result';
import type { MissingSlot } from './timeline';

/**
 * A slot without a capture is a line too, with `capturedAt` and amounts null, for each asset that was asked for. A line
 * without an asset speaks of the whole slot: amounts null where it is unknown, "0" where nothing was held.
 */
type HistoryLine = {
  account: string;
  slot: string;
  capturedAt: string | null;
  wallet: string | null;
  asset: string | null;
  free: string | null;
  locked: string | null;
  total: string | null;
};

/** `why`: what is known instead of the amounts, where they are unknown. */
export type HistoryItem = { line: HistoryLine; why?: string };

export type SlotEnd = BalanceRow | MissingSlot;

/** The lines of a series. `every` keeps the last captured slot of each period, or its last slot where none was captured. */
export async function* historyItems(
  account: string,
  slots: AsyncIterable<SlotEnd[]>,
  { assets, every, timezone }: { assets?: readonly string[]; every: Every; timezone: string },
): AsyncGenerator<HistoryItem[]> {
  const kept = every === 'slot' ? slots : lastOfEach(every, timezone, slots);
  for await (const batch of kept) yield batch.flatMap((slot) => slotItems(account, slot, assets));
}

async function* lastOfEach(
  every: Every,
  timezone: string,
  slots: AsyncIterable<SlotEnd[]>,
): AsyncGenerator<SlotEnd[]> {
  const beginsPeriod = periods(every, timezone);
  let last: SlotEnd | undefined;
  for await (const batch of slots) {
    const kept: SlotEnd[] = [];
    for (const slot of batch) {
      const begins = beginsPeriod(slot.slot);
      if (begins && last) kept.push(last);
      if (begins || slot.status === 'captured' || last?.status !== 'captured') last = slot;
    }
    yield kept;
  }
  if (last) yield [last];
}

function slotItems(account: string, end: SlotEnd, assets?: readonly string[]): HistoryItem[] {
  const { slot } = end;
  if (end.status === 'captured') {
    const { capturedAt } = end;
    const lines = balanceLines(end.balances, assets);
    // Spelt out: spreading half a million lines takes its time.
    if (lines.length > 0) {
      return lines.map(({ wallet, asset, free, locked, total }) => ({
        line: { account, slot, capturedAt, wallet, asset, free, locked, total },
      }));
    }
    const nothing = { wallet: null, asset: null, free: '0', locked: '0', total: '0' };
    return [{ line: { account, slot, capturedAt, ...nothing }, why: 'nothing held' }];
  }
  const why = end.status === 'missing' ? 'missing' : `failed: ${end.failure.reason}`;
  const unknown = { free: null, locked: null, total: null };
  const named = assets
    ? WALLETS.flatMap((wallet) => assets.map((asset) => ({ wallet, asset })))
    : [{ wallet: null, asset: null }];
  return named.map((name) => ({ line: { account, slot, capturedAt: null, ...name, ...unknown }, why }));
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

export const historyReport: ReportKind<HistoryItem> = {
  document: ({ line }) => line,
  columns: COLUMNS,
  lines: ({ line }): Value[][] => [
    [line.account, line.slot, line.capturedAt, line.wallet, line.asset, line.free, line.locked, line.total],
  ],
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
      rows: items.map(({ line, why }) => [
        line.account,
        line.slot,
        line.wallet ?? '',
        line.asset ?? '',
        shown(line.free),
        shown(line.locked),
        shown(line.total),
        why ?? '',
      ]),
    },
  ],
};
