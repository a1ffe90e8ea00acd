/** What was held, slot by slot, or at the end of each hour, day, week or month. */
import { BALANCE_COLUMNS, type BalanceLine, balanceLines, nothingHeld, unknownLine } from './balances';
import { assetsOf, type CapturedNeighbours, type Holdings, type SlotResult, withHoldings } from './holdings';
import { type Every, periodName } from './period';
import { columnsOf, flatReport, mapColumns, type ReportKind, type TextColumn, textColumns } from './report';
import type { SeriesOptions } from './series-slots';
import { isWalletId } from './wallets';
import { priceText, worthText } from './worth-text';

/** A due slot, and the selected assets where these are not all that were held. */
export type HistoryItem = {
  account: string;
  result: SlotResult;
  /** What it may hold, as far as that was not read. */
  held: Holdings;
  /** The name of its hour, day, week or month; null in a report slot by slot. */
  period: string | null;
  assets?: readonly string[];
};

/** The slots of a series with all that their lines show. */
export async function* historyItems(
  account: string,
  slots: AsyncIterable<SlotResult[]>,
  { assets, every, timezone }: SeriesOptions & { assets?: readonly string[] },
  neighbours?: CapturedNeighbours,
): AsyncGenerator<HistoryItem[]> {
  for await (const batch of withHoldings(slots, neighbours)) {
    yield batch.map(({ result, held }) => {
      const period = every === 'slot' ? null : periodName(result.slot, every, timezone);
      return { account, result, held, period, assets };
    });
  }
}

/** One asset of a slot. */
type HistoryLine = {
  account: string;
  slot: string;
  capturedAt: string | null;
  period: string | null;
  balance: BalanceLine;
};

/**
 * A slot without a capture has lines too, with unknown amounts, for each asset that was selected, or that was held in the
 * captured slots around it. A line without an asset is about the entire slot or wallet: amounts are unknown, or "0" where
 * nothing was held.
 */
function toLines({ account, result, held, period, assets }: HistoryItem): HistoryLine[] {
  const { slot, status } = result;
  if (status !== 'captured') {
    const reason = status === 'failed' ? result.failure.reason : null;
    return unknownAssets(held, assets).map((line) => {
      const balance = unknownLine({ ...line, status, reason });
      return { account, slot, capturedAt: null, period, balance };
    });
  }
  const lines = balanceLines(result, assets, held);
  const { capturedAt } = result;
  return (lines.length === 0 ? [nothingHeld(result)] : lines).map((balance) => ({
    account,
    slot,
    capturedAt,
    period,
    balance,
  }));
}

/** The wallets and assets of the lines of a slot without a capture. */
function unknownAssets(
  held: Holdings,
  selected?: readonly string[],
): Pick<BalanceLine, 'wallet' | 'asset'>[] {
  const lines = [...held.keys()]
    .filter(isWalletId)
    .sort()
    .flatMap((wallet) => (selected ?? assetsOf(held, wallet)).map((asset) => ({ wallet, asset })))
    // A wallet that was empty around the slot, beside others that were not.
    .filter(({ wallet, asset }) => asset !== null || !held.get(wallet));
  return lines.length > 0 ? lines : (selected ?? [null]).map((asset) => ({ wallet: null, asset }));
}

/** Replaces the amounts in a table where there are none. */
function note({ balance: { asset, wallet, status, reason } }: HistoryLine): string {
  if (status === 'captured') {
    if (reason !== null) return `not read: ${reason}`;
    return asset === null && wallet === null ? 'nothing held' : '';
  }
  return status === 'missing' ? 'missing' : `failed: ${reason}`;
}

const SLOT_COLUMNS = columnsOf<HistoryLine>({ account: 'text', slot: 'time', capturedAt: 'time' });
const PERIOD_COLUMN = columnsOf<HistoryLine>({ period: 'text' });
const AMOUNT_COLUMNS = mapColumns(BALANCE_COLUMNS, ({ balance }: HistoryLine) => balance);

const textColumnsFor = (every: Every): TextColumn<HistoryLine>[] => [
  ...textColumns(SLOT_COLUMNS, 'account'),
  ...(every === 'slot' ? [] : textColumns(PERIOD_COLUMN, 'period')),
  ...textColumns(SLOT_COLUMNS, 'slot'),
  // Without a name, the line is about the entire slot or wallet.
  { name: 'wallet', text: ({ balance }) => balance.wallet ?? '' },
  { name: 'asset', text: ({ balance }) => balance.asset ?? '' },
  ...textColumns(AMOUNT_COLUMNS, 'free', 'locked', 'total'),
  { name: 'price', right: true, text: ({ balance }) => priceText(balance) },
  { name: 'worth', right: true, text: ({ balance }) => worthText(balance) },
  { name: 'note', text: note },
];

/** `period` is a column only where the lines are of periods. */
export const historyReport = (every: Every): ReportKind<HistoryItem, HistoryLine> =>
  flatReport({
    toLines,
    columns: [...SLOT_COLUMNS, ...AMOUNT_COLUMNS, ...(every === 'slot' ? [] : PERIOD_COLUMN)],
    textColumns: textColumnsFor(every),
  });
