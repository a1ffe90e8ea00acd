/** Due slots in order, and which of them were not captured: what a chart is drawn over. */
import type { Gap } from '../data';

/** From one time to another, epoch seconds. */
export type View = { min: number; max: number };

export type Timeline = {
  /** Due slots, epoch seconds. */
  times: readonly number[];
  /** Undefined where the slot was captured. */
  statusAt(index: number): Gap['status'] | undefined;
  /** Why a slot was not captured; undefined where it was. */
  gapTextAt(index: number): string | undefined;
};

/** From the first slot to the end of the last one's interval. */
export function fullView({ times }: Pick<Timeline, 'times'>): View {
  const [first = 0, last = first] = [times[0], times.at(-1)];
  const interval = last - (times.at(-2) ?? first) || 3600;
  return { min: first, max: last + interval };
}

/** Index of the first slot at or after a time. */
export function firstAtOrAfter(times: readonly number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
