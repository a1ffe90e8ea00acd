/** Times and time zones as people write them on a command line. */
import { Temporal } from '@js-temporal/polyfill';
import { MAX_SLOT, slotTime, toSlot } from '../schedule/slot';
import { CommandError } from './errors';

const SPAN_UNITS: Record<string, keyof Temporal.DurationLike> = {
  h: 'hours',
  d: 'days',
  w: 'weeks',
  mo: 'months',
  y: 'years',
};

/** The meaning of a date without a time of day: `--from` is its first second, `--to` and `--at` its last. */
export type Boundary = 'start' | 'end';

export type TimeOptions = {
  /** The option's name, for errors. */
  option: string;
  boundary: Boundary;
  timezone: string;
  /** The time from which a span such as `7d` is counted back: epoch ms. */
  relativeTo: number;
};

/**
 * Epoch ms, to the second, of an ISO date (`2025-12-31`), a date-time (in `timezone` where it names no offset), a span back
 * (`12h`, `7d`, `4w`, `3mo`, `1y`) or `now`. Throws a `CommandError` with the value and what is allowed.
 */
export function parseTime(text: string, reading: TimeOptions): number {
  return Math.min(Math.max(parseAnyTime(text, reading), EARLIEST), LATEST);
}

/** The range of slots: with other years than four digits, slots sort differently as text than as times. */
const [EARLIEST, LATEST] = [slotTime('0000-01-01T00:00:00Z'), slotTime(MAX_SLOT)];

function parseAnyTime(text: string, { option, boundary, timezone, relativeTo }: TimeOptions): number {
  try {
    const [, count, unit = ''] = /^(\d{1,5})(h|d|w|mo|y)$/.exec(text) ?? [];
    if (count) {
      const duration = { [SPAN_UNITS[unit] ?? 'days']: Number(count) };
      return inZone(relativeTo, timezone).subtract(duration).epochMilliseconds;
    }
    if (text === 'now') return relativeTo;
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      const day = Temporal.PlainDate.from(text);
      if (boundary === 'start') return day.toZonedDateTime(timezone).epochMilliseconds;
      return day.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds - 1000;
    }
    if (/^\d{4}-\d{2}-\d{2}[Tt ]/.test(text)) return floorToSecond(parseDateTime(text, timezone));
  } catch {
    // A day or an hour that does not exist: reported below.
  }
  throw new CommandError(
    `${option} "${text}" is not a time; it must be 2025-12-31, 2025-12-31T23:59:59Z, or a span back such as 12h, 7d, 4w, 3mo or 1y.`,
    2,
  );
}

function parseDateTime(text: string, timezone: string): number {
  if (/[Tt ][\d:.,]+$/.test(text)) {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
  }
  // More than a time of day: it must be an offset.
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** Validates the name of an IANA time zone. */
export function parseTimezone(name: string): string {
  if (isTimezone(name)) return name;
  throw new CommandError(`--timezone "${name}" is unknown; must be an IANA name such as Europe/Berlin.`, 2);
}

/** Whether `--timezone` accepts it; newer Node versions also know offsets such as `+01:00`, which schedules do not accept. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const floorToSecond = (epochMs: number) => slotTime(toSlot(epochMs));

/** A time, to the second, on the zone's clock. */
export const inZone = (epochMs: number, timezone: string) =>
  Temporal.Instant.fromEpochMilliseconds(floorToSecond(epochMs)).toZonedDateTimeISO(timezone);
