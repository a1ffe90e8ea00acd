/** Each run of hours of five accounts, compared with an independent oracle: a short part of `npm run monitor-year`. */
import { simulate } from './year/simulate';

it.each([
  ['around the end of summer time', '2026-10-24T22:00:00Z', '2026-10-25T03:00:00Z', 7],
  ['with daily messages', '2026-11-23T05:00:00Z', '2026-11-23T09:00:00Z', 3],
])('each run reports exactly what changed in the hours %s', async (_, from, until, seed) => {
  const { runs } = await simulate({ from, until, seed });

  expect(runs).toBe((Date.parse(until) - Date.parse(from)) / 300_000);
});
