/** Runs asynchronous work ahead of its reader: concurrently up to a limit, with results in order. */

/**
 * Runs the functions that `starts` yields, at most `parallel` at a time, and yields their results in order. The next
 * function is only requested when one can be started, so it may depend on earlier results.
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
      // A rejection is thrown in order, by the await below; until then it must not count as unhandled.
      started.catch(() => {});
      waiting.push(started);
    }
    const next = waiting.shift();
    if (!next) return;
    yield await next;
  }
}

/** The same items; the first is requested now, not when it is read. */
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
