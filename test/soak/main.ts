/** `npm run soak`: a simulated year on the deployed asset, then fuzzed answers; prints a table, exits with 0 or 1. */
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type Fuzzed, fuzzAnswers } from '../fuzz/fuzz';
import { OUTAGES, REQUEST_RATES, TICK_RATES } from './chaos';
import { ACCOUNTS } from './wallet';
import { simulateYear, type Year } from './year';

const HOURS_OF_A_YEAR = 8_760;

/** Far above what was measured, far below what would be a problem. */
const MAX = { answerMs: 5_000, memoryMb: 1_500 };

type Options = { hours: number; seed: number; answers: number };

async function soak({ hours, seed, answers }: Options): Promise<number> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  const began = Date.now();
  const { signal } = abort;
  const year = await withProgress('hours', hours, (onHour) => simulateYear({ hours, seed, onHour, signal }));
  if (signal.aborted) return 130;
  const fuzzed =
    answers > 0
      ? await withProgress('answers', answers, (onAnswer) => fuzzAnswers({ runs: answers, seed }, onAnswer))
      : undefined;
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  console.log(resultTable(year, fuzzed, [`seed`, `${seed}`], ['time', `${minutes} minutes`]));
  const wrong = [...faultsOf(year), ...excessesOf(fuzzed)];
  for (const fault of wrong.slice(0, 20)) console.log(fault);
  return wrong.length > 0 ? 1 : 0;
}

/** A progress bar on a terminal; otherwise a line for each tenth. */
async function withProgress<T>(
  unit: string,
  total: number,
  work: (step: () => void) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY) {
    let done = 0;
    return work(() => {
      const tenth = Math.floor((++done * 10) / total);
      if (tenth > Math.floor(((done - 1) * 10) / total)) console.error(`${done} of ${total} ${unit}`);
    });
  }
  const bar = new SingleBar({
    stream: process.stderr,
    format: `{bar} {value}/{total} ${unit}  {eta_formatted} left`,
  });
  bar.start(total, 0);
  try {
    return await work(() => bar.increment());
  } finally {
    bar.stop();
  }
}

/** Everything that must not happen. */
function faultsOf({ verdict, disagreements, tally, leaks }: Year): string[] {
  return [
    ...verdict.unexplained,
    ...verdict.duplicates,
    ...verdict.inexact,
    ...disagreements,
    ...tally.wrongMetrics,
    ...leaks.found.map((leak) => `a leak: ${leak}`),
  ];
}

/** Limits on the time of a run, which has a minute, and on memory. */
function excessesOf(fuzzed: Fuzzed | undefined): string[] {
  const slowestMs = fuzzed?.slowestMs ?? 0;
  return [
    ...(slowestMs > MAX.answerMs ? [`an answer took ${Math.round(slowestMs)} ms`] : []),
    ...(memoryMb() > MAX.memoryMb ? [`memory grew to ${memoryMb()} MB`] : []),
  ];
}

const memoryMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

function resultTable(year: Year, fuzzed: Fuzzed | undefined, ...further: [string, string][]): string {
  const { verdict, tally, leaks, replayed, sandboxes, requests, deadLetters } = year;
  const table = new Table({ style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  const missing = Object.values(verdict.missing).reduce((a, b) => a + b);
  const failed = sum(verdict.failed);
  const count = (value: number) => value.toLocaleString('en');
  const lines: [string, number | string][] = [
    ['slots due', verdict.due],
    ['captured', verdict.captured],
    [`  of them restored from the log (${count(replayed.found)} rows were there)`, replayed.restored],
    ['optional endpoints that captured rows lack', sum(verdict.walletErrors)],
    ...byCount(verdict.walletErrors),
    ['failed', failed],
    ...byCount(verdict.failed),
    ['missing', missing + verdict.unexplained.length],
    ...Object.entries(verdict.missing).map(([why, n]): [string, number] => [`  ${why}`, n]),
    ['  unexplained', verdict.unexplained.length],
    ['counts that differ in the report', year.disagreements.length],
    ['slots captured twice', verdict.duplicates.length],
    ['captured rows that differ from the answer', verdict.inexact.length],
    ['runs whose metrics do not match their outcome', tally.wrongMetrics.length],
    ...[...tally.outcomes].map(([end, n]): [string, number] => [`runs that ended as ${end}`, n]),
    ['sandboxes started', sandboxes.started],
    ['sandboxes killed while busy', sandboxes.killed],
    ['dead letters', deadLetters],
    ['balance requests per slot, mean', (requests.balance / verdict.due).toFixed(3)],
    ['balance requests per account and hour, maximum', requests.most],
    [`leaks, in ${count(leaks.searched)} lines, rows, results and dead letters`, leaks.found.length],
    ...(fuzzed
      ? ([
          ['fuzzed answers', fuzzed.answers],
          ["  captured, equal to a second parser's result", fuzzed.captured],
          ['  not captured', fuzzed.failed],
          ['  slowest of them, ms', Math.round(fuzzed.slowestMs)],
        ] satisfies [string, number][])
      : []),
    ['peak memory, MB', memoryMb()],
    ...further,
  ];
  table.push(...lines.map(([what, value]) => [what, typeof value === 'number' ? count(value) : value]));
  return table.toString();
}

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

const byCount = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].sort(([, a], [, b]) => b - a).map(([reason, n]) => [`  ${reason}`, n]);

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be an integer.');
  return Number(text);
};
const rates = (title: string, entries: object) =>
  `\n${title}:\n${Object.entries(entries)
    .map(
      ([what, rate]) =>
        `  ${typeof rate === 'number' ? `${(rate * 100).toFixed(1)}%`.padStart(6) : `${rate.hours} h`.padStart(6)}  ${what}`,
    )
    .join('\n')}`;

const program = new Command('soak')
  .description(
    `Simulate a year of hourly snapshots of ${ACCOUNTS.length} accounts with the deployed asset in local sandboxes, which are killed at random, and with every kind of fault. Exits with 0 where every slot is explained.`,
  )
  .option('--hours <n>', 'number of hours to simulate', wholeNumber, HOURS_OF_A_YEAR)
  .option('--seed <n>', 'seed of the random faults', wholeNumber, 2026)
  .option('--answers <n>', 'number of fuzzed answers afterwards', wholeNumber, 50_000)
  .addHelpText('after', rates('Share of all ticks', TICK_RATES))
  .addHelpText('after', rates('Share of hours in which the next requests meet', REQUEST_RATES))
  .addHelpText('after', rates('Once', OUTAGES))
  .exitOverride()
  .action(async (options: Options) => {
    process.exitCode = await soak(options);
  });

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
});
