/** Which slots were due between two rows and have no row. */

import type { StatusRow } from '../history/projection';
import { dueSlots, parseSchedule, type Schedule, slotIntervals } from '../schedule/schedule';
import { MAX_SLOT, slotTime, toSlot } from '../schedule/slot';

type Scheduled = { slot: string; schedule: Schedule; shortestGap: number };

/** A missing slot, or undefined for a step that found none: the caller may pause after either. */
export type Step = string | undefined;

export type MissingSlots = {
  /** The slots that are missing between the row passed before and this one. */
  before(row: StatusRow): Iterable<Step>;
  /** The slots that are missing between the last row passed and the end; `next` is the first row beyond the end. */
  until(end: string, next?: StatusRow): Iterable<Step>;
};

/**
 * Takes rows in order and finds the slots from `from` on that are missing between them. Due slots of a cron come from the
 * expression, those of a rate are counted from the slot before. A row without a valid schedule makes no slot due, and the
 * schedule before it stays in effect.
 */
export function missingSlots(from: string): MissingSlots {
  let last = '';
  let scheduled: Scheduled | undefined;

  function* between(earlier: Scheduled, after: string, next: StatusRow): Generator<Step> {
    for (const slot of dueBetween(earlier, next, scheduledBy(next), from)) {
      yield slot !== undefined && slot > after && slot >= from ? slot : undefined;
    }
  }

  return {
    before(row) {
      const earlier = scheduled;
      const after = last;
      last = row.slot;
      scheduled = scheduledBy(row) ?? scheduled;
      if (!earlier || slotTime(row.slot) - slotTime(earlier.slot) <= earlier.shortestGap) return [];
      return between(earlier, after, row);
    },
    *until(end, next) {
      if (!scheduled) return;
      const steps = next ? between(scheduled, last, next) : dueFrom(scheduled, from, end);
      for (const slot of steps) {
        if (slot !== undefined && slot > end) return;
        yield slot !== undefined && slot > last && slot >= from ? slot : undefined;
      }
    },
  };
}

/**
 * If the schedule changed between two rows, the time of the change is not recorded. Both schedules are tried for the entire
 * time between the rows, and the one with fewer missing slots is used: a change alone must not look like an outage.
 */
function dueBetween(
  earlier: Scheduled,
  row: StatusRow,
  later: Scheduled | undefined,
  from: string,
): Iterable<Step> {
  const justBefore = toSlot(slotTime(row.slot) - 1000);
  if (!later) return dueFrom(earlier, from, justBefore);
  const end = lastRoom(later, justBefore);
  if (earlier.schedule === later.schedule) return dueFrom(earlier, from, end);
  return fewer(
    () => dueSlots(earlier.schedule, earlier.slot, justBefore),
    () => dueSlots(later.schedule, earlier.slot, end),
  );
}

/** The shorter one, or the first of equal length. Both are counted in step, so that the longer is never listed completely. */
function* fewer(one: () => Generator<string>, other: () => Generator<string>): Generator<Step> {
  const [first, second] = [one(), other()];
  for (;;) {
    if (first.next().done) return yield* one();
    if (second.next().done) return yield* other();
    yield undefined;
  }
}

/** The due slots of a schedule from `from` on; those of a rate are counted from the known slot. */
function dueFrom({ schedule, slot }: Scheduled, from: string, until: string): Iterable<Step> {
  const start = schedule.kind === 'cron' && from > slot ? toSlot(slotTime(from) - 1000) : slot;
  return dueSlots(schedule, start, until);
}

/**
 * The last time at which a slot can be missing before a row. A rate's slots move when the schedule is recreated, so a slot is
 * missing only if an entire interval fits between it and the row.
 */
function lastRoom({ slot, schedule }: Scheduled, justBefore: string): string {
  return schedule.kind === 'rate' ? toSlot(slotTime(slot) - schedule.everySeconds * 1000) : justBefore;
}

type Known = { schedule: Schedule; shortestGap: number } | { problem: string };

/** Each expression is parsed once: that takes milliseconds, and a history has few different ones. */
const known = new Map<string, Known>();

/** Equal expressions give the same object. */
function readOnce(expression: string, timezone: string | undefined): Known {
  const name = `${timezone === undefined ? '' : `in ${timezone}`}\n${expression}`;
  const before = known.get(name);
  if (before) return before;
  const read = readKnown(expression, timezone);
  known.set(name, read);
  return read;
}

function readKnown(expression: string, timezone: string | undefined): Known {
  try {
    const schedule = parseSchedule(expression, timezone);
    const { shortest = 0 } = slotIntervals(schedule) ?? {};
    return { schedule, shortestGap: shortest * 1000 };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

type OfRow = Pick<StatusRow, 'slot' | 'schedule' | 'timezone'>;

function scheduledBy({ slot, schedule, timezone }: OfRow): Scheduled | undefined {
  if (schedule === undefined) return undefined;
  const read = readOnce(schedule, timezone);
  return 'problem' in read ? undefined : { slot, ...read };
}

/** Why a row's schedule is invalid; undefined if it is valid or the row has none. */
export function scheduleProblem({ schedule, timezone }: OfRow): string | undefined {
  if (schedule === undefined) return undefined;
  const read = readOnce(schedule, timezone);
  return 'problem' in read ? read.problem : undefined;
}

/** The slot that is due next after a row, by the row's schedule; undefined without a valid schedule. */
export function nextDue(row: OfRow): string | undefined {
  const scheduled = scheduledBy(row);
  if (!scheduled) return undefined;
  const [next] = dueSlots(scheduled.schedule, row.slot, MAX_SLOT);
  return next;
}
