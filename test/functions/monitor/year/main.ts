/**
 * `npm run monitor-year`: judges every run of the monitor in a simulated year of five accounts, and prints the figures as JSON.
 * Arguments: from, until, seed.
 */
import { simulate } from './simulate';

const [from = '2026-01-01T00:00:00Z', until = '2027-01-01T00:00:00Z', seed = '1'] = process.argv.slice(2);

simulate({ from, until, seed: Number(seed) }).then(
  (figures) => console.log(JSON.stringify({ from, until, seed: Number(seed), ...figures }, undefined, 2)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
