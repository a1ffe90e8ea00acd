/** Reads a long time range as many short ones of about one page each, concurrently and in order. */
import { isSlot, slotTime, toSlot } from '../schedule/slot';
import { mapConcurrent } from './concurrency';

/**
 * The rows of one response, and the key at which DynamoDB stopped at its size limit; undefined where it did not. Required,
 * so that a caller that leaves it out does not compile: without it, the rows after it are lost.
 */
type Page<T> = { rows: T[]; lastEvaluatedSlot: string | undefined };

/** Fetches the slots from one to another, both inclusive; `parse` is called when the page is to be yielded. */
export type FetchPage<T> = (from: string, to: string) => Promise<{ parse(): Promise<Page<T>> }>;

const SECOND = 1000;
/**
 * Measured for a year of hourly rows and round trips of 20 ms, instead of one at a time: `gaps` takes half the time, `worth`
 * 44% less, `history` a quarter less.
 */
const MAX_PARALLEL = 8;
/** The share of a page that a segment should fill: a segment larger than a page needs further requests, in series. */
const FILL = 0.85;

/**
 * Yields the rows from `from` to `to` (epoch ms, full seconds, inclusive) page by page, in order of their slots. The time
 * that a page covers is estimated from the first page and corrected by each later one. At most a few unread pages are in
 * memory, however long the range.
 */
export async function* queryInParallel<T extends { slot: string }>(
  fetch: FetchPage<T>,
  from: number,
  to: number,
): AsyncGenerator<T[]> {
  let start = from;
  let rowsPerPage = 0;
  let length = 0;
  // A page without rows may still be cut at the size limit, but gives no estimate.
  while (rowsPerPage === 0) {
    if (start > to) return;
    const { rows, lastEvaluatedSlot } = await (await fetch(toSlot(start), toSlot(to))).parse();
    yield rows;
    if (lastEvaluatedSlot === undefined) return;
    const next = firstTimeAfter(lastEvaluatedSlot, start, to);
    rowsPerPage = rows.length;
    length = (next - timeOfKey(rows[0]?.slot ?? lastEvaluatedSlot, start, to)) * FILL;
    start = next;
  }

  function* segments() {
    while (start <= to) {
      const segment = { from: start, to: Math.min(to, start + floorToSeconds(length) - SECOND) };
      start = segment.to + SECOND;
      yield async () => ({ segment, response: await fetch(toSlot(segment.from), toSlot(segment.to)) });
    }
  }

  for await (const { segment, response } of mapConcurrent(segments(), MAX_PARALLEL)) {
    const page = await response.parse();
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

/** The first time between `from` and one second after `to` whose slot sorts after `key`, which may be any text. */
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

const floorToSeconds = (ms: number) => Math.max(SECOND, Math.floor(ms / SECOND) * SECOND);
