/** The hours, days, weeks and months of a time zone, and durations in words. */
import { Temporal } from '@js-temporal/polyfill';
import { inZone } from '../cli/time';
import { slotTime, toSlot } from '../schedule/slot';

export const EVERY = ['slot', 'hour', 'day', 'week', 'month'] as const;
export type Every = (typeof EVERY)[number];

/** What the calendar counts in. */
export type Calendar = Exclude<Every, 'slot'>;

/**
 * Tells for slots in ascending order when a new period begins. The end of a period is worked out once for all its slots:
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

function periodEnd(epochMs: number, every: Calendar, timezone: string): number {
  const time = inZone(epochMs, timezone);
  if (every === 'hour') return hourEnd(time);
  // Days are counted as dates, each of which begins when the zone's clock first shows it: that need not be midnight, and
  // a day after 01:00 is 01:00.
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

/** The next full hour of the zone's clock, or the moment at which that clock is set, where this comes first. */
function hourEnd(time: Temporal.ZonedDateTime): number {
  const offset = time.offsetNanoseconds / 1e6;
  const end = (Math.floor((time.epochMilliseconds + offset) / HOUR) + 1) * HOUR - offset;
  const last = Temporal.Instant.fromEpochMilliseconds(end - 1).toZonedDateTimeISO(time.timeZoneId);
  // Looking for the change is slow: only where there was one.
  if (last.offsetNanoseconds === time.offsetNanoseconds) return end;
  return time.getTimeZoneTransition('next')?.epochMilliseconds ?? end;
}

/** `3 h 20 min`, `2 d 4 h`: how long a time is, to two units. */
export function formatDuration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes % 60 > 0 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return minutes > 0 ? `${minutes} min` : `${Math.floor(Math.abs(ms) / 1000)} s`;
}
