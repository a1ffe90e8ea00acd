/** From a question to its report: which rows of the history are read for it, account by account. */

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
import { ACCOUNTS_AT_A_TIME, checkAssets, type RowsRead, rowsAt, rowsOfRange } from './known-assets';
import type { Every } from './period';
import type { Report } from './report';
import { type RowProblems, rowProblems } from './row-problems';
import { type MissingSlot, timeline } from './timeline';

export type ReportContext = {
  table: HistoryTable;
  now: number;
  /** A sentence that the reader must not miss, whatever the format. */
  warn(sentence: string): void;
  /** How far the reading has come, as a share from 0 to 1. */
  progress(share: number): void;
};

export type Filter = {
  /** Every account of the table where it is absent. */
  accounts?: readonly string[];
  /** Every asset where it is absent. */
  assets?: readonly string[];
};

/** A period as epoch ms; without `from`, it begins with each account's first slot. */
export type Period = { from?: number; to: number };

export function balances(reporting: ReportContext, question: Filter & { at: number }): Report<BalancesItem> {
  const [at, now] = [toSlot(question.at), toSlot(reporting.now)];
  warnOfFuture(reporting, question.at);
  const rowsRead: RowsRead = (account) => rowsAt(reporting.table, account, [at]);
  const items = forEachAccount(reporting, { ...question, rowsRead }, async (account) => {
    const problems = rowProblems(account, reporting.warn);
    const table = watching(reporting, problems);
    const row = await lastCapturedRow(table, account, at);
    if (row) problems.accepts(row);
    else await firstSlot(table, account);
    problems.report();
    const item = balancesAt(account, at, now, row, question.assets);
    if (item.staleness) reporting.warn(item.staleness);
    return [item];
  });
  return { ...balancesReport, isSingleObject: question.accounts?.length === 1, items };
}

export function history(
  reporting: ReportContext,
  question: Filter & { period: Period; every: Every; timezone: string },
): Report<HistoryItem> {
  const { table } = reporting;
  const { from = 0, to } = question.period;
  const range = { from, to: slotTime(toSlot(Math.min(to, reporting.now))) };
  const rowsRead: RowsRead = (account) => rowsOfRange(table, account, range);
  async function* items() {
    for (const account of await checkedAccounts(reporting, { ...question, rowsRead })) {
      const { slots } = await readSlots(reporting, account, question.period, (range) =>
        readBalances(table, account, range),
      );
      yield* historyItems(account, slots, question);
    }
  }
  return { ...historyReport, isSingleObject: false, items: items() };
}

export function changes(
  reporting: ReportContext,
  question: Filter & { period: Required<Period> },
): Report<ChangeLine> {
  const { period, assets } = question;
  const now = toSlot(reporting.now);
  warnOfFuture(reporting, period.to);
  const moments = [toSlot(period.from), toSlot(period.to)];
  const rowsRead: RowsRead = (account) => rowsAt(reporting.table, account, moments);
  const items = forEachAccount(reporting, { ...question, rowsRead }, async (account) => {
    const problems = rowProblems(account, reporting.warn);
    const table = watching(reporting, problems);
    const at = async (epochMs: number) => {
      const moment = toSlot(epochMs);
      const row = await lastCapturedRow(table, account, moment);
      if (row) problems.accepts(row);
      return { row, staleness: staleness(account, moment, now, row) };
    };
    const [start, end] = await Promise.all([at(period.from), at(period.to)]);
    if (!end.row) await firstSlot(table, account);
    problems.report();
    for (const { staleness } of [start, end]) if (staleness) reporting.warn(staleness);
    return changeLines(account, { start: start.row, end: end.row }, assets);
  });
  return { ...changesReport, isSingleObject: false, items };
}

export function gaps(reporting: ReportContext, question: Filter & { period: Period }): Report<Gaps> {
  const items = forEachAccount(reporting, question, async (account) => {
    const { slots, from, to } = await readSlots(reporting, account, question.period, (range) =>
      readStatuses(reporting.table, account, range),
    );
    return [await findGaps(account, from, to, slots)];
  });
  return { ...gapsReport, isSingleObject: question.accounts?.length === 1, items };
}

/** Nobody knows what will be held: what is shown then is the last that is known. */
function warnOfFuture({ now, warn }: ReportContext, at: number): void {
  if (at > now) warn(`${toSlot(at)} is in the future; data ends at ${toSlot(now)}.`);
}

/** The due slots of one account in a period, and the period's bounds as they are for this account. */
export async function readSlots<R extends StatusRow>(
  reporting: ReportContext,
  account: string,
  period: Period,
  read: (range: Range) => AsyncIterable<R[]>,
): Promise<{ from: string; to: string; slots: AsyncGenerator<(R | MissingSlot)[]> }> {
  const { now } = reporting;
  const problems = rowProblems(account, reporting.warn);
  const table = watching(reporting, problems);
  const to = toSlot(period.to);
  // Nothing is due after now: there is no need to look there.
  const end = Math.min(slotTime(to), slotTime(toSlot(now)));
  const rowsFrom = (from: string) => {
    const range = { from: slotTime(from), to: end };
    return range.from > end ? none<R>() : withProgress(read(range), range, problems, reporting.progress);
  };
  const startingAt = (slot: string) => ({
    slot,
    rows: prefetchFirst(rowsFrom(slot)),
    before: adjacentRow(table, account, 'before', slot),
  });
  // A period with a start of its own is read while its surroundings are asked for; nothing is before the first slot.
  const given = period.from === undefined ? undefined : startingAt(toSlot(period.from));
  const [first, before, after] = await Promise.all([
    firstSlot(table, account),
    given?.before,
    // A row of a time to come was made by hand, and tells nothing of what is due by now.
    adjacentRow(table, account, 'after', to, toSlot(now)),
  ]);
  const from = given?.slot ?? first ?? to;
  const rows = given?.rows ?? (first === undefined ? none<R>() : rowsFrom(first));
  const slots = timeline({ from, to: toSlot(end), rows, before, after, signal: table.signal });
  return { from, to, slots: followedBy(slots, problems.report) };
}

/** The table, whose passed over rows are noted. */
const watching = ({ table }: ReportContext, problems: RowProblems): HistoryTable => ({
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
  reporting: ReportContext,
  question: Filter & { rowsRead?: RowsRead },
  ask: (account: string) => Promise<Item[]>,
): AsyncGenerator<Item[]> {
  const names = await checkedAccounts(reporting, question);
  const starts = names.map((account) => () => ask(account));
  let done = 0;
  for await (const items of mapConcurrent(starts, ACCOUNTS_AT_A_TIME)) {
    yield items;
    done += 1;
    if (names.length > 1) reporting.progress(done / names.length);
  }
}

/** The accounts that are asked about, of which one at least has held each of the assets that are asked about. */
async function checkedAccounts(
  reporting: ReportContext,
  { rowsRead, ...question }: Filter & { rowsRead?: RowsRead },
): Promise<string[]> {
  const names = await selectAccounts(reporting, question);
  if (question.assets && rowsRead) await checkAssets(reporting.table, names, question.assets, rowsRead);
  return names;
}

/** The accounts that are asked about, each of which may still turn out to be unknown. */
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
 * The account's first slot; undefined where none of its rows has one that is possible. Throws where the account has no row,
 * naming the accounts that there are.
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
