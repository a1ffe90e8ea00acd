/** The command `npm run chaos`: options, and the table of results; exits with 0 or 1. */
import { Command } from 'commander';
import { nonNegativeInteger, resultTable, runLongCommand } from '../support/long-command';
import { runChaos } from './chaos';

async function main({ minutes, seed }: { minutes: number; seed: number }): Promise<number> {
  const end = Date.now() + minutes * 60_000;
  const chaos = await runChaos({
    seed,
    goOn(rounds) {
      if (rounds > 0 && rounds % 10 === 0) console.error(`${rounds} servers`);
      return Date.now() < end;
    },
  });
  console.log(
    resultTable([
      ...Object.entries(chaos.ends).map(([how, times]) => [`servers ended by: ${how}`, times] as const),
      ['clock steps', chaos.clockSteps],
      ['simulated hours', chaos.hours],
      ['rows', chaos.rows],
      ['  captured', chaos.captured],
      ['slowest stop by SIGTERM, ms', chaos.slowestStopMs],
      ['lost or changed rows, failed starts', chaos.faults.length],
      ['seed', `${seed}`],
    ]),
  );
  for (const fault of chaos.faults.slice(0, 20)) console.log(fault);
  return chaos.faults.length > 0 ? 1 : 0;
}

runLongCommand(
  new Command('npm run chaos --')
    .description('Ends home servers at random points; every row that was written has to be there afterwards.')
    .option('--minutes <n>', 'real time', nonNegativeInteger, 60)
    .option('--seed <n>', 'seed of the random events', nonNegativeInteger, 2026),
  main,
);
