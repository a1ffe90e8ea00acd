/** The queries behind the commands about worth: the slots of a period, account by account. */
import { type HistoryTable, lastCapturedRow, readBalances } from '../history/read';
import { slotTime, toSlot } from '../schedule/slot';
import { type HistoryItem, historyItems } from './history';
import { type RowsRead, rowsOfRange } from './known-assets';
import { nextDue } from './missing-slots';
import { type MovementLine, movementLines, movementsReport, type Preceding } from './movements';
import type { Every } from './period';
import {
  checkedAccounts,
  type Filter,
  type Period,
  type ReportContext,
  readSlots,
  selectAccounts,
} from './queries';
import type { Report } from './report';
import { type WorthBy, worthReport } from './worth-lines';

export function worth(
  context: ReportContext,
  filter: Omit<Filter, 'assets'> & { period: Period; every: Every; timezone: string; by: WorthBy },
): Report<HistoryItem> {
  async function* items() {
    for (const account of await selectAccounts(context, filter)) {
      const { slots } = await readSlots(context, account, filter.period, (range) =>
        readBalances(context.table, account, range),
      );
      yield* historyItems(account, slots, { every: filter.every, timezone: filter.timezone });
    }
  }
  return { ...worthReport(filter.by), isSingleObject: false, items: items() } as Report<HistoryItem>;
}

export function movements(
  context: ReportContext,
  filter: Filter & { period: Period; minWorth?: string },
): Report<MovementLine> {
  const { table } = context;
  const { from, to } = filter.period;
  const range = { from: from ?? 0, to: slotTime(toSlot(Math.min(to, context.now))) };
  const rowsRead: RowsRead = (account) => rowsOfRange(table, account, range);
  async function* items() {
    for (const account of await checkedAccounts(context, { ...filter, rowsRead })) {
      const { slots } = await readSlots(context, account, filter.period, (range) =>
        readBalances(table, account, range),
      );
      const preceding = from === undefined ? undefined : await rowBefore(table, account, from);
      yield* movementLines(account, slots, filter, preceding);
    }
  }
  return { ...movementsReport, isSingleObject: false, items: items() } as Report<MovementLine>;
}

/** The last captured row before a period, with whether a slot that was due since then has no amounts. */
async function rowBefore(table: HistoryTable, account: string, from: number): Promise<Preceding | undefined> {
  const start = toSlot(from);
  const row = await lastCapturedRow(table, account, toSlot(slotTime(start) - 1000));
  const next = row && nextDue(row);
  return row && { row, hasGap: next !== undefined && next < start };
}
