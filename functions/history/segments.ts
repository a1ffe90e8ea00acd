/** Reads a long time range as many short ones, side by side and in order, each sized to be about one page. */
import { inOrder } from './ahead';
import { slotTime, toSlot } from './slot';

/** One answer: the rows, and the slot after which the answer was cut off for its size, where it was. */
type Page<T> = { rows: T[]; cutAfter?: string };

/** Fetches the slots from one to another, both inclusive; `open` reads the answer, as late as its turn comes. */
export type FetchPage<T> = (from: string, to: string) => Promise<{ open(): Page<T> }>;

const SECOND = 1000;
const PARALLEL = 8;
/** How full a page a segment aims for: one that overflows costs a request of its own, in series. */
const FILL = 0.85;

/**
 * Yields the rows from `from` to `to` (epoch ms, whole seconds, inclusive) page by page, in order of their slots. The
 * first page tells how much time a page covers, and every later one corrects that; what is held at any moment is a few
 * unread pages, however long the range.
 */
export async function* readInSegments<T extends { slot: string }>(
  fetch: FetchPage<T>,
  from: number,
  to: number,
): AsyncGenerator<T[]> {
  const first = (await fetch(toSlot(from), toSlot(to))).open();
  yield first.rows;
  if (first.cutAfter === undefined) return;

  const rowsPerPage = first.rows.length;
  let start = slotTime(first.cutAfter) + SECOND;
  let length = (start - slotTime(first.rows[0]?.slot ?? first.cutAfter)) * FILL;

  function* segments() {
    while (start <= to) {
      const segment = { from: start, to: Math.min(to, start + wholeSeconds(length) - SECOND) };
      start = segment.to + SECOND;
      yield async () => ({ segment, answer: await fetch(toSlot(segment.from), toSlot(segment.to)) });
    }
  }

  for await (const { segment, answer } of inOrder(segments(), PARALLEL)) {
    const page = answer.open();
    yield page.rows;
    if (page.cutAfter === undefined) {
      const room = (FILL * rowsPerPage) / Math.max(1, page.rows.length);
      length = (segment.to - segment.from + SECOND) * Math.min(4, room);
    } else {
      const rest = slotTime(page.cutAfter) + SECOND;
      length = (rest - segment.from) * FILL;
      yield* readInSegments(fetch, rest, segment.to);
    }
  }
}

const wholeSeconds = (ms: number) => Math.max(SECOND, Math.floor(ms / SECOND) * SECOND);
