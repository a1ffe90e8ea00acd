/** The slots of an account that a series shows: all of them, or one of each hour, day, week or month. */
import { MAX_BATCH_KEYS } from '../history/batch-get';
import type { CapturedBalanceRow, StatusRow } from '../history/projection';
import { type HistoryTable, lastCapturedRow, type Range, readStatuses } from '../history/read';
import { readRows } from '../history/rows-by-key';
import { slotTime, toSlot } from '../schedule/slot';
import type { Period, ReportContext } from './context';
import type { SlotResult } from './holdings';
import { type Every, lastOfEach, type PeriodSlots, slotsByPeriod } from './period';
import { balancesOf, followedBy, readSlots, watching } from './read-slots';
import { type RowProblems, rowProblems } from './row-problems';
import type { MissingSlot } from './timeline';

export type SeriesOptions = { every: Every; timezone: string };

type SlotStatus = StatusRow | MissingSlot;

const rank = ({ status }: SlotStatus) => Number(status === 'captured');

/** Keeps the last captured slot of each period, or its last slot where none was captured. */
export const shownSlots = (
  { every, timezone }: SeriesOptions,
  slots: AsyncIterable<SlotResult[]>,
): AsyncIterable<SlotResult[]> => (every === 'slot' ? slots : lastOfEach(every, timezone, slots, rank));

/**
 * Reads the slots that a series shows. Of days and longer periods nearly all rows are not shown, so that only their status is
 * read; an hour rarely has more than one row, and reading the rows by their keys would double the cost.
 */
export async function readSeries(
  context: ReportContext,
  account: string,
  { period, every, timezone }: SeriesOptions & { period: Period },
): Promise<AsyncIterable<SlotResult[]>> {
  if (every === 'slot' || every === 'hour') {
    const { slots } = await readSlots(context, account, period, balancesOf(context, account));
    return shownSlots({ every, timezone }, slots);
  }
  const problems = rowProblems(account, context.warn);
  const statuses = (range: Range) => readStatuses(context.table, account, range);
  const { slots } = await readSlots(context, account, period, statuses, problems);
  const periods = slotsByPeriod(every, timezone, slots, rank);
  return followedBy(withAmounts(watching(context, problems), account, periods, problems), problems.report);
}

/** The slots that are shown, with amounts, of periods of which only the status was read. */
async function* withAmounts(
  table: HistoryTable,
  account: string,
  periods: AsyncIterable<PeriodSlots<SlotStatus>[]>,
  problems: RowProblems,
): AsyncGenerator<SlotResult[]> {
  for await (const batch of inBatchesOf(MAX_BATCH_KEYS, periods)) {
    const captured = batch.flatMap(({ best }) => (best.status === 'captured' ? [best.slot] : []));
    const rows = await readRows(table, account, captured);
    const results: SlotResult[] = [];
    for (const { first, best, last } of batch) {
      if (best.status !== 'captured') {
        results.push(best);
        continue;
      }
      // A row that was deleted since is missing.
      const row: SlotResult = rows.get(best.slot) ?? { slot: best.slot, status: 'missing' };
      results.push(row.status === 'captured' ? row : await insteadOf(row, first, last));
    }
    yield results;
  }

  /** What is shown of a period whose last captured row is unreadable, which its status alone did not show. */
  async function insteadOf(
    row: Exclude<SlotResult, CapturedBalanceRow>,
    first: SlotStatus,
    last: SlotStatus,
  ): Promise<SlotResult> {
    if (row.status === 'failed') problems.accepts(row);
    const before = toSlot(slotTime(row.slot) - 1000);
    const earlier = await lastCapturedRow(table, account, before, first.slot);
    return earlier ?? (last.status === 'captured' ? row : last);
  }
}

async function* inBatchesOf<T>(size: number, batches: AsyncIterable<T[]>): AsyncGenerator<T[]> {
  const waiting: T[] = [];
  for await (const batch of batches) {
    waiting.push(...batch);
    while (waiting.length >= size) yield waiting.splice(0, size);
  }
  if (waiting.length > 0) yield waiting;
}
