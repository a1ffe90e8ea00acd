/** Which slots were due between two rows and have none of their own. */
import { dueSlots, gapsBetweenSlots, readSchedule, type Schedule } from '../history/schedule';
import type { StatusRow } from '../history/seen';
import { slotTime, toSlot } from '../history/slot';

type Scheduled = { slot: string; schedule: Schedule; shortestGap: number };

export type MissingSlots = {
  /** The slots that are missing between the row passed before and this one. */
  before(row: StatusRow): Iterable<string>;
  /** The slots that are missing between the last row passed and the end; `next` is the first row beyond the end. */
  until(end: string, next?: StatusRow): Iterable<string>;
};

/**
 * Watches rows go by in order. Due slots of a cron come from the expression, those of a rate are counted from the slot
 * before. A row that names no schedule was made by hand: it makes no slot due, and leaves the schedule as it was.
 */
export function missingSlots(): MissingSlots {
  let last = '';
  let scheduled: Scheduled | undefined;

  function* between(next: StatusRow): Iterable<string> {
    if (!scheduled) return;
    const after = last;
    for (const slot of dueBetween(scheduled, next, scheduledBy(next))) {
      if (slot > after) yield slot;
    }
  }

  return {
    before(row) {
      const ofRow = scheduledBy(row);
      const close =
        scheduled !== undefined && slotTime(row.slot) - slotTime(scheduled.slot) <= scheduled.shortestGap;
      const missing = close ? [] : [...between(row)];
      last = row.slot;
      scheduled = ofRow ?? scheduled;
      return missing;
    },
    *until(end, next) {
      if (!scheduled) return;
      const slots = next ? between(next) : dueSlots(scheduled.schedule, scheduled.slot, end);
      for (const slot of slots) {
        if (slot > end) return;
        if (slot > last) yield slot;
      }
    },
  };
}

/**
 * Where the schedule changed on the way, nobody wrote down when. Both schedules are tried for the whole time between the
 * rows, and the one that leaves fewer slots missing is believed: a change alone must not look like an outage.
 */
function dueBetween(earlier: Scheduled, row: StatusRow, later: Scheduled | undefined): Iterable<string> {
  const justBefore = toSlot(slotTime(row.slot) - 1000);
  if (!later) return dueSlots(earlier.schedule, earlier.slot, justBefore);
  if (earlier.schedule === later.schedule)
    return dueSlots(earlier.schedule, earlier.slot, lastRoom(later, justBefore));
  const before = [...dueSlots(earlier.schedule, earlier.slot, justBefore)];
  const after = [...dueSlots(later.schedule, earlier.slot, lastRoom(later, justBefore))];
  return after.length < before.length ? after : before;
}

/**
 * The last moment at which a slot can be missing before a row. A rate's slots move when the schedule is made anew, so one
 * is missing only where a whole interval fits between it and the row.
 */
function lastRoom({ slot, schedule }: Scheduled, justBefore: string): string {
  return schedule.kind === 'rate' ? toSlot(slotTime(slot) - schedule.everySeconds * 1000) : justBefore;
}

type Known = { schedule: Schedule; shortestGap: number };

/** Each expression is read once: it takes milliseconds, and a history has only a few of them. */
const known = new Map<string, Known>();

/** Equal expressions give the very same schedule. */
function readOnce(expression: string, timezone: string | undefined): Known {
  const name = `${expression} ${timezone ?? ''}`;
  const before = known.get(name);
  if (before) return before;
  const schedule = readSchedule(expression, timezone);
  const { shortest = 0 } = gapsBetweenSlots(schedule) ?? {};
  const read = { schedule, shortestGap: shortest * 1000 };
  known.set(name, read);
  return read;
}

const scheduledBy = ({ slot, schedule, timezone }: StatusRow): Scheduled | undefined =>
  schedule === undefined ? undefined : { slot, ...readOnce(schedule, timezone) };

/** The last slot that can be written: however far off the next one is, it comes before. */
const END_OF_TIME = '9999-12-31T23:59:59Z';

/** The slot that is due next after a row, by the row's own schedule; undefined where it names none. */
export function nextDue({ slot, schedule, timezone }: Pick<StatusRow, 'slot' | 'schedule' | 'timezone'>) {
  if (schedule === undefined) return undefined;
  const [next] = dueSlots(readOnce(schedule, timezone).schedule, slot, END_OF_TIME);
  return next;
}
