/** What an EventBridge Scheduler expression means: whether it is valid, which slots are due, how far apart they lie. */
import { Temporal } from '@js-temporal/polyfill';
import { Cron } from 'croner';
import { expressionError, isTimezone, MAX_EXPRESSION_LENGTH } from './expression';
import { slotTime, toSlot } from './slot';

type Common = { expression: string; timezone: string };
export type Schedule = Common & ({ kind: 'cron'; cron: Cron } | { kind: 'rate'; everySeconds: number });

const DAY = 86_400_000;
/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_EXPRESSION = 256;
const UNIT_SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/**
 * Reads a `cron(…)` or `rate(…)` expression of EventBridge Scheduler and its IANA time zone.
 * Throws one sentence that says what was got and what is wanted.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function parseSchedule(expression: string, timezone = 'UTC'): Schedule {
  if (expression.length > MAX_EXPRESSION) {
    throw new Error(`schedule must have at most ${MAX_EXPRESSION} characters, got ${expression.length}.`);
  }
  if (!isTimezone(timezone)) {
    throw new Error(`time zone "${timezone}" is unknown; it wants an IANA name such as UTC or Europe/Berlin`);
  }
  const error = expressionError(expression);
  if (error) throw new Error(`schedule "${expression.slice(0, MAX_EXPRESSION_LENGTH)}" ${error}`);
  const body = expression.slice(expression.indexOf('(') + 1, -1);
  return expression.startsWith('rate')
    ? { expression, timezone, kind: 'rate', everySeconds: parseRate(body) }
    : { expression, timezone, kind: 'cron', cron: parseCron(body) };
}

/**
 * The slots that are due after one moment and up to and including another, in order.
 * A rate's slots lie on no clock: they are counted from `after`, which therefore has to be one of them.
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

/** The last slot at or before `epochMs`; undefined where there was none in the year before it. */
export function latestSlot(schedule: Schedule, epochMs: number): string | undefined {
  if (schedule.kind === 'rate') {
    const every = schedule.everySeconds * 1000;
    return toSlot(Math.floor(epochMs / every) * every);
  }
  // Nearly always a short way back is enough; a long one at once would list thousands of slots for their last.
  for (const days of [1 / 12, 1, 32, 366]) {
    const slots = [...dueSlots(schedule, toSlot(epochMs - days * DAY), toSlot(epochMs))];
    if (slots.length > 0) return slots.at(-1);
  }
  return undefined;
}

/** The shortest and longest time in seconds between two slots in a row; undefined where there are no two. */
export function slotIntervals(schedule: Schedule): { shortest: number; longest: number } | undefined {
  if (schedule.kind === 'rate') return { shortest: schedule.everySeconds, longest: schedule.everySeconds };
  const usual = intervalsOfDay(schedule);
  if (usual.length === 0) return undefined;
  const gaps = [...usual, ...intervalsAroundClockChanges(schedule, max(usual) + DAY)];
  return { shortest: min(gaps) / 1000, longest: max(gaps) / 1000 };
}

const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b));
const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b));

function parseRate(body: string): number {
  const [, count, unit = ''] = /^(\d+) (minute|hour|day)/.exec(body) ?? [];
  return Number(count) * (UNIT_SECONDS[unit] ?? Number.NaN);
}

function parseCron(body: string): Cron {
  const fields = body.toUpperCase().split(' ');
  // The library says "last Friday" as 6#L where AWS says 6L, and has no L alone there, which is AWS's Saturday.
  const weekday = (fields[4] ?? '').replace(/^L$/, '7').replace(/^(\d)L$/, '$1#L');
  const pattern = ['0', ...fields.slice(0, 4), weekday, fields[5]].join(' ').replaceAll('?', '*');
  return new Cron(pattern, {
    mode: '7-part',
    timezone: 'UTC',
    alternativeWeekdays: true,
    sloppyRanges: true,
  });
}

function nextTime(schedule: Schedule, after: number): number | undefined {
  if (schedule.kind === 'rate') return after + schedule.everySeconds * 1000;
  if (schedule.timezone === 'UTC') return schedule.cron.nextRun(new Date(after))?.getTime();
  // The expression speaks of wall clocks: it is evaluated as if the zone's clock were UTC, then each hit is placed.
  let wall: Date | null = new Date(toLocalTime(after, schedule.timezone));
  for (;;) {
    wall = schedule.cron.nextRun(wall);
    if (!wall) return undefined;
    const time = toInstant(wall, schedule.timezone);
    if (time !== undefined && time > after) return time;
  }
}

/** What a wall clock in `timezone` shows, as an epoch time of a clock that is taken for UTC. */
function toLocalTime(epochMs: number, timezone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);
  return epochMs + zoned.offsetNanoseconds / 1e6;
}

/**
 * When that wall clock shows `wall`. A time that the clock skips in spring has no run, one that it shows twice in autumn
 * has one. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
function toInstant(wall: Date, timezone: string): number | undefined {
  const time = Temporal.PlainDateTime.from(wall.toISOString().slice(0, 19)).toZonedDateTime(timezone, {
    disambiguation: 'earlier',
  }).epochMilliseconds;
  return toLocalTime(time, timezone) === wall.getTime() ? time : undefined;
}

/** All days of two years have the same times of day: it is enough to look at one day's times and at the days. */
function intervalsOfDay({ expression, cron }: { expression: string; cron: Cron }): number[] {
  const lookedAt = EVERY_DAY.test(expression) ? 2 : 731;
  const first = cron.nextRun(new Date(Date.UTC(2026, 0, 1) - 1));
  if (!first) return [];
  const start = Math.floor(first.getTime() / DAY) * DAY;
  const times: number[] = [];
  const days: number[] = [];
  for (let run: Date | null = first; run && run.getTime() < start + DAY; run = cron.nextRun(run)) {
    times.push(run.getTime());
  }
  // 29 February is not in every two years: look on until there are two days.
  for (let run: Date | null = first; run && (days.length < 2 || run.getTime() < start + lookedAt * DAY); ) {
    const day = Math.floor(run.getTime() / DAY) * DAY;
    days.push(day);
    run = cron.nextRun(new Date(day + DAY - 1));
  }
  const overnight = (times[0] ?? 0) - (times.at(-1) ?? 0);
  return [...differences(times), ...differences(days).map((days) => days + overnight)];
}

/** Nearly every schedule: two of its days tell as much as two years, a hundred times as fast. */
const EVERY_DAY = /^cron\(\S+ \S+ (\* \* \?|\? \* \*) \*\)$/;

/** A skipped or doubled hour moves slots apart or together: look closely at the time around each clock change. */
function intervalsAroundClockChanges(schedule: Schedule, within: number): number[] {
  const gaps: number[] = [];
  let zoned = Temporal.Instant.from('2026-01-01T00:00:00Z').toZonedDateTimeISO(schedule.timezone);
  for (;;) {
    const change = zoned.getTimeZoneTransition('next');
    if (!change || change.year > 2027) return gaps;
    const [from, to] = [change.epochMilliseconds - within, change.epochMilliseconds + within];
    gaps.push(...differences([...dueSlots(schedule, toSlot(from), toSlot(to))].map(slotTime)));
    zoned = change;
  }
}

const differences = (times: number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0));
