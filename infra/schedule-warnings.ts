/** What the synth warns of about a schedule that EventBridge accepts. */
import { Temporal } from '@js-temporal/polyfill';
import { dueSlots, parseSchedule, slotIntervals } from '../functions/schedule/schedule';
import { toSlot } from '../functions/schedule/slot';

const HOUR_SECONDS = 3600;

/**
 * Whether a cron that is due every hour or more often is due while its zone's clock shows the same times twice. The
 * documentation says only of a daily time that it then runs once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function isDueInRepeatedHour(expression: string, timezone: string): boolean {
  const schedule = parseSchedule(expression, timezone);
  const changes = [...setBacks(timezone)];
  if (schedule.kind === 'rate' || changes.length === 0) return false;
  const { shortest = Number.POSITIVE_INFINITY } = slotIntervals(schedule) ?? {};
  if (shortest > HOUR_SECONDS) return false;
  return changes.some(({ at, by }) => {
    const [due] = dueSlots(schedule, toSlot(at - by - 1000), toSlot(at - 1000));
    return due !== undefined;
  });
}

/** When the zone's clock is set back in two years, and by how much: epoch ms and ms. */
function* setBacks(timezone: string): Generator<{ at: number; by: number }> {
  let zoned = Temporal.Instant.from('2026-01-01T00:00:00Z').toZonedDateTimeISO(timezone);
  for (;;) {
    const change = zoned.getTimeZoneTransition('next');
    if (!change || change.year > 2027) return;
    const before = change.subtract({ nanoseconds: 1 });
    const by = (before.offsetNanoseconds - change.offsetNanoseconds) / 1e6;
    if (by > 0) yield { at: change.epochMilliseconds, by };
    zoned = change;
  }
}
