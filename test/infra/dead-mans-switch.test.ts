/** The window of the alarm SnapshotMissing: never in alarm for a healthy account, always for one without captures. */
import fc from 'fast-check';
import { parseSchedule, slotIntervals } from '../../functions/schedule/schedule';
import { watchOver } from '../../infra/dead-mans-switch';

const SECOND = 1000;

/** Whether no capture is in the window that ends at `now`. */
const breaches = (captures: number[], windowSeconds: number, now: number) =>
  !captures.some((time) => time <= now && time > now - windowSeconds * SECOND);

const account = fc.record({
  longestGapSeconds: fc.integer({ min: 60, max: 6 * 86_400 }),
  maxLatenessSeconds: fc.integer({ min: 180, max: 43_260 }),
});

describe('the window of SnapshotMissing', () => {
  it('does not breach while each slot is captured, however late within the allowed lateness', () => {
    fc.assert(
      fc.property(
        account,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3 }),
        (of, delays) => {
          const watch = watchOver(of);
          fc.pre(watch !== undefined);
          const window = watch.periodSeconds * watch.evaluationPeriods;
          const captures = delays.map(
            (share, i) => (i * of.longestGapSeconds + share * of.maxLatenessSeconds) * SECOND,
          );
          for (const [i, time] of captures.entries()) {
            const next = captures[i + 1];
            // Just before the next capture the last one is furthest away.
            if (next !== undefined && next > time) expect(breaches(captures, window, next - 1)).toBe(false);
          }
        },
      ),
    );
  });

  it('breaches once captures stop, at the latest a period after the longest healthy silence', () => {
    fc.assert(
      fc.property(account, (of) => {
        const watch = watchOver(of);
        fc.pre(watch !== undefined);
        const window = watch.periodSeconds * watch.evaluationPeriods;
        const silence = of.longestGapSeconds + of.maxLatenessSeconds + 300 + watch.periodSeconds;
        expect(breaches([0], window, silence * SECOND)).toBe(true);
      }),
    );
  });

  it("stays within CloudWatch's limits: a day, or seven with periods of an hour", () => {
    fc.assert(
      fc.property(account, (of) => {
        const watch = watchOver(of);
        if (!watch)
          return expect(of.longestGapSeconds + of.maxLatenessSeconds).toBeGreaterThan(600_000 - 3600);
        const { periodSeconds, evaluationPeriods } = watch;
        expect(periodSeconds * evaluationPeriods).toBeLessThanOrEqual(
          periodSeconds < 3600 ? 86_400 : 604_800,
        );
      }),
    );
  });

  it.each([
    ['cron(0 * * * ? *)', 'UTC', { periodSeconds: 300, evaluationPeriods: 19 }],
    ['rate(1 minute)', 'UTC', { periodSeconds: 300, evaluationPeriods: 8 }],
    ['rate(6 hours)', 'UTC', { periodSeconds: 300, evaluationPeriods: 79 }],
    ['cron(0 9 * * ? *)', 'Europe/Berlin', { periodSeconds: 3600, evaluationPeriods: 26 }],
    ['cron(0 9 ? * MON-FRI *)', 'America/New_York', { periodSeconds: 3600, evaluationPeriods: 74 }],
    ['cron(0 0 ? * SUN *)', 'UTC', undefined],
    ['rate(30 days)', 'UTC', undefined],
  ])('is derived from %s in %s', (schedule, timezone, watch) => {
    const gaps = slotIntervals(parseSchedule(schedule, timezone));
    expect(watchOver({ longestGapSeconds: gaps?.longest ?? 0, maxLatenessSeconds: 1800 })).toEqual(watch);
  });
});
