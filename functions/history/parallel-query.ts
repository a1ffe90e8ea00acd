/** Reads a long time range as many short ones, side by side and in order, each sized to be about one page. */

import { isSlot, slotTime, toSlot } from '../schedule/slot';
import { mapConcurrent } from './concurrency';

/**
 * The rows of one response, and the key at which DynamoDB stopped at its size limit; undefined where it did not. Required,
 * so that a caller that leaves it out does not compile: without it, the rows after it are lost.
 */
type Page<T> = { rows: T[]; lastEvaluatedSlot: string | undefined };

/** Fetches the slots from one to another, both inclusive; `open` reads the answer, as late as its turn comes. */
export type FetchPage<T> = (from: string, to: string) => Promise<{ open(): Promise<Page<T>> }>;

const SECOND = 1000;
const MAX_PARALLEL = 8;
/** How full a page a segment aims for: one that overflows costs a request of its own, in series. */
const FILL = 0.85;

/**
 * Yields the rows from `from` to `to` (epoch ms, whole seconds, inclusive) page by page, in order of their slots. The
 * first page tells how much time a page covers, and every later one corrects that; what is held at any moment is a few
 * unread pages, however long the range.
 */
export async function* queryInParallel<T extends { slot: string }>(
  fetch: FetchPage<T>,
  from: number,
  to: number,
): AsyncGenerator<T[]> {
  let start = from;
  let rowsPerPage = 0;
  let length = 0;
  // A page without a row may still be cut off, and tells nothing of how much time a page covers.
  while (rowsPerPage === 0) {
    if (start > to) return;
    const { rows, lastEvaluatedSlot } = await (await fetch(toSlot(start), toSlot(to))).open();
    yield rows;
    if (lastEvaluatedSlot === undefined) return;
    const next = firstTimeAfter(lastEvaluatedSlot, start, to);
    rowsPerPage = rows.length;
    length = (next - timeOfKey(rows[0]?.slot ?? lastEvaluatedSlot, start, to)) * FILL;
    start = next;
  }

  function* segments() {
    while (start <= to) {
      const segment = { from: start, to: Math.min(to, start + wholeSeconds(length) - SECOND) };
      start = segment.to + SECOND;
      yield async () => ({ segment, answer: await fetch(toSlot(segment.from), toSlot(segment.to)) });
    }
  }

  for await (const { segment, answer } of mapConcurrent(segments(), MAX_PARALLEL)) {
    const page = await answer.open();
    yield page.rows;
    if (page.lastEvaluatedSlot === undefined) {
      const room = (FILL * rowsPerPage) / Math.max(1, page.rows.length);
      length = (segment.to - segment.from + SECOND) * Math.min(4, room);
    } else {
      const rest = firstTimeAfter(page.lastEvaluatedSlot, segment.from, segment.to);
      length = (rest - segment.from) * FILL;
      yield* queryInParallel(fetch, rest, segment.to);
    }
  }
}

/** The first time from `from` on, or one second behind `to`, whose slot comes after `key`: a key may be no time. */
function firstTimeAfter(key: string, from: number, to: number): number {
  if (isSlot(key)) return slotTime(key) + SECOND;
  let [low, high] = [from, to + SECOND];
  while (low < high) {
    const middle = low + Math.floor((high - low) / SECOND / 2) * SECOND;
    if (toSlot(middle) > key) high = middle;
    else low = middle + SECOND;
  }
  return low;
}

const timeOfKey = (key: string, from: number, to: number) => firstTimeAfter(key, from, to) - SECOND;

const wholeSeconds = (ms: number) => Math.max(SECOND, Math.floor(ms / SECOND) * SECOND);
