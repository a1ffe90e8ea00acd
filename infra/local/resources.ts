/** Stops everything that a command has started, however the command ends. */

type Resource = { stop(): Promise<void> };

/** Registers a resource to be stopped at the end, and returns it. */
export type Defer = <T extends Resource>(resource: T) => T;

/** Runs `work`, then stops its deferred resources in reverse order. Throws when `signal` aborts. */
export async function withResources<T>(signal: AbortSignal, work: (defer: Defer) => Promise<T>): Promise<T> {
  const started: Resource[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted')));
  });
  const working = work((resource) => {
    started.unshift(resource);
    return resource;
  });
  try {
    return await Promise.race([interrupted, working]);
  } finally {
    for (const resource of started) await resource.stop();
    // Interrupted work may still fail because its resources are stopped.
    await working.catch(() => undefined);
  }
}
