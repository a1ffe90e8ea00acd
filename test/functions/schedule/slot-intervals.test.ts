/** The shortest and longest interval between the slots of a schedule. */
import { dueSlots, parseSchedule, slotIntervals } from '../../../functions/schedule/schedule';
import { slotTime } from '../../../functions/schedule/slot';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the intervals between slots', () => {
  it.each([
    { expression: 'rate(6 hours)', shortest: 6 * HOUR, longest: 6 * HOUR },
    { expression: 'cron(0 * * * ? *)', shortest: HOUR, longest: HOUR },
    { expression: 'cron(0 9,17 ? * MON-FRI *)', shortest: 8 * HOUR, longest: 2 * DAY + 16 * HOUR },
    { expression: 'cron(0 0 ? * MON-FRI *)', shortest: DAY, longest: 3 * DAY },
    { expression: 'cron(0 0 L * ? *)', shortest: 28 * DAY, longest: 31 * DAY },
    { expression: 'cron(0 0 29 2 ? *)', shortest: 1461 * DAY, longest: 1461 * DAY },
    { expression: 'cron(0 0,12 29 2 ? *)', shortest: DAY / 2, longest: 1461 * DAY - DAY / 2 },
    { expression: 'cron(0 * * * ? *)', timezone: 'Europe/Berlin', shortest: HOUR, longest: 2 * HOUR },
    { expression: 'cron(0 * * * ? 2027)', timezone: 'Europe/Berlin', shortest: HOUR, longest: 2 * HOUR },
    { expression: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin', shortest: DAY, longest: 2 * DAY - HOUR },
    {
      expression: 'cron(0 0 ? * SUN *)',
      timezone: 'Europe/Berlin',
      shortest: 7 * DAY - HOUR,
      longest: 7 * DAY + HOUR,
    },
  ])('of $expression include those across clock changes', ({ expression, timezone, ...intervals }) => {
    expect(slotIntervals(parseSchedule(expression, timezone))).toEqual(intervals);
  });

  it.each([
    ['cron(30 2 * * ? *)', 'Europe/Berlin'],
    ['cron(30 1,2 ? * SAT,SUN *)', 'America/New_York'],
    ['cron(15 2 ? * SUN *)', 'Australia/Lord_Howe'],
    ['cron(0 12 1,15 * ? *)', 'Asia/Tokyo'],
    ['cron(0 9,17 ? * MON-FRI *)', 'UTC'],
    ['cron(0 0 1 1 ? 2026-2027)', 'UTC'],
  ])('of %s in %s equal those of all due slots of two years', (expression, timezone) => {
    const schedule = parseSchedule(expression, timezone);
    const due = [...dueSlots(schedule, '2025-12-31T23:59:59Z', '2028-01-01T00:00:00Z')].map(slotTime);
    const intervals = due.slice(1).map((time, i) => (time - (due[i] ?? 0)) / 1000);

    const { shortest, longest } = slotIntervals(schedule) ?? {};

    expect([shortest, longest]).toEqual([Math.min(...intervals), Math.max(...intervals)]);
  });

  it('are undefined with fewer than two slots', () => {
    expect(slotIntervals(parseSchedule('cron(0 0 1 1 ? 2027)'))).toBeUndefined();
    expect(slotIntervals(parseSchedule('cron(0 0 30 2 ? *)'))).toBeUndefined();
  });
});
