/** How an account's lateness is split into the event ages of Scheduler and Lambda. */
import {
  guaranteedAttempts,
  MAX_LATENESS_SECONDS,
  MIN_LATENESS_SECONDS,
  maxEventAgeSeconds,
  RUN_SECONDS,
} from '../../infra/event-age';
import fc from '../support/fast-check';

const anyLateness = fc.integer({ min: MIN_LATENESS_SECONDS, max: MAX_LATENESS_SECONDS });

describe('the ages at which Scheduler and Lambda drop an event', () => {
  it.each([
    { maxLatenessSeconds: 180, scheduler: 60, lambda: 60, attempts: 1 },
    { maxLatenessSeconds: 239, scheduler: 60, lambda: 119, attempts: 1 },
    { maxLatenessSeconds: 240, scheduler: 60, lambda: 120, attempts: 2 },
    { maxLatenessSeconds: 419, scheduler: 60, lambda: 299, attempts: 2 },
    { maxLatenessSeconds: 420, scheduler: 60, lambda: 300, attempts: 3 },
    { maxLatenessSeconds: 480, scheduler: 120, lambda: 300, attempts: 3 },
    { maxLatenessSeconds: 1800, scheduler: 120, lambda: 1620, attempts: 3 },
    { maxLatenessSeconds: 43_260, scheduler: 120, lambda: 21_600, attempts: 3 },
  ])(
    'are $scheduler s and $lambda s for a lateness of $maxLatenessSeconds s, which allows $attempts attempts',
    (row) => {
      const { maxLatenessSeconds, attempts, ...ages } = row;

      expect(maxEventAgeSeconds({ maxLatenessSeconds })).toEqual(ages);
      expect(guaranteedAttempts(ages.lambda)).toBe(attempts);
    },
  );

  it('are within the limits of the services, and leave the last run in time', () => {
    fc.assert(
      fc.property(anyLateness, (maxLatenessSeconds) => {
        const { scheduler, lambda } = maxEventAgeSeconds({ maxLatenessSeconds });

        expect(scheduler).toBeGreaterThanOrEqual(60);
        expect(scheduler).toBeLessThanOrEqual(120);
        expect(lambda).toBeGreaterThanOrEqual(60);
        expect(lambda).toBeLessThanOrEqual(21_600);
        expect(scheduler + lambda + RUN_SECONDS).toBeLessThanOrEqual(maxLatenessSeconds);
      }),
    );
  });

  it('do not decrease where the lateness increases', () => {
    fc.assert(
      fc.property(anyLateness, anyLateness, (one, other) => {
        const [shorter, longer] = [Math.min(one, other), Math.max(one, other)].map((maxLatenessSeconds) =>
          maxEventAgeSeconds({ maxLatenessSeconds }),
        );

        expect(longer?.scheduler).toBeGreaterThanOrEqual(shorter?.scheduler ?? 0);
        expect(longer?.lambda).toBeGreaterThanOrEqual(shorter?.lambda ?? 0);
      }),
    );
  });
});
