/** Slots of every zone of the tz database around each change of its clock, against what `Intl` says that the clock shows. */
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

it.each<[string, (clock: Clock) => boolean]>([
  ['cron(0,15,30,45 * * * ? *)', () => true],
  ['cron(0 0 * * ? *)', ({ time }) => time === '00:00'],
  ['cron(30 2 * * ? *)', ({ time }) => time === '02:30'],
])(
  '%s is due whenever the clock shows it, and once where it shows it twice',
  (expression, matches) => {
    for (const { zone, clock, changes } of distinctZones) {
      const schedule = parseSchedule(expression, zone);
      for (const change of changes) {
        const moments = quarters(change);
        const shown = new Set<string>();
        const expected = moments.filter((moment) => {
          const { date, time } = clock(moment);
          const isFirst = !shown.has(`${date} ${time}`);
          shown.add(`${date} ${time}`);
          return isFirst && matches(clock(moment));
        });
        const [first = 0, last = 0] = [moments[0], moments.at(-1)];

        const due = [...dueSlots(schedule, toSlot(first - 1000), toSlot(last))];

        expect([zone, ...due]).toEqual([zone, ...expected.map(toSlot)]);
      }
    }
  },
  60_000,
);
