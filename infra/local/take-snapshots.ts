/** The steps of `npm start`: start the stack, invoke the function for the current slot, print the row. */
import { relative } from 'node:path';
import type { Credentials } from '../../functions/bingx/types';
import { toPrintableLines } from '../../functions/history/printable';
import { latestSlot, parseSchedule } from '../../functions/schedule/schedule';
import { slotTime } from '../../functions/schedule/slot';
import { createPrivateFolder } from '../private-folder';
import { accountOf } from './command';
import { DEMO } from './credentials';
import { fillSlots } from './demo/fill-slots';
import { rowTable } from './demo/row-table';
import { demoWallet } from './demo/wallet';
import { demoWallets } from './demo/wallets';
import { type FakeBingx, startFakeBingx } from './fake-bingx/server';
import { checkHistory, historyFolder, LIVE_FOLDER, LOCAL_FOLDER } from './history';
import { invokeMonitor, judgingTimes, latestMonitorTime } from './invoke-monitor';
import {
  DELIVERY_DELAY_MS,
  invokeNow,
  invokeOnTime,
  outcomeOf,
  readRow,
  type SlotClock,
} from './invoke-schedule';
import { lockFolder } from './lock';
import { type Defer, withResources } from './resources';
import { type LocalStack, startLocalStack } from './stack';
import { loadDeployment } from './template/load-deployment';

export type StartOptions = {
  /** An account of cdk.json; the first one by default. */
  account?: string;
  /** How many slots to fill, including the current one. */
  slots: number;
  /** Whether one of the filled slots in five fails instead of one in a hundred. */
  failures?: boolean;
  /** Simulated current time: epoch ms. */
  at?: number;
  folder: string;
  /** Credentials for the real exchange; the fake one is used without them. */
  live?: Credentials;
  /** Path of a cloud assembly, used instead of synthesizing. */
  assembly?: string;
  /** Whether to print the function's log. */
  verbose?: boolean;
};

const printStep = (text: string) => console.error(text);

/**
 * Returns the exit code: 1 if the current slot failed. Throws when `signal` aborts. Everything started is stopped in
 * either case.
 */
export function takeSnapshots(options: StartOptions, signal: AbortSignal): Promise<number> {
  return withResources(signal, (defer) => run(options, defer, signal));
}

async function run(options: StartOptions, defer: Defer, signal: AbortSignal): Promise<number> {
  const { folder, live } = options;
  if (folder === LIVE_FOLDER) createPrivateFolder(LOCAL_FOLDER);
  defer({ stop: await lockFolder(folder) });
  await checkHistory(folder);

  const deployment = await loadDeployment(folder, { assembly: options.assembly, signal, log: printStep });
  signal.throwIfAborted();

  const clock: SlotClock = { shiftMs: 0 };
  const exchange = live ? undefined : defer(await demoExchange(clock));
  printStep(exchange ? `Fake BingX at ${exchange.url}` : 'Using the real BingX');

  printStep('Starting its table, secrets and function');
  const stack = defer(
    await startLocalStack({
      deployment,
      exchangeUrl: exchange?.url,
      folder: historyFolder(folder),
      settableClock: !live,
      onLine: options.verbose ? ({ text }) => printStep(`  | ${text}`) : undefined,
    }),
  );
  signal.throwIfAborted();

  const account = accountOf(stack.accounts, options.account);
  const { expression, timezone } = stack.schedule(account);
  const schedule = parseSchedule(expression, timezone);
  const slot = latestSlot(schedule, options.at ?? Date.now());
  if (!slot) throw new Error(`schedule ${expression} of ${account} has had no slot yet.`);
  stack.secrets.put(stack.event(account, slot).secretId, JSON.stringify(live ?? DEMO));

  if (exchange && options.slots > 1) {
    printStep(
      `Filling the last ${options.slots} slots of ${expression}, ${options.failures ? 'one in five' : 'one in a hundred'} failing`,
    );
    const common = { stack, exchange, clock, account, schedule, signal };
    const filling = { ...common, until: slot, count: options.slots, hasManyFailures: options.failures };
    const counts = Object.entries(await fillSlots(filling)).filter(([, count]) => count > 0);
    printStep(counts.map(([result, count]) => `${count} ${result}`).join(', '));
  }

  printStep(`Taking the snapshot of account ${account} for slot ${slot} of ${expression}`);
  const result = exchange
    ? await invokeOnTime(stack, clock, account, slot)
    : await invokeNow(stack, account, slot);
  signal.throwIfAborted();
  const { outcome, message } = outcomeOf(result);
  printStep(outcome === 'failed' ? `failed: ${message}` : outcome);
  const row = await readRow(stack, account, slot);
  if (row) console.log(`\n${rowTable(row)}\n`);
  await showMonitor(stack, live ? undefined : clock, account, slot);
  printFolder(folder, account);
  return outcome === 'failed' ? 1 : 0;
}

const demoExchange = (clock: SlotClock): Promise<FakeBingx> =>
  startFakeBingx({
    accounts: [{ ...DEMO, balances: demoWallet, wallets: demoWallets }],
    now: () => Date.now() + clock.shiftMs,
  });

/** Prints what the monitor would send: at the runs that judge the slot, or now if the clocks cannot be set. */
async function showMonitor(
  stack: LocalStack,
  clock: SlotClock | undefined,
  account: string,
  slot: string,
): Promise<void> {
  if (!stack.monitor) return;
  const times = clock ? judgingTimes(stack, account, slot) : [latestMonitorTime(Date.now())];
  let sent = 0;
  for (const time of times) {
    if (clock) clock.shiftMs = slotTime(time) + DELIVERY_DELAY_MS - Date.now();
    const { messages, error } = await invokeMonitor(stack, account, time, clock?.shiftMs);
    if (error) throw new Error(`The monitor failed: ${error}`);
    for (const { subject = '', message } of messages) {
      printStep(`The monitor would send at ${time}:\n\n${toPrintableLines(`${subject}\n\n${message}`)}\n`);
    }
    sent += messages.length;
  }
  if (sent === 0) printStep('The monitor would send nothing: no change to report');
}

function printFolder(folder: string, account: string): void {
  printStep(`History saved to ${relative(process.cwd(), historyFolder(folder)) || '.'}`);
  const local = folder === LOCAL_FOLDER ? '--local' : `--local ${relative(process.cwd(), folder) || '.'}`;
  printStep(`Read it: npm run report -- balances --account ${account} ${local}`);
}
