/** What was held, slot by slot, or at the end of each hour, day, week or month. */
import type { BalanceRow } from '../history/projection';
import { type BalanceLine, balanceLines, nothingHeld } from './balances';
import { type Calendar, type Every, periods } from './period';
import {
  type Column,
  type ReportKind,
  type TextColumn,
  textColumns,
  textTable,
  toObject,
  UNKNOWN,
} from './report';
import type { MissingSlot } from './timeline';
import { priceText, worthText } from './worth-text';

/** A due slot, and the selected assets where these are not all that were held. */
export type HistoryItem = { account: string; result: SlotResult; assets?: readonly string[] };

export type SlotResult = BalanceRow | MissingSlot;

/** The lines of a series. `every` keeps the last captured slot of each period, or its last slot where none was captured. */
export async function* historyItems(
  account: string,
  slots: AsyncIterable<SlotResult[]>,
  { assets, every, timezone }: { assets?: readonly string[]; every: Every; timezone: string },
): AsyncGenerator<HistoryItem[]> {
  const kept = every === 'slot' ? slots : lastOfEach(every, timezone, slots);
  for await (const batch of kept) yield batch.map((result) => ({ account, result, assets }));
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

/** One asset of a slot; `balance` is null where the slot's balances are unknown. */
type HistoryLine = {
  account: string;
  result: SlotResult;
  wallet: string | null;
  asset: string | null;
  balance: BalanceLine | null;
};

const COLUMNS: Column<HistoryLine>[] = [
  { name: 'account', kind: 'text', value: ({ account }) => account },
  { name: 'slot', kind: 'time', value: ({ result }) => result.slot },
  {
    name: 'capturedAt',
    kind: 'time',
    value: ({ result }) => (result.status === 'captured' ? result.capturedAt : null),
  },
  { name: 'wallet', kind: 'text', value: ({ wallet }) => wallet },
  { name: 'asset', kind: 'text', value: ({ asset }) => asset },
  { name: 'free', kind: 'amount', value: ({ balance }) => balance?.free ?? null },
  { name: 'locked', kind: 'amount', value: ({ balance }) => balance?.locked ?? null },
  { name: 'total', kind: 'amount', value: ({ balance }) => balance?.total ?? null },
  { name: 'price', kind: 'amount', value: ({ balance }) => balance?.price ?? null },
  { name: 'worth', kind: 'amount', value: ({ balance }) => balance?.worth ?? null },
];

/**
 * A slot without a capture has lines too, with unknown amounts, for each asset that was selected. A line without an asset
 * is about the whole slot: amounts are unknown, or "0" where nothing was held.
 */
function toLines({ account, result, assets }: HistoryItem): HistoryLine[] {
  if (result.status !== 'captured') {
    return (assets ?? [null]).map((asset) => ({ account, result, wallet: null, asset, balance: null }));
  }
  const held = balanceLines(result, assets);
  return (held.length === 0 ? [nothingHeld(result)] : held).map((balance) => {
    const { wallet, asset } = balance;
    return { account, result, wallet, asset, balance };
  });
}

/** Replaces the amounts in a table where there are none. */
function note({ result, asset }: HistoryLine): string {
  if (result.status === 'captured') return asset === null ? 'nothing held' : '';
  return result.status === 'missing' ? 'missing' : `failed: ${result.failure.reason}`;
}

const TEXT_COLUMNS: TextColumn<HistoryLine>[] = [
  ...textColumns(COLUMNS, 'account', 'slot'),
  // Without a name, the line is about the whole slot.
  { name: 'wallet', text: ({ wallet }) => wallet ?? '' },
  { name: 'asset', text: ({ asset }) => asset ?? '' },
  ...textColumns(COLUMNS, 'free', 'locked', 'total'),
  { name: 'price', right: true, text: ({ balance }) => (balance ? priceText(balance) : UNKNOWN) },
  { name: 'worth', right: true, text: ({ balance }) => (balance ? worthText(balance) : UNKNOWN) },
  { name: 'note', text: note },
];

export const historyReport: ReportKind<HistoryItem, HistoryLine> = {
  toJson: (item) => toLines(item).map((line) => toObject(COLUMNS, line)),
  toLines,
  columns: COLUMNS,
  toTables: (items) => [textTable(TEXT_COLUMNS, items.flatMap(toLines))],
};
