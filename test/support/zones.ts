/** Every time zone of the tz database as `Intl` knows it: what its clock shows, and when its offset changes. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2018, 0, 1);
export const END = Date.UTC(2031, 0, 1);

export type Clock = { offset: number; date: string; hour: string; time: string; weekday: string };
type OffsetAt = (epochMs: number) => number;
/** An offset from UTC in ms, and the first moment that has it. */
type Period = { from: number; offset: number };

/** The offset that `Intl` applies, from its text: formatting to parts takes three times as long. */
function offsetOf(timeZone: string): OffsetAt {
  // Swedish text is `2026-11-22 06:00:00`.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (epochMs) => {
    const text = format.format(epochMs);
    return Date.parse(`${text.slice(0, 10)}T${text.slice(-8)}Z`) - epochMs;
  };
}

/** Ramadan is the shortest time for which a zone changes its offset, in Morocco: two changes are further apart than this. */
const STEP = 20 * DAY;
const STEPS = Array.from({ length: Math.ceil((END - START) / STEP) + 1 }, (_, step) => START + step * STEP);

/** The periods of one offset each, to the minute; `offsets` are those at `STEPS`. */
function offsetPeriods(offsetAt: OffsetAt, offsets: number[]): Period[] {
  const periods: Period[] = [];
  for (const [step, offset] of offsets.entries()) {
    if (offset === periods.at(-1)?.offset) continue;
    let to = STEPS[step] ?? START;
    let from = to - STEP;
    while (periods.length > 0 && to - from > MINUTE) {
      const middle = from + Math.floor((to - from) / (2 * MINUTE)) * MINUTE;
      if (offsetAt(middle) === offset) to = middle;
      else from = middle;
    }
    periods.push({ from: to, offset });
  }
  return periods;
}

const hasPeriods = (offsetAt: OffsetAt, periods: Period[]): boolean =>
  periods.every(
    ({ from, offset }, i) =>
      offsetAt(from) === offset && (i === 0 || offsetAt(from - MINUTE) === periods[i - 1]?.offset),
  );

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Calculates what `Intl` would show: that takes a tenth of the time. */
function clockOf(periods: Period[]): (epochMs: number) => Clock {
  return (epochMs) => {
    const { offset } = periods.findLast(({ from }) => from <= epochMs) ?? periods[0] ?? { offset: 0 };
    const wall = new Date(epochMs + offset);
    const text = wall.toISOString();
    return {
      offset,
      date: text.slice(0, 10),
      hour: text.slice(11, 13),
      time: text.slice(11, 16),
      weekday: WEEKDAYS[wall.getUTCDay()] ?? '',
    };
  };
}

type Zone = { zone: string; periods: Period[]; changes: number[]; clock(epochMs: number): Clock };

/** The zones that differ from one another, under their offsets at `STEPS`. */
const byOffsets = new Map<string, Zone[]>();

/** The first zone that has the same periods, which may be the zone itself. */
function firstWithSamePeriods(zone: string): Zone {
  const offsetAt = offsetOf(zone);
  const offsets = STEPS.map(offsetAt);
  const similar = byOffsets.get(offsets.join()) ?? [];
  const known = similar.find(({ periods }) => hasPeriods(offsetAt, periods));
  if (known) return known;
  const periods = offsetPeriods(offsetAt, offsets);
  const changes = periods.slice(1).map(({ from }) => from);
  const added = { zone, periods, changes, clock: clockOf(periods) };
  byOffsets.set(offsets.join(), [...similar, added]);
  return added;
}

export const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({
  ...firstWithSamePeriods(zone),
  zone,
}));

/** One zone of each group whose offsets change at the same times. */
export const distinctZones = [...byOffsets.values()].flat();
