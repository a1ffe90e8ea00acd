/** `npm run monitor-year`: judges every run of the monitor in a simulated year of five accounts, and prints the figures. */
import { simulate } from './simulate';

const seed = Number(process.argv[2] ?? 1);

simulate({ from: '2026-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z', seed }).then(
  (figures) => console.log({ seed, ...figures }),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
