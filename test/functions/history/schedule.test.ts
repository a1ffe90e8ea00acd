/** Which slots an EventBridge Scheduler expression makes due, and which expressions are refused. */
import { dueSlots, gapsBetweenSlots, latestSlot, readSchedule } from '../../../functions/history/schedule';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the slots that are due', () => {
  it.each([
    {
      expression: 'cron(0 * * * ? *)',
      after: '2026-11-22T05:00:00Z',
      slots: ['2026-11-22T06:00:00Z', '2026-11-22T07:00:00Z'],
    },
    {
      expression: 'cron(30,0 6 * * ? *)',
      after: '2026-11-22T05:00:00Z',
      slots: ['2026-11-22T06:00:00Z', '2026-11-22T06:30:00Z'],
    },
    {
      expression: 'cron(0 12 31 * ? *)',
      after: '2026-01-31T12:00:00Z',
      slots: ['2026-03-31T12:00:00Z', '2026-05-31T12:00:00Z'],
    },
    {
      expression: 'cron(0 0 L * ? *)',
      after: '2028-02-01T00:00:00Z',
      slots: ['2028-02-29T00:00:00Z', '2028-03-31T00:00:00Z'],
    },
    {
      expression: 'cron(0 0 15W * ? *)',
      after: '2026-11-01T00:00:00Z',
      slots: ['2026-11-16T00:00:00Z', '2026-12-15T00:00:00Z'],
    },
    {
      expression: 'cron(0 0 ? * 6L *)',
      after: '2026-10-01T00:00:00Z',
      slots: ['2026-10-30T00:00:00Z', '2026-11-27T00:00:00Z'],
    },
    {
      expression: 'cron(0 0 ? * 1 *)',
      after: '2026-11-20T00:00:00Z',
      slots: ['2026-11-22T00:00:00Z', '2026-11-29T00:00:00Z'],
    },
    {
      expression: 'cron(0 0 ? * 2#1 *)',
      after: '2026-11-20T00:00:00Z',
      slots: ['2026-12-07T00:00:00Z', '2027-01-04T00:00:00Z'],
    },
  ])('of $expression come from the expression', ({ expression, after, slots }) => {
    const schedule = readSchedule(expression);

    const due = [...dueSlots(schedule, after, slots.at(-1) ?? '')];

    expect(due).toEqual(slots);
  });

  it('of a rate are counted from the slot before, wherever that lay', () => {
    const schedule = readSchedule('rate(12 hours)');

    const due = [...dueSlots(schedule, '2026-11-22T06:17:03Z', '2026-11-23T18:00:00Z')];

    expect(due).toEqual(['2026-11-22T18:17:03Z', '2026-11-23T06:17:03Z']);
  });

  it('leave out a time that the clock skips in spring', () => {
    const schedule = readSchedule('cron(30 2 * * ? *)', 'Europe/Berlin');

    const due = [...dueSlots(schedule, '2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z')];

    expect(due).toEqual(['2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z']);
  });

  it('hold a time that the clock shows twice in autumn once', () => {
    const schedule = readSchedule('cron(30 2 * * ? *)', 'Europe/Berlin');

    const due = [...dueSlots(schedule, '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')];

    expect(due).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
  });

  it('end where the years of the expression end', () => {
    const schedule = readSchedule('cron(0 0 1 1 ? 2027)');

    const due = [...dueSlots(schedule, '2026-11-22T00:00:00Z', '2040-01-01T00:00:00Z')];

    expect(due).toEqual(['2027-01-01T00:00:00Z']);
  });
});

describe('the latest slot', () => {
  it.each([
    ['cron(0 * * * ? *)', '2026-11-22T13:00:00Z'],
    ['cron(0 0 1 1 ? *)', '2026-01-01T00:00:00Z'],
    ['rate(5 minutes)', '2026-11-22T13:45:00Z'],
    ['cron(0 0 1 1 ? 2020)', undefined],
  ])('of %s is %s', (expression, slot) => {
    expect(latestSlot(readSchedule(expression), Date.parse('2026-11-22T13:45:10Z'))).toBe(slot);
  });
});

describe('the gaps between slots', () => {
  it.each([
    { expression: 'rate(6 hours)', shortest: 6 * HOUR, longest: 6 * HOUR },
    { expression: 'cron(0 * * * ? *)', shortest: HOUR, longest: HOUR },
    { expression: 'cron(0 9,17 ? * MON-FRI *)', shortest: 8 * HOUR, longest: 2 * DAY + 16 * HOUR },
    { expression: 'cron(0 0 L * ? *)', shortest: 28 * DAY, longest: 31 * DAY },
    { expression: 'cron(0 * * * ? *)', timezone: 'Europe/Berlin', shortest: HOUR, longest: 2 * HOUR },
    { expression: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin', shortest: DAY, longest: 2 * DAY - HOUR },
    {
      expression: 'cron(0 0 ? * SUN *)',
      timezone: 'Europe/Berlin',
      shortest: 7 * DAY - HOUR,
      longest: 7 * DAY + HOUR,
    },
  ])('of $expression are known, clock changes included', ({ expression, timezone, ...gaps }) => {
    expect(gapsBetweenSlots(readSchedule(expression, timezone))).toEqual(gaps);
  });

  it('are unknown where there are no two slots in a row', () => {
    expect(gapsBetweenSlots(readSchedule('cron(0 0 1 1 ? 2027)'))).toBeUndefined();
  });
});

describe('a schedule is refused, with what it got and what it wants,', () => {
  it.each([
    ['cron(0 * * * *)', 'has 5 fields'],
    ['cron(0 * * * * *)', 'needs ? in exactly one of the two day fields'],
    ['cron(60 * * * ? *)', 'Invalid value for minute: 60'],
    ['cron(0 * * * FRI#2 *)', 'for the day of week'],
    ['rate(1 hours)', 'wants rate(1 minute)'],
    ['rate(30 seconds)', 'wants rate(1 minute)'],
    ['every hour', 'wants rate(1 hour) or cron(0 * * * ? *)'],
  ])('%s', (expression, why) => {
    expect(() => readSchedule(expression)).toThrow(why);
    expect(() => readSchedule(expression)).toThrow(expression);
  });

  it('where its time zone is unknown', () => {
    expect(() => readSchedule('rate(1 hour)', 'Mars/Olympus')).toThrow(
      'time zone "Mars/Olympus" is unknown; it wants an IANA name such as UTC or Europe/Berlin',
    );
  });
});
