/** Which run judges which slot: every slot exactly once, and in order. */
import {
  cronDueSlots,
  earlyRun,
  judgingRun,
  rateDueSlots,
  selectSlots,
} from '../../../functions/monitor/due-slots';
import { dueSlots, parseSchedule } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import fc from '../../support/fast-check';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const PERIOD = 5 * MINUTE;
const at = slotTime;

/** The runs from one time to another, with the slots that each judges at its last moment. */
function judgedBy(
  expression: string,
  timezone: string,
  latenessSeconds: number,
  from: string,
  until: string,
) {
  const schedule = parseSchedule(expression, timezone);
  const runs: { run: string; slots: string[] }[] = [];
  for (let now = at(from); now <= at(until); now += PERIOD) {
    const { judged } = selectSlots(cronDueSlots(schedule, latenessSeconds * 1000, now), now);
    if (judged.length > 0) runs.push({ run: toSlot(now), slots: judged.map(({ slot }) => slot) });
  }
  return runs;
}

describe('a slot of a cron schedule', () => {
  it('is judged by the first run after its lateness and two minutes', () => {
    expect(
      judgedBy('cron(0 * * * ? *)', 'UTC', 1800, '2026-11-22T06:00:00Z', '2026-11-22T08:00:00Z'),
    ).toEqual([
      { run: '2026-11-22T06:35:00Z', slots: ['2026-11-22T06:00:00Z'] },
      { run: '2026-11-22T07:35:00Z', slots: ['2026-11-22T07:00:00Z'] },
    ]);
  });

  it.each([
    ['cron(0 * * * ? *)', 'UTC', 1800, '2026-11-20T00:00:00Z', '2026-11-20T12:00:00Z'],
    ['cron(0/2 * * * ? *)', 'UTC', 600, '2026-11-20T00:00:00Z', '2026-11-20T02:00:00Z'],
    ['cron(2 * * * ? *)', 'UTC', 60, '2026-11-20T00:00:00Z', '2026-11-20T04:00:00Z'],
    ['cron(0/15 * * * ? *)', 'Europe/Berlin', 3600, '2026-10-24T23:30:00Z', '2026-10-25T04:00:00Z'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', 1800, '2026-10-25T00:00:00Z', '2026-10-25T03:00:00Z'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin', 1800, '2026-03-29T22:00:00Z', '2026-03-30T03:00:00Z'],
    ['cron(0 0 1 * ? *)', 'UTC', 86_400, '2027-01-01T20:00:00Z', '2027-01-02T04:00:00Z'],
  ])(
    'of %s in %s with a lateness of %i s is judged exactly once',
    (expression, timezone, lateness, from, until) => {
      const judged = judgedBy(expression, timezone, lateness, from, until).flatMap(({ slots }) => slots);

      const due = [...dueSlots(parseSchedule(expression, timezone), toSlot(at(from) - 2 * DAY), until)];
      const [first = '', last = ''] = [judged[0], judged.at(-1)];
      expect(judged).toEqual(due.filter((slot) => slot >= first && slot <= last));
      expect(judged).toEqual([...new Set(judged)].sort());
      expect(judged.length).toBeGreaterThan(0);
    },
  );

  it('that the clock repeats in autumn is judged after its second time, and with it', () => {
    const schedule = parseSchedule('cron(0 * * * ? *)', 'Europe/Berlin');
    const due = cronDueSlots(schedule, 1_800_000, at('2026-10-25T02:35:00Z'));

    const { judged } = selectSlots(due, at('2026-10-25T01:35:00Z'));

    expect(due.find(({ slot }) => slot === '2026-10-25T00:00:00Z')).toMatchObject({
      repeated: '2026-10-25T01:00:00Z',
      lastMoment: at('2026-10-25T01:32:00Z'),
    });
    expect(judged.map(({ slot }) => slot)).toEqual(['2026-10-25T00:00:00Z']);
  });

  it('knows the slot before, however far apart the slots are', () => {
    const due = cronDueSlots(parseSchedule('cron(0 0 1 1 ? *)'), 1_800_000, at('2026-01-01T00:35:00Z'));

    expect(selectSlots(due, at('2026-01-01T00:35:00Z')).judged).toMatchObject([
      { slot: '2026-01-01T00:00:00Z', previous: { slot: '2025-01-01T00:00:00Z' } },
    ]);
  });

  it('can be judged early where the slot before was judged, by the run five minutes after it', () => {
    const due = cronDueSlots(parseSchedule('cron(0 * * * ? *)'), 1_800_000, at('2026-11-22T06:05:00Z'));

    const { early } = selectSlots(due, at('2026-11-22T06:05:00Z'));

    expect(early?.slot).toBe('2026-11-22T06:00:00Z');
    expect(early && toSlot(earlyRun(early))).toBe('2026-11-22T06:05:00Z');
    expect(early && toSlot(judgingRun(early))).toBe('2026-11-22T06:35:00Z');
  });

  it('is not judged early before the slot before is judged', () => {
    const due = cronDueSlots(parseSchedule('cron(0/5 * * * ? *)'), 1_800_000, at('2026-11-22T06:05:00Z'));

    expect(selectSlots(due, at('2026-11-22T06:05:00Z')).early).toBeUndefined();
  });
});

describe('a slot of a rate schedule', () => {
  const LATENESS = 1_800_000;
  const slots = (rows: string[], now: string) =>
    rateDueSlots(3600, rows, LATENESS, at(now)).map(({ slot }) => slot);

  it('is counted from the newest row', () => {
    expect(slots(['2026-11-22T06:17:03Z'], '2026-11-22T08:00:00Z')).toEqual([
      '2026-11-22T06:17:03Z',
      '2026-11-22T07:17:03Z',
    ]);
  });

  it('is missing between two rows', () => {
    expect(slots(['2026-11-22T06:17:03Z', '2026-11-22T08:17:03Z'], '2026-11-22T09:00:00Z')).toEqual([
      '2026-11-22T06:17:03Z',
      '2026-11-22T07:17:03Z',
      '2026-11-22T08:17:03Z',
    ]);
  });

  it('is not missing where the schedule was created again with another phase', () => {
    expect(slots(['2026-11-22T06:17:03Z', '2026-11-22T06:50:00Z'], '2026-11-22T08:00:00Z')).toEqual([
      '2026-11-22T06:17:03Z',
      '2026-11-22T06:50:00Z',
    ]);
  });

  it('is judged exactly once, with the same slot before in each run, for any rows', () => {
    const minute = fc.integer({ min: 0, max: 600 });
    fc.assert(
      fc.property(
        fc.uniqueArray(minute, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(600, 1800, 3600),
        (minutes, every) => {
          const start = at('2026-11-22T00:00:00Z');
          const rows = minutes.sort((a, b) => a - b).map((count) => toSlot(start + count * MINUTE));
          const judged: string[] = [];
          for (let now = start; now < start + 700 * MINUTE; now += PERIOD) {
            const until = toSlot(Math.max(now - PERIOD, now - LATENESS - 2 * MINUTE));
            const due = rateDueSlots(
              every,
              rows.filter((row) => row <= until),
              LATENESS,
              now,
            );
            for (const { slot, previous } of selectSlots(due, now).judged) {
              expect([slot, previous?.slot]).toEqual([slot, judged.at(-1)]);
              judged.push(slot);
            }
          }

          expect(judged).toEqual([...new Set(judged)].sort());
          expect(judged).toEqual(expect.arrayContaining(rows.filter((row) => row <= (judged.at(-1) ?? ''))));
        },
      ),
      { numRuns: 50 },
    );
  });
});
