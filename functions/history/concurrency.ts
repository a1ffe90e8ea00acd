/** Work that is started ahead of its reader: side by side, handed over in order, and never more than a few at a time. */

/**
 * Runs what `starts` yields, `parallel` at a time, and yields the results in order. `starts` is drawn from only when
 * there is room, so it may decide late what to start next.
 */
export async function* mapConcurrent<T>(
  starts: Iterable<() => Promise<T>>,
  parallel: number,
): AsyncGenerator<Awaited<T>> {
  const waiting: Promise<T>[] = [];
  const source = starts[Symbol.iterator]();
  for (;;) {
    while (waiting.length < parallel) {
      const { done, value: start } = source.next();
      if (done) break;
      const started = start();
      // A failure is thrown when its turn comes; until then it must not count as unhandled.
      started.catch(() => {});
      waiting.push(started);
    }
    const next = waiting.shift();
    if (!next) return;
    yield await next;
  }
}

/** The same items, of which the first is asked for now and not when its reader comes. */
export function prefetchFirst<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T> {
  const started = items.next();
  started.catch(() => {});
  async function* all() {
    const first = await started;
    if (first.done) return;
    yield first.value;
    yield* items;
  }
  return all();
}
