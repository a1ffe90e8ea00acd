/** The due slots with their results: rows as they are, and between them the slots without a row. */
import { setImmediate } from 'node:timers/promises';
import type { StatusRow } from '../history/projection';
import { missingSlots, type Step } from './missing-slots';

export type MissingSlot = { slot: string; status: 'missing' };

export type SlotRange<R extends StatusRow> = {
  /** First and last slot, both inclusive. */
  from: string;
  to: string;
  /** The rows from `from` to `to` in order, in batches, and the adjacent rows, if any. */
  rows: AsyncIterable<R[]>;
  before?: StatusRow;
  after?: StatusRow;
  /** Aborts the search for missing slots, which may take long. */
  signal?: AbortSignal;
};

/** Slots per batch at most: an outage of years must not be expanded at once. */
const BATCH = 64;

/**
 * Yields every due slot of the range in order, in batches. Slots before the account's first row are not due; slots that are
 * due after its last row, up to `to`, are missing.
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

/** Yields a batch and returns to the event loop after a number of steps, so that signals and sockets are handled. */
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
