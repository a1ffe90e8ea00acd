/** The hours, days, weeks and months of a time zone, and durations in words. */
import { Temporal } from '@js-temporal/polyfill';
import { inZone } from '../cli/time';
import { slotTime, toSlot } from '../schedule/slot';

export const EVERY = ['slot', 'hour', 'day', 'week', 'month'] as const;
export type Every = (typeof EVERY)[number];

/** The periods of a calendar. */
export type Calendar = Exclude<Every, 'slot'>;

/**
 * Returns, for slots in ascending order, whether a new period begins. A period's end is computed once for all its slots:
 * calendar arithmetic is slow, and a year has 8,760 hourly slots.
 */
export function periods(every: Calendar, timezone: string): (slot: string) => boolean {
  let end = '';
  return (slot) => {
    if (slot < end) return false;
    end = toSlot(periodEnd(slotTime(slot), every, timezone));
    return true;
  };
}

/** The first and the last slot of a period, and the last one of the highest rank. */
export type PeriodSlots<Slot> = { first: Slot; best: Slot; last: Slot };

/** The periods that have a slot. Slots come in ascending order, in batches. */
export async function* slotsByPeriod<Slot extends { slot: string }>(
  every: Calendar,
  timezone: string,
  slots: AsyncIterable<Slot[]>,
  rank: (slot: Slot) => number,
): AsyncGenerator<PeriodSlots<Slot>[]> {
  const beginsPeriod = periods(every, timezone);
  let period: PeriodSlots<Slot> | undefined;
  for await (const batch of slots) {
    const ended: PeriodSlots<Slot>[] = [];
    for (const slot of batch) {
      const begins = beginsPeriod(slot.slot);
      if (begins && period) ended.push(period);
      if (begins || !period) period = { first: slot, best: slot, last: slot };
      if (rank(slot) >= rank(period.best)) period.best = slot;
      period.last = slot;
    }
    yield ended;
  }
  if (period) yield [period];
}

/** Keeps the last slot of the highest rank of each period. */
export async function* lastOfEach<Slot extends { slot: string }>(
  every: Calendar,
  timezone: string,
  slots: AsyncIterable<Slot[]>,
  rank: (slot: Slot) => number,
): AsyncGenerator<Slot[]> {
  for await (const periods of slotsByPeriod(every, timezone, slots, rank)) {
    yield periods.map(({ best }) => best);
  }
}

/** `2026-01-01T05:00+01:00`, `2026-01-01`, `2026-W01` (ISO) or `2026-01`, by the clock of the zone. */
export function periodName(slot: string, every: Calendar, timezone: string): string {
  const time = inZone(slotTime(slot), timezone);
  const date = time.toPlainDate().toString();
  switch (every) {
    case 'hour':
      return `${date}T${twoDigits(time.hour)}:00${time.offset === '+00:00' ? 'Z' : time.offset}`;
    case 'day':
      return date;
    case 'week':
      return `${time.yearOfWeek}-W${twoDigits(time.weekOfYear ?? 0)}`;
    case 'month':
      return date.slice(0, 7);
  }
}

const twoDigits = (count: number) => String(count).padStart(2, '0');

function periodEnd(epochMs: number, every: Calendar, timezone: string): number {
  const time = inZone(epochMs, timezone);
  if (every === 'hour') return hourEnd(time);
  // A date begins when the zone's clock first shows it, which is not midnight where the clock is set forward at midnight.
  const date = time.toPlainDate();
  return firstDateAfter(date, every).toZonedDateTime(timezone).epochMilliseconds;
}

function firstDateAfter(date: Temporal.PlainDate, every: Exclude<Calendar, 'hour'>): Temporal.PlainDate {
  if (every === 'day') return date.add({ days: 1 });
  // ISO weeks begin on Monday, which is day 1.
  if (every === 'week') return date.add({ days: 8 - date.dayOfWeek });
  return date.with({ day: 1 }).add({ months: 1 });
}

const HOUR = 3_600_000;

/** The next full hour of the zone's clock, or the time at which that clock is set if that is earlier. */
function hourEnd(time: Temporal.ZonedDateTime): number {
  const offset = time.offsetNanoseconds / 1e6;
  const end = (Math.floor((time.epochMilliseconds + offset) / HOUR) + 1) * HOUR - offset;
  const last = Temporal.Instant.fromEpochMilliseconds(end - 1).toZonedDateTimeISO(time.timeZoneId);
  // The search for the change is slow: only done if there was one.
  if (last.offsetNanoseconds === time.offsetNanoseconds) return end;
  return time.getTimeZoneTransition('next')?.epochMilliseconds ?? end;
}

/** A duration in at most two units: `3 h 20 min`, `2 d 4 h`. */
export function formatDuration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return minutes > 0 ? `${minutes} min` : `${Math.floor(Math.abs(ms) / 1000)} s`;
}
