/** Concurrent work ahead of its reader: results and failures in order, at most a few at a time. */
import { setImmediate as nextTick } from 'node:timers/promises';
import { mapConcurrent, prefetchFirst } from '../../../functions/history/concurrency';
import fc from '../../support/fast-check';

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

it('mapConcurrent yields results in order, whichever ends first, and keeps the limit', () =>
  fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (scheduler, count, parallel) => {
        let running = 0;
        let most = 0;
        const numbers = Array.from({ length: count }, (_, i) => i);
        const starts = numbers.map((number) => async () => {
          most = Math.max(most, ++running);
          await scheduler.schedule(Promise.resolve());
          running--;
          return number;
        });

        const found = await scheduler.waitFor(all(mapConcurrent(starts, parallel)));

        expect(found).toEqual(numbers);
        expect(most).toBe(Math.min(count, parallel));
      },
    ),
  ));

it('mapConcurrent throws a failure in order, without an unhandled rejection before', async () => {
  const results = mapConcurrent(
    [() => nextTick('first'), () => Promise.reject(new Error('the second failed'))],
    2,
  );

  expect(await results.next()).toEqual({ done: false, value: 'first' });
  await expect(results.next()).rejects.toThrow('the second failed');
});

it('mapConcurrent requests the next function only when it can be started', async () => {
  let wanted = 3;
  function* starts() {
    for (let i = 1; i <= wanted; i++) yield async () => i;
  }

  const found: number[] = [];
  for await (const number of mapConcurrent(starts(), 1)) {
    found.push(number);
    wanted = 2;
  }

  expect(found).toEqual([1, 2]);
});

describe('prefetchFirst', () => {
  it('requests the first item before it is read, and not the second', async () => {
    const produced: number[] = [];
    async function* source() {
      for (const number of [1, 2, 3]) {
        produced.push(number);
        yield number;
      }
    }

    const early = prefetchFirst(source());
    await nextTick();

    expect(produced).toEqual([1]);
    expect(await all(early)).toEqual([1, 2, 3]);
  });

  it('yields nothing from an empty source', async () => {
    async function* source(): AsyncGenerator<number> {}

    expect(await all(prefetchFirst(source()))).toStrictEqual([]);
  });

  it('throws a failure when it is read, without an unhandled rejection before', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first item
    async function* source(): AsyncGenerator<number> {
      throw new Error('the first failed');
    }

    const early = prefetchFirst(source());
    await nextTick();

    await expect(early.next()).rejects.toThrow('the first failed');
  });
});
