/** Periods of every zone of the tz database, against what `Intl` says its clocks show. */

import { toSlot } from '../../../functions/history/slot';
import { type Calendar, periods, readTime } from '../../../functions/report/period';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [START, END] = [Date.UTC(2018, 0, 1), Date.UTC(2031, 0, 1)];

type Clock = { offset: number; date: string; hour: string; weekday: string };
type ShowClock = (epochMs: number) => Clock;

function clockOf(timeZone: string): ShowClock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return (epochMs) => {
    const shown = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, value]));
    const date = `${shown.year}-${shown.month}-${shown.day}`;
    const wall = Date.parse(`${date}T${shown.hour}:${shown.minute}:${shown.second}Z`);
    return { offset: wall - epochMs, date, hour: `${shown.hour}`, weekday: `${shown.weekday}` };
  };
}

/** The moments at which the zone's clock is set, to the minute. */
function clockChanges(clock: ShowClock): number[] {
  const changes: number[] = [];
  const between = (from: number, to: number): void => {
    if (clock(from).offset === clock(to).offset) return;
    if (to - from === 60_000) return void changes.push(to);
    const middle = from + Math.floor((to - from) / 120_000) * 60_000;
    between(from, middle);
    between(middle, to);
  };
  // Ramadan is the shortest time for which a zone changes its clock, in Morocco.
  for (let time = START; time < END; time += 20 * DAY) between(time, time + 20 * DAY);
  return changes;
}

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

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ zone, clock: clockOf(zone) }));

/** Zones whose clocks are set alike need not be looked at twice. */
const distinct = [
  ...new Map(
    zones.map(({ zone, clock }) => {
      const changes = clockChanges(clock);
      const rules = [START, ...changes].map((time) => `${time} ${clock(time).offset}`).join();
      return [rules, { zone, clock, changes }] as const;
    }),
  ).values(),
];

describe('a period around each change of clocks from 2018 to 2030', () => {
  it('is looked at in all zones', () => {
    expect(zones.length).toBeGreaterThan(400);
    expect(distinct.length).toBeGreaterThan(60);
  });

  it.each(['hour', 'day', 'month'] as const)('begins with each %s that the clock shows', (every) => {
    for (const { zone, clock, changes } of distinct) {
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
    for (const { zone, clock, changes } of distinct) {
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
      for (const { zone, clock, changes } of distinct) {
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
    for (const { zone, clock, changes } of distinct) {
      for (const change of changes) {
        const { date } = clock(change);
        const read = (edge: 'start' | 'end') =>
          readTime(date, { option: '--from', edge, timezone: zone, back: END });

        const shown = [read('start') - 1000, read('start'), read('end'), read('end') + 1000].map(
          (time) => clock(time).date === date,
        );

        expect([zone, date, ...shown]).toEqual([zone, date, false, true, true, false]);
      }
    }
  });
});
