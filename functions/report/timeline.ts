/** The slots that were due, each with how it ended: rows as they are, and between them the slots that have no row. */
import type { StatusRow } from '../history/seen';
import { missingSlots } from './missing';

export type MissingSlot = { slot: string; status: 'missing' };

export type Stretch<R extends StatusRow> = {
  /** First and last slot that is looked at, both inclusive. */
  from: string;
  to: string;
  /** The rows from `from` to `to` in order, in batches, and the rows on either side of them, where there are any. */
  rows: AsyncIterable<R[]>;
  before?: StatusRow;
  after?: StatusRow;
};

/** How many slots are handed over at most: an outage of years, or a page of wide rows, must not be unfolded at once. */
const BATCH = 64;

/**
 * Yields every due slot of the stretch in order, in batches. What is before the account's first row is not due; what is
 * due after its last row, up to `to`, is missing.
 */
export async function* timeline<R extends StatusRow>(
  stretch: Stretch<R>,
): AsyncGenerator<(R | MissingSlot)[]> {
  const missing = missingSlots();
  if (stretch.before) missing.before(stretch.before);
  for await (const rows of stretch.rows) {
    yield* batches(withMissing(rows, (row) => missing.before(row), stretch.from));
  }
  yield* batches(asMissing(missing.until(stretch.to, stretch.after), stretch.from));
}

function* withMissing<R extends StatusRow>(rows: R[], before: (row: R) => Iterable<string>, from: string) {
  for (const row of rows) {
    yield* asMissing(before(row), from);
    yield row;
  }
}

function* asMissing(slots: Iterable<string>, from: string): Generator<MissingSlot> {
  for (const slot of slots) if (slot >= from) yield { slot, status: 'missing' };
}

function* batches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
