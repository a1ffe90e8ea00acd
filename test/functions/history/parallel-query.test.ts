/** A long range is read as many short ones, with the same result as one query. */
import { type FetchPage, queryInParallel } from '../../../functions/history/parallel-query';
import { isSlot, slotTime, toSlot } from '../../../functions/schedule/slot';
import fc from '../../support/fast-check';

/** Index of the first of `sorted` that is not below `text`: a scan of all slots for each page would take seconds. */
function firstIndexFrom(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A table of slots (epoch seconds) that responds with at most `pageSize` of them, and counts requests. */
function tableOf(seconds: number[], pageSize: number) {
  const slots = seconds.map((second) => toSlot(second * 1000)).sort();
  const counts = { requests: 0, unparsed: 0, maxUnparsed: 0 };
  const fetch: FetchPage<{ slot: string }> = async (from, to) => {
    // As DynamoDB does: "The BETWEEN operator requires upper bound to be greater than or equal to lower bound".
    if (from > to) throw new Error(`BETWEEN ${from} AND ${to}`);
    counts.requests++;
    counts.maxUnparsed = Math.max(counts.maxUnparsed, ++counts.unparsed);
    const first = firstIndexFrom(slots, from);
    const rows = slots
      .slice(first, first + pageSize)
      .filter((slot) => slot <= to)
      .map((slot) => ({ slot }));
    return {
      async parse() {
        counts.unparsed--;
        // DynamoDB returns a last key whenever it stopped at the size limit, even if no row follows.
        return { rows, lastEvaluatedSlot: rows.length === pageSize ? rows.at(-1)?.slot : undefined };
      },
    };
  };
  return { fetch, counts, slots };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Histories of more pages than are read at once, as the seconds of their slots. */
const START = slotTime('2026-01-01T00:00:00Z') / 1000;
const every = (interval: number, from = START) => numbers(5000).map((i) => from + i * interval);
const LONG_HISTORIES = [
  { spacing: 'are evenly spaced', seconds: every(60), maxUnparsed: 8, requestsPerPage: 1.2 },
  {
    spacing: 'get closer',
    seconds: [...every(3600), ...every(60, START + 5000 * 3600)],
    maxUnparsed: 16,
    requestsPerPage: 1.2,
  },
  {
    spacing: 'get further apart',
    seconds: [...every(60), ...every(3600, START + 5000 * 60)],
    maxUnparsed: 8,
    requestsPerPage: 1.3,
  },
];

async function read(fetch: FetchPage<{ slot: string }>, from: number, to: number): Promise<string[]> {
  const found: string[] = [];
  for await (const rows of queryInParallel(fetch, from * 1000, to * 1000))
    found.push(...rows.map((r) => r.slot));
  return found;
}

describe('queryInParallel', () => {
  it('yields every slot of the range once and in order, for any distribution of slots', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 200_000 }), { maxLength: 100 }),
        // An item has at most 400 KB, so a page that DynamoDB cuts at 1 MB has at least two.
        fc.integer({ min: 2, max: 15 }),
        fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: 200_000 })),
        async (seconds, pageSize, [a, b]) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          const { fetch, slots } = tableOf(seconds, pageSize);
          const within = slots.filter((slot) => toSlot(from * 1000) <= slot && slot <= toSlot(to * 1000));

          expect(await read(fetch, from, to)).toEqual(within);
        },
      ),
    ));

  it('loses no slot if pages are empty or keys between the slots are not times', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (seconds, odd, pageSize) => {
          const keys = [
            ...seconds.map((second) => ({ slot: toSlot(second * 1000), empty: second % 3 === 0 })),
            ...odd.map((second, i) => ({
              slot: `${toSlot(second * 1000)} by hand ${i}`,
              empty: i % 2 === 0,
            })),
          ].sort((a, b) => (a.slot < b.slot ? -1 : 1));
          // A filtered row counts towards the size of a page like any other.
          const fetch: FetchPage<{ slot: string }> = async (from, to) => {
            const scanned = keys.filter(({ slot }) => from <= slot && slot <= to);
            const page = scanned.slice(0, pageSize);
            const lastEvaluatedSlot = scanned.length >= pageSize ? page.at(-1)?.slot : undefined;
            return {
              parse: async () => ({ rows: page.filter(({ empty }) => !empty), lastEvaluatedSlot }),
            };
          };

          const found = (await read(fetch, 0, 5_000)).filter(isSlot);

          const kept = keys.filter(({ slot, empty }) => isSlot(slot) && !empty);
          expect(found).toEqual(kept.map(({ slot }) => slot));
        },
      ),
      { numRuns: 50 },
    ));

  it('loses no slot if there is one every second', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (count, pageSize) => {
          const { fetch, slots } = tableOf(numbers(count), pageSize);

          expect(await read(fetch, 0, count - 1)).toEqual(slots);
        },
      ),
    ));

  it.each(LONG_HISTORIES)(
    'reads at least 8 pages ahead and at most $maxUnparsed, if slots $spacing',
    async ({ seconds, maxUnparsed }) => {
      const { fetch, counts } = tableOf(seconds, 20);

      await read(fetch, START, seconds.at(-1) ?? 0);

      expect(counts.maxUnparsed).toBeGreaterThanOrEqual(8);
      expect(counts.maxUnparsed).toBeLessThanOrEqual(maxUnparsed);
    },
  );

  it.each(LONG_HISTORIES)(
    'sends at most $requestsPerPage requests per page, if slots $spacing',
    async ({ seconds, requestsPerPage }) => {
      const { fetch, counts } = tableOf(seconds, 50);

      await read(fetch, START, seconds.at(-1) ?? 0);

      expect(counts.requests).toBeLessThanOrEqual((seconds.length / 50) * requestsPerPage);
    },
  );
});
