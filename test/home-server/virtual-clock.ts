/** A clock that moves only while nothing is under way: a month of schedules takes a minute. */
import { setImmediate as nextTurn } from 'node:timers/promises';

export type VirtualClock = {
  /** Epoch ms. */
  now(): number;
  /** Resolves when the clock has moved by `ms`; rejects when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Stops the clock until `work` ends. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Moves the clock without any timer, as a suspend of the machine does, or setting its clock. */
  step(ms: number): void;
};

type Sleeper = { at: number; wake(): void };

/** `onMove` is called after each step of the clock, before any sleep ends. */
export function createVirtualClock(startAt: number, onMove: (now: number) => void): VirtualClock {
  let now = startAt;
  let underWay = 0;
  let isMoving = false;
  let sleepers: Sleeper[] = [];

  async function move(): Promise<void> {
    if (isMoving) return;
    isMoving = true;
    do {
      // Work that was resumed, or has finished, may start more.
      await nextTurn();
      await nextTurn();
      if (underWay > 0) continue;
      const next = sleepers.reduce<Sleeper | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (!next) break;
      sleepers = sleepers.filter((sleeper) => sleeper !== next);
      now = Math.max(now, next.at);
      onMove(now);
      next.wake();
    } while (underWay === 0);
    isMoving = false;
  }

  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason);
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort, { once: true });
        const wake = () => {
          signal.removeEventListener('abort', abort);
          resolve();
        };
        sleepers.push({ at: now + ms, wake });
        void move();
      });
    },
    async during(work) {
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
        void move();
      }
    },
    step(ms) {
      now += ms;
      for (const sleeper of sleepers) sleeper.at += ms;
    },
  };
}
