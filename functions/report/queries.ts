/** The queries behind each command: which rows are read, account by account. */
import { lastCapturedRow, readStatuses } from '../history/read';
import { slotTime, toSlot } from '../schedule/slot';
import { checkedAccounts, eachWithProgress, firstSlot, forEachAccount } from './accounts';
import { type BalancesItem, balancesAt, balancesReport, staleness } from './balances';
import { type ChangesItem, changesBetween, changesReport } from './changes';
import type { Filter, Period, ReportContext } from './context';
import { findGaps, type GapsItem, gapsReport } from './gaps';
import { type HistoryItem, historyItems, historyReport } from './history';
import { type RowsRead, rowsAt, rowsOfRange } from './known-assets';
import { capturedNeighbours, readSlots, watching } from './read-slots';
import type { Report } from './report';
import { rowProblems } from './row-problems';
import { readSeries, type SeriesOptions } from './series-slots';

export function balances(context: ReportContext, filter: Filter & { at: number }): Report<BalancesItem> {
  const [at, now] = [toSlot(filter.at), toSlot(context.now)];
  warnOfFuture(context, filter.at);
  const rowsRead: RowsRead = (account) => rowsAt(context.table, account, [at]);
  const items = forEachAccount(context, { ...filter, rowsRead }, async (account) => {
    const problems = rowProblems(account, context.warn);
    const table = watching(context, problems);
    const row = await lastCapturedRow(table, account, at);
    if (row) problems.accepts(row);
    else await firstSlot(table, account);
    problems.report();
    const item = balancesAt(account, at, now, row, filter.assets);
    if (item.staleness) context.warn(item.staleness);
    return [item];
  });
  return { ...balancesReport, isSingleObject: filter.accounts?.length === 1, items };
}

export function history(
  context: ReportContext,
  filter: Filter & SeriesOptions & { period: Period },
): Report<HistoryItem> {
  const { table } = context;
  const { from = 0, to } = filter.period;
  const range = { from, to: slotTime(toSlot(Math.min(to, context.now))) };
  const rowsRead: RowsRead = (account) => rowsOfRange(table, account, range);
  async function* items() {
    const accounts = await checkedAccounts(context, { ...filter, rowsRead });
    for (const [account, part] of eachWithProgress(context, accounts)) {
      const slots = await readSeries(part, account, filter);
      yield* historyItems(account, slots, filter, capturedNeighbours(part, account));
    }
  }
  return { ...historyReport(filter.every), isSingleObject: false, items: items() };
}

export function changes(
  context: ReportContext,
  filter: Filter & { period: Required<Period> },
): Report<ChangesItem> {
  const { period, assets } = filter;
  const now = toSlot(context.now);
  warnOfFuture(context, period.to);
  const moments = [toSlot(period.from), toSlot(period.to)];
  const rowsRead: RowsRead = (account) => rowsAt(context.table, account, moments);
  const items = forEachAccount(context, { ...filter, rowsRead }, async (account) => {
    const problems = rowProblems(account, context.warn);
    const table = watching(context, problems);
    const at = async (epochMs: number) => {
      const moment = toSlot(epochMs);
      const row = await lastCapturedRow(table, account, moment);
      if (row) problems.accepts(row);
      return { row, staleness: staleness(account, moment, now, row) };
    };
    const [start, end] = await Promise.all([at(period.from), at(period.to)]);
    if (!end.row) await firstSlot(table, account);
    problems.report();
    for (const { staleness } of [start, end]) if (staleness) context.warn(staleness);
    return [changesBetween(account, { start: start.row, end: end.row }, assets)];
  });
  return { ...changesReport, isSingleObject: false, items };
}

export function gaps(context: ReportContext, filter: Filter & { period: Period }): Report<GapsItem> {
  const items = forEachAccount(context, filter, async (account, part) => {
    const { slots, from, to, historyFrom } = await readSlots(part, account, filter.period, (range) =>
      readStatuses(context.table, account, range),
    );
    return [{ ...(await findGaps(account, from, to, slots)), historyFrom }];
  });
  return { ...gapsReport, isSingleObject: filter.accounts?.length === 1, items };
}

/** For a moment in the future, the newest data is shown. */
function warnOfFuture({ now, warn }: ReportContext, at: number): void {
  if (at > now) warn(`${toSlot(at)} is in the future; data ends at ${toSlot(now)}.`);
}
