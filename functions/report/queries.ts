/** The queries behind each command: which rows are read, account by account. */

import { CommandError } from '../cli/errors';
import { mapConcurrent, prefetchFirst } from '../history/concurrency';
import type { StatusRow } from '../history/projection';
import {
  adjacentRow,
  firstRow,
  type HistoryTable,
  lastCapturedRow,
  listAccounts,
  type Range,
  readBalances,
  readStatuses,
} from '../history/read';
import { slotTime, toSlot } from '../schedule/slot';
import { type BalancesItem, balancesAt, balancesReport, staleness } from './balances';
import { type ChangeLine, changeLines, changesReport } from './changes';
import { findGaps, type Gaps, gapsReport } from './gaps';
import { type HistoryItem, historyItems, historyReport } from './history';
import { checkAssets, MAX_PARALLEL_ACCOUNTS, type RowsRead, rowsAt, rowsOfRange } from './known-assets';
import type { Every } from './period';
import type { Report } from './report';
import { type RowProblems, rowProblems } from './row-problems';
import { type MissingSlot, timeline } from './timeline';

export type ReportContext = {
  table: HistoryTable;
  now: number;
  /** Prints a warning on standard error, whatever the format. */
  warn(sentence: string): void;
  /** Progress of the reading: a share from 0 to 1. */
  progress(share: number): void;
};

export type Filter = {
  /** Default: all accounts of the table. */
  accounts?: readonly string[];
  /** Default: all assets. */
  assets?: readonly string[];
};

/** A period in epoch ms; without `from`, it begins at each account's first slot. */
export type Period = { from?: number; to: number };

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
  filter: Filter & { period: Period; every: Every; timezone: string },
): Report<HistoryItem> {
  const { table } = context;
  const { from = 0, to } = filter.period;
  const range = { from, to: slotTime(toSlot(Math.min(to, context.now))) };
  const rowsRead: RowsRead = (account) => rowsOfRange(table, account, range);
  async function* items() {
    for (const account of await checkedAccounts(context, { ...filter, rowsRead })) {
      const { slots } = await readSlots(context, account, filter.period, (range) =>
        readBalances(table, account, range),
      );
      yield* historyItems(account, slots, filter);
    }
  }
  return { ...historyReport, isSingleObject: false, items: items() };
}

export function changes(
  context: ReportContext,
  filter: Filter & { period: Required<Period> },
): Report<ChangeLine> {
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
    return changeLines(account, { start: start.row, end: end.row }, assets);
  });
  return { ...changesReport, isSingleObject: false, items };
}

export function gaps(context: ReportContext, filter: Filter & { period: Period }): Report<Gaps> {
  const items = forEachAccount(context, filter, async (account) => {
    const { slots, from, to } = await readSlots(context, account, filter.period, (range) =>
      readStatuses(context.table, account, range),
    );
    return [await findGaps(account, from, to, slots)];
  });
  return { ...gapsReport, isSingleObject: filter.accounts?.length === 1, items };
}

/** For a moment in the future, the newest data is shown. */
function warnOfFuture({ now, warn }: ReportContext, at: number): void {
  if (at > now) warn(`${toSlot(at)} is in the future; data ends at ${toSlot(now)}.`);
}

/** The due slots of one account in a period, and the period's bounds for this account. */
export async function readSlots<R extends StatusRow>(
  context: ReportContext,
  account: string,
  period: Period,
  read: (range: Range) => AsyncIterable<R[]>,
): Promise<{ from: string; to: string; slots: AsyncGenerator<(R | MissingSlot)[]> }> {
  const { now } = context;
  const problems = rowProblems(account, context.warn);
  const table = watching(context, problems);
  const to = toSlot(period.to);
  // No slot is due after now.
  const end = Math.min(slotTime(to), slotTime(toSlot(now)));
  const rowsFrom = (from: string) => {
    const range = { from: slotTime(from), to: end };
    return range.from > end ? none<R>() : withProgress(read(range), range, problems, context.progress);
  };
  const startingAt = (slot: string) => ({
    slot,
    rows: prefetchFirst(rowsFrom(slot)),
    before: adjacentRow(table, account, 'before', slot),
  });
  // A period with a given start is read while the rows around it are queried; no row is before the first slot.
  const given = period.from === undefined ? undefined : startingAt(toSlot(period.from));
  const [first, before, after] = await Promise.all([
    firstSlot(table, account),
    given?.before,
    // A row in the future was written by hand and does not affect which slots are due by now.
    adjacentRow(table, account, 'after', to, toSlot(now)),
  ]);
  const from = given?.slot ?? first ?? to;
  const rows = given?.rows ?? (first === undefined ? none<R>() : rowsFrom(first));
  const slots = timeline({ from, to: toSlot(end), rows, before, after, signal: table.signal });
  return { from, to, slots: followedBy(slots, problems.report) };
}

/** The table, with a note of each row that a search skips. */
export const watching = ({ table }: ReportContext, problems: RowProblems): HistoryTable => ({
  ...table,
  passedOver: problems.accepts,
});

async function* followedBy<T>(items: AsyncIterable<T>, done: () => void): AsyncGenerator<T> {
  yield* items;
  done();
}

async function* none<R>(): AsyncGenerator<R[]> {}

async function* withProgress<R extends StatusRow>(
  batches: AsyncIterable<R[]>,
  { from, to }: Range,
  problems: RowProblems,
  progress: ReportContext['progress'],
): AsyncGenerator<R[]> {
  for await (const batch of batches) {
    const rows = batch.filter(problems.accepts);
    yield rows;
    const last = rows.at(-1);
    if (last) progress((slotTime(last.slot) - from) / Math.max(1, to - from));
  }
}

async function* forEachAccount<Item>(
  context: ReportContext,
  filter: Filter & { rowsRead?: RowsRead },
  query: (account: string) => Promise<Item[]>,
): AsyncGenerator<Item[]> {
  const names = await checkedAccounts(context, filter);
  const starts = names.map((account) => () => query(account));
  let done = 0;
  for await (const items of mapConcurrent(starts, MAX_PARALLEL_ACCOUNTS)) {
    yield items;
    done += 1;
    if (names.length > 1) context.progress(done / names.length);
  }
}

/** The selected accounts, after a check that at least one of them has held each selected asset. */
export async function checkedAccounts(
  context: ReportContext,
  { rowsRead, ...filter }: Filter & { rowsRead?: RowsRead },
): Promise<string[]> {
  const names = await selectAccounts(context, filter);
  if (filter.assets && rowsRead) await checkAssets(context.table, names, filter.assets, rowsRead);
  return names;
}

/** The selected accounts; a named account may not exist. */
export async function selectAccounts(
  { table }: ReportContext,
  { accounts: named }: Filter,
): Promise<string[]> {
  if (named) return [...named];
  const names = await allAccounts(table);
  if (names.length === 0) throw new CommandError(`There is no history in ${table.tableName} yet.`);
  return names;
}

async function allAccounts(table: HistoryTable): Promise<string[]> {
  const names: string[] = [];
  for await (const name of listAccounts(table)) names.push(name);
  return names.sort();
}

/**
 * The account's first slot; undefined if no row has a possible slot. Throws if the account has no row, with the names of the
 * accounts that exist.
 */
async function firstSlot(table: HistoryTable, account: string): Promise<string | undefined> {
  const row = await firstRow(table, account);
  if (row) return row.slot;
  const names = await allAccounts(table);
  if (names.includes(account)) return undefined;
  if (names.length === 0) throw new CommandError(`There is no history in ${table.tableName} yet.`);
  const known =
    names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
  throw new CommandError(`There is no account ${account} in ${table.tableName}; it has ${known}.`);
}
