/** All time zones of the tz database, by `Intl`: local times, and the moments at which the UTC offset changes. */

const DAY = 86_400_000;
const START = Date.UTC(2018, 0, 1);
export const END = Date.UTC(2031, 0, 1);

export type Clock = { offset: number; date: string; hour: string; time: string; weekday: string };
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
    return {
      offset: wall - epochMs,
      date,
      hour: `${shown.hour}`,
      time: `${shown.hour}:${shown.minute}`,
      weekday: `${shown.weekday}`,
    };
  };
}

/** The moments at which the zone's UTC offset changes, to the minute. */
function clockChanges(clock: ShowClock): number[] {
  const changes: number[] = [];
  const between = (from: number, to: number): void => {
    if (clock(from).offset === clock(to).offset) return;
    if (to - from === 60_000) return void changes.push(to);
    const middle = from + Math.floor((to - from) / 120_000) * 60_000;
    between(from, middle);
    between(middle, to);
  };
  // The shortest change is that of Morocco, for Ramadan.
  for (let time = START; time < END; time += 20 * DAY) between(time, time + 20 * DAY);
  return changes;
}

export const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ zone, clock: clockOf(zone) }));

/** One zone of each set with the same offset changes. */
export const distinctZones = [
  ...new Map(
    zones.map(({ zone, clock }) => {
      const changes = clockChanges(clock);
      const rules = [START, ...changes].map((time) => `${time} ${clock(time).offset}`).join();
      return [rules, { zone, clock, changes }] as const;
    }),
  ).values(),
];
