/** The queries behind the commands about worth: the slots of a period, account by account. */
import type { CapturedBalanceRow } from '../history/projection';
import { type HistoryTable, lastCapturedRow, lastRowWithWallet } from '../history/read';
import { slotTime, toSlot } from '../schedule/slot';
import { checkedAccounts, eachWithProgress, selectAccounts } from './accounts';
import type { Filter, Period, ReportContext } from './context';
import { historyItems } from './history';
import type { SlotResult } from './holdings';
import { type RowsRead, rowsOfRange } from './known-assets';
import { nextDue } from './missing-slots';
import { type MovementLine, movementLines, movementsReport, type Preceding } from './movements';
import { balancesOf, capturedNeighbours, readSlots } from './read-slots';
import type { Report } from './report';
import { readSeries } from './series-slots';
import { isWalletId } from './wallets';
import { unreadWallets } from './worth';
import { type SeriesWorthOptions, type WorthLine, worthLines, worthReport } from './worth-lines';
import { worthSum } from './worth-sum';

export type WorthFilter = Pick<Filter, 'accounts'> &
  SeriesWorthOptions & {
    period: Period;
    /** Whether the accounts are added up. */
    isSummed: boolean;
  };

export function worth(context: ReportContext, filter: WorthFilter): Report<WorthLine> {
  const items = filter.isSummed ? summedLines(context, filter) : linesByAccount(context, filter);
  return { ...worthReport(filter), isSingleObject: false, items } as Report<WorthLine>;
}

async function* linesByAccount(context: ReportContext, filter: WorthFilter): AsyncGenerator<WorthLine[]> {
  const accounts = await selectAccounts(context, filter);
  for (const [account, part] of eachWithProgress(context, accounts)) {
    const slots = await readSeries(part, account, filter);
    for await (const items of historyItems(account, slots, filter, capturedNeighbours(part, account))) {
      yield items.flatMap((item) => worthLines(filter.by, item));
    }
  }
}

async function* summedLines(context: ReportContext, filter: WorthFilter): AsyncGenerator<WorthLine[]> {
  const accounts = await selectAccounts(context, filter);
  const sum = worthSum(filter);
  for (const [account, part] of eachWithProgress(context, accounts)) {
    const { slots } = await readSlots(part, account, filter.period, balancesOf(part, account));
    for await (const batch of slots) for (const result of batch) sum.add(account, result);
  }
  yield* sum.lines(accounts);
}

export function movements(
  context: ReportContext,
  filter: Filter & { period: Period; minWorth?: string },
): Report<MovementLine> {
  const { table } = context;
  const { from, to } = filter.period;
  const range = { from: from ?? 0, to: slotTime(toSlot(Math.min(to, context.now))) };
  const rowsRead: RowsRead = (account) => rowsOfRange(table, account, range);
  let isAnyCaptured = false;
  async function* noting(slots: AsyncIterable<SlotResult[]>) {
    for await (const batch of slots) {
      isAnyCaptured ||= batch.some(({ status }) => status === 'captured');
      yield batch;
    }
  }
  async function* items() {
    const accounts = await checkedAccounts(context, { ...filter, rowsRead });
    for (const [account, part] of eachWithProgress(context, accounts)) {
      const { slots } = await readSlots(part, account, filter.period, balancesOf(part, account));
      const preceding = from === undefined ? undefined : await rowsBefore(table, account, from);
      yield* movementLines(account, noting(slots), filter, preceding);
    }
  }
  const emptyText = () => (isAnyCaptured ? 'No movements.' : 'No data for this period.');
  return { ...movementsReport, isSingleObject: false, items: items(), emptyText } as Report<MovementLine>;
}

/** A wallet that was not read for longer than this before a period begins anew in it: the search would read all rows. */
const MAX_SEARCH_MS = 31 * 24 * 3_600_000;

/** The last captured row before a period, and for each wallet that it did not read, the last row that did. */
async function rowsBefore(
  table: HistoryTable,
  account: string,
  from: number,
): Promise<Preceding | undefined> {
  const start = toSlot(from);
  const row = await lastCapturedRow(table, account, toSlot(slotTime(start) - 1000));
  if (!row) return undefined;
  const range = { from: toSlot(slotTime(row.slot) - MAX_SEARCH_MS), to: row.slot };
  const earlier = await Promise.all(
    unreadWallets(row).map(async ({ wallet }) => {
      const found = await lastRowWithWallet(table, account, range, wallet);
      return found ? [onlyWallet(found, wallet)] : [];
    }),
  );
  const next = nextDue(row);
  const rows = [...earlier.flat().sort((a, b) => (a.slot < b.slot ? -1 : 1)), row];
  return { rows, hasGap: next !== undefined && next < start };
}

const onlyWallet = ({ slot, balances, prices }: CapturedBalanceRow, wallet: string) => ({
  slot,
  prices,
  balances: isWalletId(wallet) ? { [wallet]: balances[wallet] } : {},
});
