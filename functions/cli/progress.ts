/** A progress bar on standard error: only on a terminal, and only for work that takes long. */
import type { SingleBar } from 'cli-progress';

export type Progress = {
  /** Sets the progress: a share from 0 to 1. */
  at(share: number): void;
  stop(): void;
};

const NONE: Progress = { at: () => {}, stop: () => {} };
const DELAY_MS = 700;
const STEPS = 1000;

export async function createProgress(
  stream: NodeJS.WriteStream,
  now: () => number,
  label = 'Reading',
): Promise<Progress> {
  if (!stream.isTTY) return NONE;
  const { SingleBar: Bar } = await import('cli-progress');
  const started = now();
  let bar: SingleBar | undefined;
  return {
    at(share) {
      if (!bar && now() - started < DELAY_MS) return;
      if (!bar) {
        bar = new Bar({ format: `${label} [{bar}] {percentage}%`, stream, clearOnComplete: true });
        bar.start(STEPS, 0);
      }
      bar.update(Math.round(share * STEPS));
    },
    stop() {
      bar?.stop();
    },
  };
}
