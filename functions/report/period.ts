/** Times as people write them, and the days, weeks and months they count in. */
import { Temporal } from '@js-temporal/polyfill';
import { MAX_SLOT, slotTime, toSlot } from '../schedule/slot';
import { ReportError } from './errors';

export const EVERY = ['slot', 'hour', 'day', 'week', 'month'] as const;
export type Every = (typeof EVERY)[number];

/** What the calendar counts in. */
export type Calendar = Exclude<Every, 'slot'>;

const SPAN_UNITS: Record<string, keyof Temporal.DurationLike> = {
  h: 'hours',
  d: 'days',
  w: 'weeks',
  mo: 'months',
  y: 'years',
};

/** Where a date without a time of day stands for: `--from` means its first second, `--to` and `--at` its last. */
export type Boundary = 'start' | 'end';

export type Reading = {
  /** What the time is called on the command line. */
  option: string;
  boundary: Boundary;
  timezone: string;
  /** What a span such as `7d` is counted back from: epoch ms. */
  relativeTo: number;
};

/**
 * Epoch ms, to the second, of an ISO date (`2025-12-31`), a date-time (in `timezone` where it names no offset), a span back
 * (`12h`, `7d`, `4w`, `3mo`, `1y`) or `now`. Throws a `ReportError` that says what was got and what is wanted.
 */
export function parseTime(text: string, reading: Reading): number {
  return Math.min(Math.max(readAnyTime(text, reading), EARLIEST), LATEST);
}

/** What a slot can be written for: beyond its four digits of a year, texts have another order than times. */
const [EARLIEST, LATEST] = [slotTime('0000-01-01T00:00:00Z'), slotTime(MAX_SLOT)];

function readAnyTime(text: string, { option, boundary: edge, timezone, relativeTo: back }: Reading): number {
  try {
    const [, count, unit] = /^(\d{1,5})(h|d|w|mo|y)$/.exec(text) ?? [];
    if (count && unit) {
      const duration = { [SPAN_UNITS[unit] ?? 'days']: Number(count) };
      return inZone(back, timezone).subtract(duration).epochMilliseconds;
    }
    if (text === 'now') return back;
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      const day = Temporal.PlainDate.from(text);
      if (edge === 'start') return day.toZonedDateTime(timezone).epochMilliseconds;
      return day.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds - 1000;
    }
    if (/^\d{4}-\d{2}-\d{2}[Tt ]/.test(text)) return wholeSecond(parseDateTime(text, timezone));
  } catch {
    // A day or an hour that does not exist; said below.
  }
  throw new ReportError(
    `${option} "${text}" is not a time; it wants 2025-12-31, 2025-12-31T23:59:59Z, or a span back such as 12h, 7d, 4w, 3mo or 1y.`,
    2,
  );
}

function parseDateTime(text: string, timezone: string): number {
  if (/[Tt ][\d:.,]+$/.test(text)) {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
  }
  // More than the time of day was written: that has to be an offset, of whichever form.
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** An IANA zone's name, checked. */
export function parseTimezone(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw new ReportError(`--timezone "${name}" is unknown; it wants an IANA name such as Europe/Berlin.`, 2);
  }
}

const wholeSecond = (epochMs: number) => slotTime(toSlot(epochMs));

const inZone = (epochMs: number, timezone: string) =>
  Temporal.Instant.fromEpochMilliseconds(wholeSecond(epochMs)).toZonedDateTimeISO(timezone);

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
