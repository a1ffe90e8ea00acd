/** The flexible time window keeps requests within BingX's limits and runs within their lateness. */
import {
  MAX_LATENESS_SECONDS,
  MIN_LATENESS_SECONDS,
  maxEventAgeSeconds,
  RUN_SECONDS,
} from '../../infra/event-age';
import { flexibleWindowMinutes } from '../../infra/flexible-window';
import fc from '../support/fast-check';
import { all, templateWith } from './synthesis';

const anyLateness = fc.integer({ min: MIN_LATENESS_SECONDS, max: MAX_LATENESS_SECONDS });
const anyCount = fc.integer({ min: 1, max: 500 });
const HOURLY = { maxLatenessSeconds: 1800 };

describe('the flexible time window', () => {
  it.each([
    { accounts: 1, minutes: 0 },
    { accounts: 37, minutes: 0 },
    { accounts: 38, minutes: 1 },
    { accounts: 225, minutes: 1 },
    { accounts: 226, minutes: 2 },
    { accounts: 400, minutes: 2 },
  ])('is $minutes min for $accounts hourly accounts', ({ accounts, minutes }) => {
    expect(flexibleWindowMinutes(HOURLY, accounts)).toBe(minutes);
  });

  it('keeps the mean requests below 300 in ten seconds, and those for the ticker below 1,000 a minute', () => {
    fc.assert(
      fc.property(anyCount, (accounts) => {
        const seconds = flexibleWindowMinutes(HOURLY, accounts) * 60;

        expect((accounts * 8 * 10) / Math.max(seconds, 10)).toBeLessThanOrEqual(300);
        expect((accounts * 60) / Math.max(seconds, 60)).toBeLessThanOrEqual(1000);
      }),
    );
  });

  it('leaves event ages and run their part of the lateness', () => {
    fc.assert(
      fc.property(anyLateness, anyCount, (maxLatenessSeconds, accounts) => {
        const minutes = flexibleWindowMinutes({ maxLatenessSeconds }, accounts);
        const { scheduler, lambda } = maxEventAgeSeconds({ maxLatenessSeconds }, minutes);

        expect(scheduler).toBeGreaterThanOrEqual(60);
        expect(lambda).toBeGreaterThanOrEqual(60);
        expect(minutes * 60 + scheduler + lambda + RUN_SECONDS).toBeLessThanOrEqual(maxLatenessSeconds);
      }),
    );
  });

  it('is absent below 240 s of lateness', () => {
    expect(flexibleWindowMinutes({ maxLatenessSeconds: 239 }, 400)).toBe(0);
    expect(flexibleWindowMinutes({ maxLatenessSeconds: 240 }, 400)).toBe(1);
  });
});

describe('the schedules', () => {
  const accounts = Array.from({ length: 40 }, (_, i) => ({ id: `a${i}`, secretName: 'bingx/keys' }));
  const modes = (egress: string) =>
    all(templateWith({ accounts, egress }), 'AWS::Scheduler::Schedule').map(({ Properties }) => [
      Properties.Name,
      Properties.FlexibleTimeWindow,
    ]);

  it('have a window only where accounts share one address; the monitor has none', () => {
    const flexible = { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1 };
    const off = { Mode: 'OFF' };

    expect(modes('nat')).toEqual([...accounts.map(({ id }) => [id, flexible]), ['stack.monitor', off]]);
    expect(modes('lambda')).toEqual([...accounts.map(({ id }) => [id, off]), ['stack.monitor', off]]);
  });
});
