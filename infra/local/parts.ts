/** Starts what a command needs and stops all of it again, however the command ends. */

type Part = { stop(): Promise<void> };

/** Hands a part back, noted down to be stopped at the end. */
export type Keep = <T extends Part>(part: T) => T;

/** Runs `work` and then stops every part that it kept, the last one first; throws where `signal` ends it early. */
export async function withParts<T>(signal: AbortSignal, work: (keep: Keep) => Promise<T>): Promise<T> {
  const started: Part[] = [];
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
