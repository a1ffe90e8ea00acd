/** The slots that were due, each with how it ended: rows as they are, and between them the slots that have no row. */
import { setImmediate } from 'node:timers/promises';
import type { StatusRow } from '../history/projection';
import { missingSlots, type Step } from './missing-slots';

export type MissingSlot = { slot: string; status: 'missing' };

export type SlotRange<R extends StatusRow> = {
  /** First and last slot that is looked at, both inclusive. */
  from: string;
  to: string;
  /** The rows from `from` to `to` in order, in batches, and the rows on either side of them, where there are any. */
  rows: AsyncIterable<R[]>;
  before?: StatusRow;
  after?: StatusRow;
  /** Ends the search for missing slots, which may take long where nobody waits for it any more. */
  signal?: AbortSignal;
};

/** How many slots are handed over at most: an outage of years, or a page of wide rows, must not be unfolded at once. */
const BATCH = 64;

/**
 * Yields every due slot of the stretch in order, in batches. What is before the account's first row is not due; what is
 * due after its last row, up to `to`, is missing.
 */
export async function* timeline<R extends StatusRow>(
  stretch: SlotRange<R>,
): AsyncGenerator<(R | MissingSlot)[]> {
  const missing = missingSlots(stretch.from);
  const { signal } = stretch;
  if (stretch.before) missing.before(stretch.before);
  for await (const rows of stretch.rows)
    yield* batches(
      withMissing(rows, (row) => missing.before(row)),
      signal,
    );
  yield* batches(asMissing(missing.until(stretch.to, stretch.after)), signal);
}

function* withMissing<R extends StatusRow>(rows: R[], before: (row: R) => Iterable<Step>) {
  for (const row of rows) {
    yield* asMissing(before(row));
    yield row;
  }
}

function* asMissing(steps: Iterable<Step>): Generator<MissingSlot | undefined> {
  for (const slot of steps) yield slot === undefined ? undefined : { slot, status: 'missing' };
}

/** Hands over what was found, and lets the process look at signals and sockets, each time that so many steps are done. */
async function* batches<T>(steps: Iterable<T | undefined>, signal?: AbortSignal): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let count = 0;
  for (const item of steps) {
    if (item !== undefined) batch.push(item);
    count += 1;
    if (count % BATCH > 0) continue;
    await setImmediate(undefined, { signal });
    if (batch.length === 0) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
