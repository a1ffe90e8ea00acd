/** The command `npm run chaos`: options, and the table of results; exits with 0 or 1. */
import Table from 'cli-table3';
import { Command } from 'commander';
import { runChaos } from './chaos';

async function main({ minutes, seed }: { minutes: string; seed: string }): Promise<number> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const end = Date.now() + Number(minutes) * 60_000;
  const chaos = await runChaos({
    seed: Number(seed),
    goOn(rounds) {
      if (rounds > 0 && rounds % 10 === 0) console.error(`${rounds} servers`);
      return Date.now() < end;
    },
  });
  const table = new Table({ style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  table.push(
    ...Object.entries(chaos.ends).map(([how, times]) => [`servers ended by: ${how}`, times]),
    ['clock steps', chaos.clockSteps],
    ['simulated hours', chaos.hours],
    ['rows', chaos.rows],
    ['  captured', chaos.captured],
    ['slowest stop by SIGTERM, ms', chaos.slowestStopMs],
    ['lost or changed rows, failed starts', chaos.faults.length],
    ['seed', seed],
  );
  console.log(table.toString());
  for (const fault of chaos.faults.slice(0, 20)) console.log(fault);
  return chaos.faults.length > 0 ? 1 : 0;
}

new Command('npm run chaos --')
  .description('Ends home servers at random points; every row that was written has to be there afterwards.')
  .option('--minutes <n>', 'real time', '60')
  .option('--seed <n>', 'seed of the random events', '2026')
  .action(async (options) => process.exit(await main(options)))
  .parseAsync();
