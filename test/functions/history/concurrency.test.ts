/** Work that is started ahead of its reader: handed over in order, a few at a time, failures when their turn comes. */
import { setImmediate as aTurnOfTheEventLoop } from 'node:timers/promises';
import * as fc from 'fast-check';
import { mapConcurrent, prefetchFirst } from '../../../functions/history/concurrency';

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

it('is handed over in the order in which it was started, whichever ends first, and a few at a time', () =>
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

it('throws a failure when its turn comes, and lets it hurt nobody until then', async () => {
  const results = mapConcurrent(
    [() => aTurnOfTheEventLoop('first'), () => Promise.reject(new Error('the second failed'))],
    2,
  );

  expect(await results.next()).toEqual({ done: false, value: 'first' });
  await expect(results.next()).rejects.toThrow('the second failed');
});

it('decides only when there is room what to start next', async () => {
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

describe('a source that is asked at once', () => {
  it('is asked for its first item before its reader comes, and for no second one', async () => {
    const asked: number[] = [];
    async function* source() {
      for (const number of [1, 2, 3]) {
        asked.push(number);
        yield number;
      }
    }

    const early = prefetchFirst(source());
    await aTurnOfTheEventLoop();

    expect(asked).toEqual([1]);
    expect(await all(early)).toEqual([1, 2, 3]);
  });

  it('may have nothing to give', async () => {
    async function* source(): AsyncGenerator<number> {}

    expect(await all(prefetchFirst(source()))).toEqual([]);
  });

  it('throws a failure when its reader comes, and lets it hurt nobody until then', async () => {
    // biome-ignore lint/correctness/useYield: it fails before it has anything to give
    async function* source(): AsyncGenerator<number> {
      throw new Error('the first failed');
    }

    const early = prefetchFirst(source());
    await aTurnOfTheEventLoop();

    await expect(early.next()).rejects.toThrow('the first failed');
  });
});
