/**
 * Waits of requests beside a run's required ones, in simulated time: the clock is moved to the end of such a wait only once
 * the run waits for nothing else, so that a slow optional request takes no time from the required ones.
 */

type Wait = { until: number; end(): void };

export type SideWaits = {
  /** Does a step that the run needs: meanwhile no side wait ends. */
  required<T>(step: () => Promise<T>): Promise<T>;
  /** Resolves at `until` (ms on `now`), or when the run has ended. */
  wait(until: number): Promise<void>;
  /** Ends all waits without moving the clock: the run has ended. */
  endAll(): void;
};

/** Turns of the event loop after which a run without a required step waits for its side requests alone. */
const IDLE_TURNS = 3;

export function createSideWaits(clock: { now(): number; pass(ms: number): void }): SideWaits {
  let waits: Wait[] = [];
  let steps = 0;
  let isWatching = false;

  async function watch() {
    let idleTurns = 0;
    while (waits.length > 0) {
      await new Promise(setImmediate);
      idleTurns = steps === 0 ? idleTurns + 1 : 0;
      if (idleTurns < IDLE_TURNS) continue;
      const [next, ...others] = waits.sort((a, b) => a.until - b.until);
      if (!next) break;
      waits = others;
      clock.pass(Math.max(0, next.until - clock.now()));
      next.end();
      idleTurns = 0;
    }
    isWatching = false;
  }

  return {
    async required(step) {
      steps++;
      try {
        return await step();
      } finally {
        steps--;
      }
    },
    wait: (until) =>
      new Promise((end) => {
        waits.push({ until, end });
        if (isWatching) return;
        isWatching = true;
        void watch();
      }),
    endAll() {
      for (const { end } of waits.splice(0)) end();
    },
  };
}
