/**
 * Invariant 11, in each run of a week with the end of summer time and a first of the month: each change is reported once, and nothing else is.
 * `npm run monitor-year` does the same for a year.
 */
import { simulate } from './year/simulate';

it('each change of five accounts is reported once, by one run, within seven minutes of its last moment', async () => {
  const figures = await simulate({ from: '2026-10-25T00:00:00Z', until: '2026-11-01T06:00:00Z', seed: 7 });

  expect(figures.runs).toBe((7.25 * 24 * 60) / 5);
  expect(figures.maxLatencyMinutes).toBeLessThanOrEqual(7);
  expect(Math.min(...Object.values(figures.changes))).toBeGreaterThan(5);
}, 60_000);
