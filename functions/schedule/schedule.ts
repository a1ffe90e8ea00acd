/** Schedules of EventBridge Scheduler: which slots are due, and the intervals between them. */
import { Temporal } from '@js-temporal/polyfill';
import { Cron } from 'croner';
import { isTimezone, parseExpression } from './expression';
import { slotTime, toSlot } from './slot';

type Common = { expression: string; timezone: string };
export type Schedule = Common & ({ kind: 'cron'; cron: Cron } | { kind: 'rate'; everySeconds: number });

const DAY = 86_400_000;

/** Characters of an invalid value in a message: a row may hold 400 KB of it. */
const MAX_QUOTED_LENGTH = 100;

/**
 * Parses a `cron(…)` or `rate(…)` expression of EventBridge Scheduler and its IANA time zone.
 * Throws one sentence with the value and what is allowed; it begins with `schedule` or `time zone`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedule(expression: string, timezone = 'UTC'): Schedule {
  const parsed = parseExpression(expression);
  if (parsed.kind === 'invalid') {
    throw new Error(`schedule "${expression.slice(0, MAX_QUOTED_LENGTH)}" ${parsed.error}`);
  }
  if (!isTimezone(timezone)) {
    throw new Error(
      `time zone "${timezone.slice(0, MAX_QUOTED_LENGTH)}" must be an IANA name such as UTC or Europe/Berlin`,
    );
  }
  return parsed.kind === 'rate'
    ? { expression, timezone, ...parsed }
    : { expression, timezone, kind: 'cron', cron: createCron(parsed.fields) };
}

/**
 * The slots that are due after one moment and up to and including another, in order. The slots of a rate are counted from
 * `after`, which must be a slot itself: a rate is relative to the schedule's creation, not to a clock.
 */
export function* dueSlots(schedule: Schedule, after: string, until: string): Generator<string> {
  const end = slotTime(until);
  for (let time = slotTime(after); ; ) {
    const next = nextTime(schedule, time);
    if (next === undefined || next > end) return;
    yield toSlot(next);
    time = next;
  }
}

/** The last slot at or before `epochMs`, however long ago; undefined where there is none. */
export function latestSlot(schedule: Schedule, epochMs: number): string | undefined {
  if (schedule.kind === 'rate') {
    const every = schedule.everySeconds * 1000;
    return toSlot(Math.floor(epochMs / every) * every);
  }
  // A short range is nearly always enough; a long one would list thousands of slots to use only the last.
  for (const days of [1 / 12, 1, 32]) {
    const slots = [...dueSlots(schedule, toSlot(epochMs - days * DAY), toSlot(epochMs))];
    if (slots.length > 0) return slots.at(-1);
  }
  return latestRareSlot(schedule.cron, schedule.timezone, epochMs);
}

/** For schedules such as that of 29 February. No slot is near `epochMs`, so that a clock change there does not matter. */
function latestRareSlot(cron: Cron, timezone: string, epochMs: number): string | undefined {
  let [local] = cron.previousRuns(1, new Date(toLocalTime(epochMs, timezone)));
  while (local) {
    const time = toInstant(local, timezone);
    if (time !== undefined) return toSlot(time);
    [local] = cron.previousRuns(1, local);
  }
  return undefined;
}

/**
 * The second time at which the zone's clock shows the local time of a slot, on the day on which the clock is set back;
 * undefined for any other slot. The documentation does not say at which of the two times Scheduler runs an hourly cron.
 */
export function repeatedSlot({ kind, timezone }: Schedule, slot: string): string | undefined {
  if (kind === 'rate' || timezone === 'UTC') return undefined;
  const time = slotTime(slot);
  const local = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timezone).toPlainDateTime();
  const later = local.toZonedDateTime(timezone, { disambiguation: 'later' }).epochMilliseconds;
  return later > time ? toSlot(later) : undefined;
}

/** The shortest and longest interval between consecutive slots, in seconds; undefined with fewer than two slots. */
export function slotIntervals(schedule: Schedule): { shortest: number; longest: number } | undefined {
  if (schedule.kind === 'rate') return { shortest: schedule.everySeconds, longest: schedule.everySeconds };
  const usual = intervalsWithoutClockChanges(schedule);
  if (usual.length === 0) return undefined;
  const intervals = [...usual, ...intervalsAroundClockChanges(schedule, max(usual) + DAY)];
  return { shortest: min(intervals) / 1000, longest: max(intervals) / 1000 };
}

const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b));

function createCron(fields: readonly string[]): Cron {
  // croner has no L alone, which is Saturday for AWS; it reads 6L, the last Friday, as AWS does.
  const weekday = fields[4] === 'L' ? '7' : fields[4];
  const pattern = ['0', ...fields.slice(0, 4), weekday, fields[5]].join(' ').replaceAll('?', '*');
  return new Cron(pattern, {
    mode: '7-part',
    // As fast as arithmetic; a named zone is formatted and parsed at each step.
    utcOffset: 0,
    alternativeWeekdays: true,
    sloppyRanges: true,
  });
}

function nextTime(schedule: Schedule, after: number): number | undefined {
  if (schedule.kind === 'rate') return after + schedule.everySeconds * 1000;
  if (schedule.timezone === 'UTC') return schedule.cron.nextRun(new Date(after))?.getTime();
  // The expression means local times: it is evaluated as if local time were UTC, and each match is converted.
  let local: Date | null = new Date(toLocalTime(after, schedule.timezone));
  for (;;) {
    local = schedule.cron.nextRun(local);
    if (!local) return undefined;
    const time = toInstant(local, schedule.timezone);
    if (time !== undefined && time > after) return time;
  }
}

/** The local time in `timezone`, as the epoch ms that this date and time would have in UTC. */
function toLocalTime(epochMs: number, timezone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);
  return epochMs + zoned.offsetNanoseconds / 1e6;
}

/**
 * The inverse of `toLocalTime`; undefined for a local time that the clock skips in spring, which has no run. A local time
 * that occurs twice in autumn has one run, the earlier. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
function toInstant(local: Date, timezone: string): number | undefined {
  const time = Temporal.PlainDateTime.from(local.toISOString().slice(0, 19)).toZonedDateTime(
    timezone,
  ).epochMilliseconds;
  return toLocalTime(time, timezone) === local.getTime() ? time : undefined;
}

/** Every day that a cron matches has the same times: the times of one day and the list of days give all intervals. */
function intervalsWithoutClockChanges({ expression, cron }: { expression: string; cron: Cron }): number[] {
  const daysToCheck = EVERY_DAY.test(expression) ? 2 : 731;
  const first = cron.nextRun(new Date(Date.UTC(2026, 0, 1) - 1));
  if (!first) return [];
  const start = Math.floor(first.getTime() / DAY) * DAY;
  const times: number[] = [];
  const days: number[] = [];
  for (let run: Date | null = first; run && run.getTime() < start + DAY; run = cron.nextRun(run)) {
    times.push(run.getTime());
  }
  // 29 February is not in every two years: continue until there are two days.
  for (
    let run: Date | null = first;
    run && (days.length < 2 || run.getTime() < start + daysToCheck * DAY);
  ) {
    const day = Math.floor(run.getTime() / DAY) * DAY;
    days.push(day);
    run = cron.nextRun(new Date(day + DAY - 1));
  }
  const overnight = (times[0] ?? 0) - (times.at(-1) ?? 0);
  return [...differences(times), ...differences(days).map((days) => days + overnight)];
}

/** Nearly every schedule: two of its days have the same intervals as two years, in a hundredth of the time. */
const EVERY_DAY = /^cron\(\S+ \S+ (\* \* \?|\? \* \*) \*\)$/;

/** A skipped or repeated hour changes the intervals around it: the slots around each clock change are compared. */
function intervalsAroundClockChanges(schedule: Schedule, within: number): number[] {
  const intervals: number[] = [];
  let zoned = Temporal.Instant.from('2026-01-01T00:00:00Z').toZonedDateTimeISO(schedule.timezone);
  for (;;) {
    const change = zoned.getTimeZoneTransition('next');
    if (!change || change.year > 2027) return intervals;
    const [from, to] = [change.epochMilliseconds - within, change.epochMilliseconds + within];
    intervals.push(...differences([...dueSlots(schedule, toSlot(from), toSlot(to))].map(slotTime)));
    zoned = change;
  }
}

const differences = (times: number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0));
