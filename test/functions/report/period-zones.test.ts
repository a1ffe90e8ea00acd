/** Periods in every zone of the tz database, compared with the dates and times that `Intl` formats. */

import { parseTime } from '../../../functions/cli/time';
import { type Calendar, periods } from '../../../functions/report/period';
import { toSlot } from '../../../functions/schedule/slot';
import { type Clock, distinctZones, END, zones } from '../../support/zones';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What differs between two slots where the second begins a period. */
const PERIOD_KEY: Record<Exclude<Calendar, 'week'>, (clock: Clock) => string> = {
  hour: ({ date, hour, offset }) => `${date} ${hour} ${offset}`,
  day: ({ date }) => date,
  month: ({ date }) => date.slice(0, 7),
};

const around = (moment: number, reach: number, step: number): number[] =>
  Array.from({ length: (2 * reach) / step }, (_, i) => moment - reach + i * step);

/** The slots at which a period begins, without the first one, which always does. */
function periodStarts(every: Calendar, timezone: string, moments: number[]): string[] {
  const begins = periods(every, timezone);
  return moments.map(toSlot).filter((slot, i) => begins(slot) && i > 0);
}

/** What of a change decides where the periods around it begin. */
function kindOf(change: number, clock: (time: number) => Clock): string {
  const [before, after] = [clock(change - 1000), clock(change)];
  const isAtMonthEnd =
    PERIOD_KEY.month(clock(change - 26 * HOUR)) !== PERIOD_KEY.month(clock(change + 26 * HOUR));
  return [before.time, after.time, after.offset, after.weekday, isAtMonthEnd].join();
}

/** One change of each kind in each zone, from another year in the next zone: all 1,025 would take seconds of CPU time. */
const samples = distinctZones.flatMap(({ zone, clock, changes }, index) => {
  const kinds = new Map<string, number[]>();
  for (const change of changes) {
    const kind = kindOf(change, clock);
    kinds.set(kind, [...(kinds.get(kind) ?? []), change]);
  }
  return [...kinds.values()].map((alike) => ({ zone, clock, change: alike[index % alike.length] ?? 0 }));
});

function formatIn(timeZone: string): (epochMs: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (epochMs) => {
    const parts = format.formatToParts(epochMs).map(({ type, value }) => [type, value]);
    const { weekday, year, month, day, hour, minute } = Object.fromEntries(parts);
    return `${weekday} ${year}-${month}-${day} ${hour}:${minute}`;
  };
}

describe('the clocks that the periods are compared with', () => {
  it('cover all zones and every year from 2018 to 2030', () => {
    const years = new Set(samples.map(({ clock, change }) => clock(change).date.slice(0, 4)));

    expect(zones.length).toBeGreaterThan(400);
    expect(distinctZones.length).toBeGreaterThan(60);
    expect(samples.length).toBeGreaterThan(150);
    expect(years.size).toBe(13);
  });

  it('show what Intl shows on both sides of each change', () => {
    for (const { zone, clock, changes } of zones) {
      const moments = changes.flatMap((change) => [change - 1000, change]);

      const shown = moments.map(clock).map(({ date, time, weekday }) => `${weekday} ${date} ${time}`);

      expect([zone, ...shown]).toEqual([zone, ...moments.map(formatIn(zone))]);
    }
  });
});

describe('a period around a change of clocks', () => {
  it.each(['hour', 'day', 'month'] as const)('begins with each %s that the clock shows', (every) => {
    for (const { zone, clock, change } of samples) {
      const moments = every === 'hour' ? around(change, 3 * HOUR, HOUR / 4) : around(change, 26 * HOUR, HOUR);
      const keys = moments.map((moment) => PERIOD_KEY[every](clock(moment)));

      const expected = moments.filter((_, i) => i > 0 && keys[i] !== keys[i - 1]).map(toSlot);

      expect([zone, ...periodStarts(every, zone, moments)]).toEqual([zone, ...expected]);
    }
  });

  it('begins with each Monday that the clock shows', () => {
    for (const { zone, clock, change } of samples) {
      const moments = around(change, 4 * DAY, HOUR);
      const mondays = moments.map((moment) => clock(moment).weekday === 'Mon');

      const expected = moments.filter((_, i) => i > 0 && mondays[i] && !mondays[i - 1]).map(toSlot);

      expect([zone, ...periodStarts('week', zone, moments)]).toEqual([zone, ...expected]);
    }
  });

  it.each([
    ['day', 3],
    ['week', 9],
    ['month', 33],
  ] as const)(
    'ends where the next %s begins, also where its first slot is on a day without a midnight',
    (every, days) => {
      let tested = 0;
      for (const { zone, clock, changes } of distinctZones) {
        for (const change of changes.filter((time) => clock(time - 1000).date < clock(time).date)) {
          const moments = Array.from({ length: days * 24 }, (_, hour) => change + hour * HOUR);
          const shown = moments.map(clock);
          const key = every === 'month' ? PERIOD_KEY.month : PERIOD_KEY.day;
          const next = shown.findIndex(
            (each, i) =>
              i > 0 &&
              key(each) !== key(shown[i - 1] ?? each) &&
              (every !== 'week' || each.weekday === 'Mon'),
          );

          expect([zone, periodStarts(every, zone, moments)[0]]).toEqual([zone, toSlot(moments[next] ?? 0)]);
          tested++;
        }
      }
      expect(tested).toBeGreaterThan(30);
    },
  );

  it('has each date begin with the first second that shows it, and end with the last', () => {
    for (const { zone, clock, change } of samples) {
      const { date } = clock(change);
      const read = (boundary: 'start' | 'end') =>
        parseTime(date, { option: '--from', boundary, timezone: zone, relativeTo: END });

      const isShown = [read('start') - 1000, read('start'), read('end'), read('end') + 1000].map(
        (time) => clock(time).date === date,
      );

      expect([zone, date, ...isShown]).toEqual([zone, date, false, true, true, false]);
    }
  });
});
