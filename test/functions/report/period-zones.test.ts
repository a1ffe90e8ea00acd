/** Periods of every zone of the tz database, against what `Intl` says its clocks show. */

import { parseTime } from '../../../functions/cli/time';
import { type Calendar, periods } from '../../../functions/report/period';
import { toSlot } from '../../../functions/schedule/slot';
import { type Clock, distinctZones, END, zones } from '../../support/zones';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What has to differ between two slots for the second to begin a period. */
const SAME: Record<Exclude<Calendar, 'week'>, (clock: Clock) => string> = {
  hour: ({ date, hour, offset }) => `${date} ${hour} ${offset}`,
  day: ({ date }) => date,
  month: ({ date }) => date.slice(0, 7),
};

const around = (moment: number, reach: number, step: number): number[] =>
  Array.from({ length: (2 * reach) / step }, (_, i) => moment - reach + i * step);

/** Which of the moments begin a period, the first of them aside. */
function begun(every: Calendar, timezone: string, moments: number[]): string[] {
  const begins = periods(every, timezone);
  return moments.map(toSlot).filter((slot, i) => begins(slot) && i > 0);
}

describe('a period around each change of clocks from 2018 to 2030', () => {
  it('is looked at in all zones', () => {
    expect(zones.length).toBeGreaterThan(400);
    expect(distinctZones.length).toBeGreaterThan(60);
  });

  it.each(['hour', 'day', 'month'] as const)('begins with each %s that the clock shows', (every) => {
    for (const { zone, clock, changes } of distinctZones) {
      for (const change of changes) {
        const moments =
          every === 'hour' ? around(change, 3 * HOUR, HOUR / 4) : around(change, 26 * HOUR, HOUR);
        const keys = moments.map((moment) => SAME[every](clock(moment)));

        const expected = moments.filter((_, i) => i > 0 && keys[i] !== keys[i - 1]).map(toSlot);

        expect([zone, ...begun(every, zone, moments)]).toEqual([zone, ...expected]);
      }
    }
  });

  it('begins with each Monday that the clock shows', () => {
    for (const { zone, clock, changes } of distinctZones) {
      for (const change of changes) {
        const moments = around(change, 4 * DAY, HOUR);
        const mondays = moments.map((moment) => clock(moment).weekday === 'Mon');

        const expected = moments.filter((_, i) => i > 0 && mondays[i] && !mondays[i - 1]).map(toSlot);

        expect([zone, ...begun('week', zone, moments)]).toEqual([zone, ...expected]);
      }
    }
  });

  it.each(['day', 'week', 'month'] as const)(
    'ends where the next %s begins, though its first slot lies on a day without a midnight',
    (every) => {
      let looked = 0;
      for (const { zone, clock, changes } of distinctZones) {
        for (const change of changes.filter((time) => clock(time - 1000).date < clock(time).date)) {
          const moments = Array.from({ length: 33 * 24 }, (_, hour) => change + hour * HOUR);
          const shown = moments.map(clock);
          const key = every === 'month' ? SAME.month : SAME.day;
          const next = shown.findIndex(
            (each, i) =>
              i > 0 &&
              key(each) !== key(shown[i - 1] ?? each) &&
              (every !== 'week' || each.weekday === 'Mon'),
          );

          expect([zone, begun(every, zone, moments)[0]]).toEqual([zone, toSlot(moments[next] ?? 0)]);
          looked++;
        }
      }
      expect(looked).toBeGreaterThan(30);
    },
  );

  it('has each date begin with its first second that the clock shows, and end with its last', () => {
    for (const { zone, clock, changes } of distinctZones) {
      for (const change of changes) {
        const { date } = clock(change);
        const read = (edge: 'start' | 'end') =>
          parseTime(date, { option: '--from', boundary: edge, timezone: zone, relativeTo: END });

        const shown = [read('start') - 1000, read('start'), read('end'), read('end') + 1000].map(
          (time) => clock(time).date === date,
        );

        expect([zone, date, ...shown]).toEqual([zone, date, false, true, true, false]);
      }
    }
  });
});
