/** Reads the due slots of an account: its rows, and between them the slots without one. */
import { prefetchFirst } from '../history/concurrency';
import type { BalanceRow, StatusRow } from '../history/projection';
import {
  adjacentRow,
  type HistoryTable,
  lastCapturedRow,
  nextCapturedRow,
  type Range,
  readBalances,
} from '../history/read';
import { slotTime, toSlot } from '../schedule/slot';
import { firstSlot } from './accounts';
import type { Period, ReportContext } from './context';
import type { CapturedNeighbours } from './holdings';
import { type RowProblems, rowProblems } from './row-problems';
import { type MissingSlot, timeline } from './timeline';

export const balancesOf =
  ({ table }: ReportContext, account: string) =>
  (range: Range): AsyncIterable<BalanceRow[]> =>
    readBalances(table, account, range);

export const capturedNeighbours = ({ table, now }: ReportContext, account: string): CapturedNeighbours => ({
  before: (slot) => lastCapturedRow(table, account, toSlot(slotTime(slot) - 1000)),
  // A row in the future was written by hand.
  after: (slot) => nextCapturedRow(table, account, slot, toSlot(now)),
});

export type SlotsOfPeriod<R extends StatusRow> = {
  /** The period's bounds for the account. */
  from: string;
  to: string;
  /** The account's first slot. */
  historyFrom: string | null;
  slots: AsyncGenerator<(R | MissingSlot)[]>;
};

/** The due slots of one account in a period. The problems of rows are reported at their end, or by the caller who gives `noted`. */
export async function readSlots<R extends StatusRow>(
  context: ReportContext,
  account: string,
  period: Period,
  read: (range: Range) => AsyncIterable<R[]>,
  noted?: RowProblems,
): Promise<SlotsOfPeriod<R>> {
  const { now } = context;
  const problems = noted ?? rowProblems(account, context.warn);
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
  return { from, to, historyFrom: first ?? null, slots: noted ? slots : followedBy(slots, problems.report) };
}

/** The table, with a note of each row that a search skips. */
export const watching = ({ table }: ReportContext, problems: RowProblems): HistoryTable => ({
  ...table,
  passedOver: problems.accepts,
});

/** The same items; `done` is called after the last one. */
export async function* followedBy<T>(items: AsyncIterable<T>, done: () => void): AsyncGenerator<T> {
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
