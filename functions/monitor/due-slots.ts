/** Which slots of an account are due around the time of a run, when each is judged, and which slot came before it. */
import { dueSlots, latestSlot, repeatedSlot, type Schedule } from '../schedule/schedule';
import { slotTime, toSlot } from '../schedule/slot';
import { PERIOD_MS } from './event';

export type DueSlot = {
  slot: string;
  /** The same local time an hour later, where the zone's clock is set back: a row of either is the slot's row. */
  repeated?: string;
  /** Epoch ms after which the slot is judged, whatever its row: its lateness, and time for the run and the write. */
  lastMoment: number;
  /** The slot before, to compare with. */
  previous?: DueSlot;
};

export const GRACE_MS = 2 * 60_000;

/** The time after a slot after which a permanent failure is reported early. */
export const EARLY_MS = PERIOD_MS;

/** More than any zone's clock is set back: a repeated slot is that much later than the due one. */
const MAX_SET_BACK_MS = 3 * 3_600_000;

/** The run that is the first at or after a moment. */
const runAt = (epochMs: number) => Math.ceil(epochMs / PERIOD_MS) * PERIOD_MS;

/** The run that judges a slot, and the run that judges it early where its failure is permanent. */
export const judgingRun = ({ lastMoment }: DueSlot) => runAt(lastMoment);
export const earlyRun = ({ slot }: Pick<DueSlot, 'slot'>) => runAt(slotTime(slot) + EARLY_MS);

/** The due slots that the run at `now` can need, in order, for a cron schedule. */
export function cronDueSlots(schedule: Schedule, latenessMs: number, now: number): DueSlot[] {
  const window = now - PERIOD_MS - latenessMs - GRACE_MS;
  const start = schedule.timezone === 'UTC' ? window : window - MAX_SET_BACK_MS;
  const before = latestSlot(schedule, start);
  const slots = [...dueSlots(schedule, toSlot(start), toSlot(now))];
  return linked(before === undefined ? slots : [before, ...slots], (slot) => {
    const repeated = repeatedSlot(schedule, slot);
    const lastMoment = slotTime(repeated ?? slot) + latenessMs + GRACE_MS;
    return { slot, lastMoment, ...(repeated && { repeated }) };
  });
}

/** How many of the newest rows before `now` `rateDueSlots` needs. */
export const rateRowsNeeded = (everySeconds: number, latenessMs: number) =>
  Math.ceil((latenessMs + GRACE_MS + PERIOD_MS) / (everySeconds * 1000)) + 2;

/**
 * The due slots that the run at `now` can need, in order, for a rate schedule. A rate is relative to the creation of the
 * schedule, so its slots are counted from the newest row that a run can see when it judges them: a schedule that is created
 * again continues from its own first row.
 */
export function rateDueSlots(
  everySeconds: number,
  rows: readonly string[],
  latenessMs: number,
  now: number,
): DueSlot[] {
  const every = everySeconds * 1000;
  const judgedUntil = now - latenessMs - GRACE_MS;
  // After a long outage only the missing slots of this run matter, and the one before them.
  const needed = judgedUntil - PERIOD_MS;
  const slots: string[] = [];
  for (const [i, row] of rows.entries()) {
    slots.push(row);
    const next = rows[i + 1];
    const time = slotTime(row);
    for (let k = Math.max(1, Math.floor((needed - time) / every) - 1); time + k * every <= judgedUntil; k++) {
      const due = time + k * every;
      // Missing only if the next row was later than all that the judging run looked at.
      const visibleUntil = runAt(due + latenessMs + GRACE_MS) - latenessMs - GRACE_MS;
      if (next === undefined || slotTime(next) > visibleUntil) slots.push(toSlot(due));
    }
  }
  return linked(slots, (slot) => ({ slot, lastMoment: slotTime(slot) + latenessMs + GRACE_MS }));
}

function linked(slots: readonly string[], toDue: (slot: string) => DueSlot): DueSlot[] {
  let previous: DueSlot | undefined;
  return slots.map((slot) => {
    const due = { ...toDue(slot), ...(previous && { previous: withoutPrevious(previous) }) };
    previous = due;
    return due;
  });
}

const withoutPrevious = ({ previous: _, ...due }: DueSlot): DueSlot => due;

/**
 * Whether a permanent failure of the slot may be reported early: before it is judged anyway, and after the slot before was
 * judged, so that an account's slots are judged in order.
 */
export const canBeEarly = (due: DueSlot) =>
  due.repeated === undefined &&
  earlyRun(due) < judgingRun(due) &&
  (due.previous?.lastMoment ?? 0) <= earlyRun(due);

export type Selection = {
  /** The slots whose last moment is in the period of this run. */
  judged: DueSlot[];
  /** The latest slot that this run or an earlier one judges at its last moment. */
  latest?: DueSlot;
  /** A later slot, which is judged by now only if its failure is permanent. */
  early?: DueSlot;
};

/** The slots that the run at `now` looks at. */
export function selectSlots(due: readonly DueSlot[], now: number): Selection {
  const judged = due.filter(({ lastMoment }) => lastMoment > now - PERIOD_MS && lastMoment <= now);
  const latest = due.findLast(({ lastMoment }) => lastMoment <= now);
  const early = due.find((slot) => slot.lastMoment > now && earlyRun(slot) <= now && canBeEarly(slot));
  return { judged, ...(latest && { latest }), ...(early && { early }) };
}
