/** Starts what a command needs and stops all of it again, however the command ends. */

type Resource = { stop(): Promise<void> };

/** Hands a part back, noted down to be stopped at the end. */
export type Defer = <T extends Resource>(part: T) => T;

/** Runs `work` and then stops every part that it kept, the last one first; throws where `signal` ends it early. */
export async function withResources<T>(signal: AbortSignal, work: (keep: Defer) => Promise<T>): Promise<T> {
  const started: Resource[] = [];
  const interrupted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted')));
  });
  const working = work((part) => {
    started.unshift(part);
    return part;
  });
  try {
    return await Promise.race([interrupted, working]);
  } finally {
    for (const part of started) await part.stop();
    // What was cut short may still fail, for want of what has just been stopped.
    await working.catch(() => undefined);
  }
}
