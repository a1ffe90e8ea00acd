/** Every time zone of the tz database as `Intl` knows it: what its clock shows, and when that clock is set. */

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

/** The moments at which the zone's clock is set, to the minute. */
function clockChanges(clock: ShowClock): number[] {
  const changes: number[] = [];
  const offsetAt = (epochMs: number) => ({ epochMs, offset: clock(epochMs).offset });
  type Offset = ReturnType<typeof offsetAt>;
  // Each offset is read once: formatting a time is most of what these tests cost.
  const between = (from: Offset, to: Offset): void => {
    if (from.offset === to.offset) return;
    if (to.epochMs - from.epochMs === 60_000) return void changes.push(to.epochMs);
    const middle = offsetAt(from.epochMs + Math.floor((to.epochMs - from.epochMs) / 120_000) * 60_000);
    between(from, middle);
    between(middle, to);
  };
  // Ramadan is the shortest time for which a zone changes its clock, in Morocco.
  for (let from = offsetAt(START); from.epochMs < END; ) {
    const to = offsetAt(from.epochMs + 20 * DAY);
    between(from, to);
    from = to;
  }
  return changes;
}

export const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ zone, clock: clockOf(zone) }));

/** Zones whose clocks are set alike need not be looked at twice. */
export const distinctZones = [
  ...new Map(
    zones.map(({ zone, clock }) => {
      const changes = clockChanges(clock);
      const rules = [START, ...changes].map((time) => `${time} ${clock(time).offset}`).join();
      return [rules, { zone, clock, changes }] as const;
    }),
  ).values(),
];
