/**
 * Invariant 11, in each run of half a month with the end of summer time and a first of the month: each change is reported
 * once, and nothing else is. `npm run monitor-year` does the same for a year.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figures } from './year/simulate';

const PROGRAM = join(__dirname, 'year', 'main.ts');

it('each change of five accounts is reported once, by one run, within seven minutes of its last moment', async () => {
  // A process of its own: a hundred thousand evaluations of schedules are ten times as fast outside of Jest's sandbox.
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--require', 'tsx/cjs', PROGRAM],
    ...['2026-10-20T00:00:00Z', '2026-11-03T00:00:00Z', '7'],
  ]);

  const { runs, maxLatencyMinutes, changes }: Figures = JSON.parse(stdout);
  expect(runs).toBe((14 * 24 * 60) / 5);
  expect(maxLatencyMinutes).toBeLessThanOrEqual(7);
  expect(Math.min(...Object.values(changes))).toBeGreaterThan(10);
}, 60_000);
