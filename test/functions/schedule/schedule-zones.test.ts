/** Slots of every zone of the tz database around its clock changes, compared with the clock that `Intl` shows. */
import { dueSlots, parseSchedule } from '../../../functions/schedule/schedule';
import { toSlot } from '../../../functions/schedule/slot';
import { type Clock, distinctZones } from '../../support/zones';

const MINUTE = 60_000;
const REACH = 4 * 60 * MINUTE;

/** Four hours before a change and after it, by the quarter of an hour. */
const quarters = (change: number): number[] => {
  const first = Math.ceil((change - REACH) / (15 * MINUTE)) * 15 * MINUTE;
  return Array.from({ length: (2 * REACH) / (15 * MINUTE) }, (_, i) => first + i * 15 * MINUTE);
};

type Quarter = Pick<Clock, 'date' | 'time'> & { epochMs: number };

/** The quarters at which the clock shows a time for the first time. */
function quartersShownFirst(clock: (epochMs: number) => Clock, change: number): Quarter[] {
  const shown = new Map<string, Quarter>();
  for (const epochMs of quarters(change)) {
    const { date, time } = clock(epochMs);
    const key = `${date} ${time}`;
    if (!shown.has(key)) shown.set(key, { date, time, epochMs });
  }
  return [...shown.values()];
}

/**
 * Of each zone the last change of each kind: from which offset to which, at which time of day. The same change in another
 * year takes the same path through the code, and all 1,025 changes of 13 years take ten times as long.
 */
const cases = distinctZones.flatMap(({ zone, clock, changes }) => {
  const kinds = changes.map((change) => {
    const [before, after] = [clock(change - MINUTE), clock(change)];
    return [`${before.offset} ${after.offset} ${after.time}`, change] as const;
  });
  return [...new Map(kinds).values()].map((change) => ({
    zone,
    range: [quarters(change)[0] ?? 0, quarters(change).at(-1) ?? 0] as const,
    shownFirst: quartersShownFirst(clock, change),
  }));
});

it.each<[string, (quarter: Quarter) => boolean]>([
  ['cron(0,15,30,45 * * * ? *)', () => true],
  ['cron(0 0 * * ? *)', ({ time }) => time === '00:00'],
  ['cron(30 2 * * ? *)', ({ time }) => time === '02:30'],
])(
  '%s is due when the local clock shows its time, once where the clock repeats it',
  (expression, matches) => {
    for (const { zone, range, shownFirst } of cases) {
      const [first, last] = range;

      const due = [...dueSlots(parseSchedule(expression, zone), toSlot(first - 1000), toSlot(last))];

      const expected = shownFirst.filter(matches).map(({ epochMs }) => toSlot(epochMs));
      expect([zone, ...due]).toEqual([zone, ...expected]);
    }
  },
);
