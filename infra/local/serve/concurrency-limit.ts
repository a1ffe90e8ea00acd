/** Limits how many tasks run at a time. */

export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs at most `max` tasks at a time, the others in order of arrival. */
export function createConcurrencyLimit(max: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running < max) running++;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
