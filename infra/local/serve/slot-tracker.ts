/** Which slots of a schedule have become due since the last look, also after a suspend or a change of the clock. */
import { dueSlots, type Schedule } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';

export type SlotTracker = {
  /** The slots that have become due up to `now` (epoch ms), in order, each returned once. */
  takeDue(now: number): string[];
  /** When the next slot is due, if that is within `withinMs` of `now`: epoch ms. */
  nextDue(now: number, withinMs: number): number | undefined;
};

/** After a longer absence only the slots of this time are returned: nothing older can be captured or judged. */
const MAX_LOOKBACK_MS = 2 * 86_400_000;

/**
 * Starts after `since` (epoch ms). The slots of a rate are counted from `anchor`, one of them, as those of a schedule on
 * AWS are counted from its creation.
 */
export function trackSlots(schedule: Schedule, since: number, anchor: string): SlotTracker {
  let handled = align(since);

  /** The time to look on from: for a rate, its latest slot at or before `time`. */
  function align(time: number): number {
    if (schedule.kind === 'cron') return time;
    const every = schedule.everySeconds * 1000;
    const origin = slotTime(anchor);
    return origin + Math.floor((time - origin) / every) * every;
  }

  return {
    takeDue(now) {
      // The clock was set back: slots that were already due are due again, and find their rows.
      if (now < handled) handled = align(now);
      if (now - handled > MAX_LOOKBACK_MS) handled = align(now - MAX_LOOKBACK_MS);
      const due = [...dueSlots(schedule, toSlot(handled), toSlot(now))];
      handled = align(now);
      return due;
    },
    nextDue(now, withinMs) {
      const [next] = dueSlots(schedule, toSlot(handled), toSlot(now + withinMs));
      return next === undefined ? undefined : slotTime(next);
    },
  };
}
