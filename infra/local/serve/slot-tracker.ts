/** Which slots of a schedule have become due since the last look, also after a suspend or a change of the clock. */
import { dueSlots, type Schedule } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';

export type SlotTracker = {
  /** The slots that have become due up to `now` (epoch ms), in order, each returned once. */
  takeDue(now: number): string[];
  /** When the next slot is due: epoch ms. Undefined if there is none within a year. */
  nextDue(): number | undefined;
};

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

/** After a longer absence only the slots of this time are returned: nothing older can be captured or judged. */
const MAX_LOOKBACK_MS = 2 * DAY_MS;

/**
 * Starts after `since` (epoch ms). The slots of a rate are counted from `anchor`, one of them, as those of a schedule on
 * AWS are counted from its creation.
 */
export function trackSlots(schedule: Schedule, since: number, anchor: string): SlotTracker {
  let handled = align(since);
  let next = findNext();
  let searchedUntil = handled + YEAR_MS;

  /** For a rate, its latest slot at or before `time`. */
  function align(time: number): number {
    if (schedule.kind === 'cron') return time;
    const every = schedule.everySeconds * 1000;
    const origin = slotTime(anchor);
    return origin + Math.floor((time - origin) / every) * every;
  }

  function findNext(): number | undefined {
    const [slot] = dueSlots(schedule, toSlot(handled), toSlot(handled + YEAR_MS));
    return slot === undefined ? undefined : slotTime(slot);
  }

  function moveTo(time: number): void {
    handled = align(time);
    next = findNext();
    searchedUntil = handled + YEAR_MS;
  }

  return {
    takeDue(now) {
      // The clock was set back: slots that were already due are due again, and find their rows.
      if (now < handled) moveTo(now);
      if (now - handled > MAX_LOOKBACK_MS) moveTo(now - MAX_LOOKBACK_MS);
      const due: string[] = [];
      while (next !== undefined && next <= now) {
        due.push(toSlot(next));
        moveTo(next);
      }
      if (next === undefined && now > searchedUntil - DAY_MS) moveTo(now);
      handled = align(now);
      return due;
    },
    nextDue: () => next,
  };
}
