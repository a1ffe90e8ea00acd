/** `npm run soak`: a simulated year of all accounts, then fuzzed answers; prints a table, exits with 0 or 1. */
import { Command } from 'commander';
import { type Fuzzed, fuzzAnswers } from '../fuzz/fuzz';
import {
  minutesSince,
  nonNegativeInteger,
  peakMemoryMb,
  progressOf,
  resultTable,
  runLongCommand,
} from '../support/long-command';
import { MACHINE_EVENTS, OUTAGES, REQUEST_RATES, TICK_RATES } from './chaos';
import { excessesOf, faultsOf, fuzzLines, yearLines } from './results';
import { simulateYear } from './year';

const HOURS_OF_A_YEAR = 8_760;

// The embedded DynamoDB keeps its keys as slices of Node's buffer pool, each of which holds a whole chunk in memory: 64 KB.
Buffer.poolSize = 1024;

type Options = { hours: number; seed: number; answers: number };

async function soak({ hours, seed, answers }: Options): Promise<number> {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const began = Date.now();
  const progress = {
    cloud: progressOf('hours in the cloud', hours),
    home: progressOf('hours at home', hours),
  };
  const year = await simulateYear({
    hours,
    seed,
    onHour: (place) => progress[place](),
    signal: abort.signal,
  }).catch((error) => {
    if (abort.signal.aborted) return undefined;
    throw error;
  });
  if (!year) return 130;
  const fuzzed: Fuzzed | undefined =
    answers > 0 ? await fuzzAnswers({ runs: answers, seed }, progressOf('answers', answers)) : undefined;
  console.log(
    resultTable([
      ...yearLines(year),
      ...(fuzzed ? fuzzLines(fuzzed) : []),
      ['peak memory, MB', peakMemoryMb()],
      ['seed', `${seed}`],
      ['time', `${minutesSince(began)} minutes`],
    ]),
  );
  const wrong = [...faultsOf(year), ...excessesOf(fuzzed)];
  for (const fault of wrong.slice(0, 20)) console.log(fault);
  return wrong.length > 0 ? 1 : 0;
}

const list = (title: string, entries: [what: string, figure: string][]) =>
  `\n${title}:\n${entries.map(([what, figure]) => `  ${figure.padStart(7)}  ${what}`).join('\n')}`;
const rates = (shares: Record<string, number>) =>
  Object.entries(shares).map(([what, share]): [string, string] => [what, `${(share * 100).toFixed(1)}%`]);

const outages = Object.entries(OUTAGES).map(([what, { hours }]): [string, string] => [what, `${hours} h`]);
const machine = Object.entries(MACHINE_EVENTS).map(([what, { minutes }]): [string, string] => [
  what,
  `${minutes} min`,
]);

runLongCommand(
  new Command('npm run soak --')
    .description(
      'Simulate a year of hourly snapshots of two accounts in the cloud and one at home, with the monitor, the deployed functions in sandboxes that are killed at random, and every kind of fault. Exits with 0 where every slot, wallet and message is explained.',
    )
    .option('--hours <n>', 'number of hours to simulate', nonNegativeInteger, HOURS_OF_A_YEAR)
    .option('--seed <n>', 'seed of the random faults', nonNegativeInteger, 2026)
    .option('--answers <n>', 'number of fuzzed answers afterwards', nonNegativeInteger, 50_000)
    .addHelpText('after', list('Share of all ticks in the cloud', rates(TICK_RATES)))
    .addHelpText('after', list('Share of hours in which the next requests meet', rates(REQUEST_RATES)))
    .addHelpText('after', list('Once in the cloud', outages))
    .addHelpText('after', list('Again and again at home', machine)),
  soak,
);
