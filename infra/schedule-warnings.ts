/** Warnings about schedules that EventBridge accepts. */
import { Temporal } from '@js-temporal/polyfill';
import { dueSlots, parseSchedule, slotIntervals } from '../functions/schedule/schedule';
import { toSlot } from '../functions/schedule/slot';

const HOUR_SECONDS = 3600;

/**
 * Whether a cron that is due at least hourly has slots in the hour that is repeated when summer time ends. AWS documents
 * only for a daily time that it runs once.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function isDueInRepeatedHour(expression: string, timezone: string): boolean {
  const schedule = parseSchedule(expression, timezone);
  const changes = [...backwardChanges(timezone)];
  if (schedule.kind === 'rate' || changes.length === 0) return false;
  const { shortest = Number.POSITIVE_INFINITY } = slotIntervals(schedule) ?? {};
  if (shortest > HOUR_SECONDS) return false;
  return changes.some(({ at, by }) => {
    const [due] = dueSlots(schedule, toSlot(at - by - 1000), toSlot(at - 1000));
    return due !== undefined;
  });
}

/** The changes in two years that set the zone's clock back: time (epoch ms) and amount (ms). */
function* backwardChanges(timezone: string): Generator<{ at: number; by: number }> {
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
