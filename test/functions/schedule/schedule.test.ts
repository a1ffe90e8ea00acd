/** The due slots of an EventBridge Scheduler expression, and its latest slot. */
import { dueSlots, latestSlot, parseSchedule } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import fc from '../../support/fast-check';

describe('due slots', () => {
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
      expression: 'cron(0 0 ? * 1L *)',
      after: '2026-01-01T00:00:00Z',
      slots: ['2026-01-25T00:00:00Z', '2026-02-22T00:00:00Z'],
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
    {
      expression: 'cron(0 0 ? * L *)',
      after: '2026-11-20T00:00:00Z',
      slots: ['2026-11-21T00:00:00Z', '2026-11-28T00:00:00Z'],
    },
    {
      expression: 'cron(5/20 9 ? * mon-fri *)',
      after: '2026-11-20T09:30:00Z',
      slots: ['2026-11-20T09:45:00Z', '2026-11-23T09:05:00Z'],
    },
  ])('of $expression come from the expression', ({ expression, after, slots }) => {
    const schedule = parseSchedule(expression);

    const due = [...dueSlots(schedule, after, slots.at(-1) ?? '')];

    expect(due).toEqual(slots);
  });

  it('of a rate are counted from the slot before', () => {
    const schedule = parseSchedule('rate(12 hours)');

    const due = [...dueSlots(schedule, '2026-11-22T06:17:03Z', '2026-11-23T18:00:00Z')];

    expect(due).toEqual(['2026-11-22T18:17:03Z', '2026-11-23T06:17:03Z']);
  });

  it('omit a local time that the clock skips in spring', () => {
    const schedule = parseSchedule('cron(30 2 * * ? *)', 'Europe/Berlin');

    const due = [...dueSlots(schedule, '2026-03-27T12:00:00Z', '2026-03-30T12:00:00Z')];

    expect(due).toEqual(['2026-03-28T01:30:00Z', '2026-03-30T00:30:00Z']);
  });

  it('contain a local time that occurs twice in autumn once', () => {
    const schedule = parseSchedule('cron(30 2 * * ? *)', 'Europe/Berlin');

    const due = [...dueSlots(schedule, '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')];

    expect(due).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
  });

  it('exclude the moment after which they are counted, and include their end', () => {
    const schedule = parseSchedule('cron(30 6 * * ? *)', 'Europe/Berlin');

    const due = [...dueSlots(schedule, '2026-11-22T05:30:00Z', '2026-11-23T05:30:00Z')];

    expect(due).toEqual(['2026-11-23T05:30:00Z']);
  });

  it.each([
    ['UTC', '2027-01-01T00:00:00Z'],
    ['Europe/Berlin', '2026-12-31T23:00:00Z'],
  ])('end with the years of the expression, in %s', (timezone, last) => {
    const schedule = parseSchedule('cron(0 0 1 1 ? 2027)', timezone);

    const due = [...dueSlots(schedule, '2026-11-22T00:00:00Z', '2040-01-01T00:00:00Z')];

    expect(due).toEqual([last]);
  });

  it.each([
    ['cron(0,30 * * * ? *)', 'Europe/Berlin', ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z']],
    ['cron(15,45 1,2 * * ? *)', 'Australia/Lord_Howe', ['2026-04-04T15:00:00Z', '2026-10-03T15:30:00Z']],
    ['cron(10/25 * * * ? *)', 'America/New_York', ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z']],
  ])(
    'of %s in %s are the same in one range and in two adjacent ones, around clock changes',
    (expression, timezone, changes) => {
      const schedule = parseSchedule(expression, timezone);
      const minutes = (most: number) => fc.integer({ min: 0, max: most }).map((count) => count * 60_000);

      fc.assert(
        fc.property(fc.constantFrom(...changes), minutes(90), minutes(180), (change, since, around) => {
          const middle = slotTime(change) + since;
          const [after, between, until] = [toSlot(middle - around), toSlot(middle), toSlot(middle + around)];

          const inOneRange = [...dueSlots(schedule, after, until)];

          expect(inOneRange).toEqual([
            ...dueSlots(schedule, after, between),
            ...dueSlots(schedule, between, until),
          ]);
        }),
        { numRuns: 50 },
      );
    },
  );
});

describe('the latest slot', () => {
  it.each([
    ['cron(0 * * * ? *)', '2026-11-22T13:00:00Z'],
    ['cron(45 13 * * ? *)', '2026-11-22T13:45:00Z'],
    ['cron(0 0 1 1 ? *)', '2026-01-01T00:00:00Z'],
    ['cron(0 0 23 11 ? *)', '2025-11-23T00:00:00Z'],
    ['rate(5 minutes)', '2026-11-22T13:45:00Z'],
    ['rate(1 hour)', '2026-11-22T13:00:00Z'],
    ['cron(0 0 29 2 ? *)', '2024-02-29T00:00:00Z'],
    ['cron(0 0 ? 2 SUN#5 *)', '2004-02-29T00:00:00Z'],
    ['cron(0/1 * * * ? 2020)', '2020-12-31T23:59:00Z'],
    ['cron(0 0 1 1 ? 2030)', undefined],
  ])('of %s is %s', (expression, slot) => {
    expect(latestSlot(parseSchedule(expression), Date.parse('2026-11-22T13:45:10Z'))).toBe(slot);
  });

  it.each<[expression: string, slot: string | undefined, what: string]>([
    ['cron(30 2 29 3 ? *)', '2025-03-29T01:30:00Z', 'whose hour the clock skips in 2026'],
    ['cron(30 2 29 3 ? 2020,2026)', undefined, 'whose hour the clock skips in both years'],
    ['cron(0 0 29 2 ? *)', '2024-02-28T23:00:00Z', 'of a leap year'],
  ])('of %s in Europe/Berlin is %s, %s', (expression, slot, _what) => {
    const schedule = parseSchedule(expression, 'Europe/Berlin');

    expect(latestSlot(schedule, Date.parse('2026-11-22T13:45:10Z'))).toBe(slot);
  });

  it('is the last one also in an hour that the clock repeats, whose slots are past', () => {
    const schedule = parseSchedule('cron(45 * * * ? *)', 'Europe/Berlin');

    expect(latestSlot(schedule, Date.parse('2026-10-25T01:30:00Z'))).toBe('2026-10-25T00:45:00Z');
  });

  it.each(['cron(7 * * * ? *)', 'cron(0 6 ? * MON *)', 'cron(0 0 L * ? *)', 'cron(30 12 1 1,7 ? *)'])(
    'of %s is the last due slot, at any time of any year',
    (expression) => {
      const schedule = parseSchedule(expression);
      const second = fc.integer({
        min: slotTime('2020-01-01T00:00:00Z') / 1000,
        max: slotTime('2030-01-01T00:00:00Z') / 1000,
      });

      fc.assert(
        fc.property(second, (second) => {
          const latest = latestSlot(schedule, second * 1000) ?? '';

          expect([...dueSlots(schedule, latest, toSlot(second * 1000))]).toEqual([]);
          expect([...dueSlots(schedule, toSlot(slotTime(latest) - 1000), latest)]).toEqual([latest]);
        }),
        { numRuns: 20 },
      );
    },
  );
});
