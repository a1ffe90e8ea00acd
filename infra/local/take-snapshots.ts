/** What `npm start` does, step by step: stand the stack up, fire a schedule, show the row. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Credentials } from '../../functions/bingx/types';
import { latestSlot, parseSchedule } from '../../functions/schedule/schedule';
import { createPrivateFolder } from '../private-folder';
import { accountOf } from './command';
import { DEMO } from './credentials';
import { fillSlots } from './demo/fill-slots';
import { rowTable } from './demo/row-table';
import { demoWallet } from './demo/wallet';
import { demoWallets } from './demo/wallets';
import { type FakeBingx, startFakeBingx } from './fake-bingx/server';
import { historyFolder, LIVE_FOLDER, LOCAL_FOLDER } from './history';
import { invokeNow, invokeOnTime, outcomeOf, readRow, type SlotClock } from './invoke-schedule';
import { lockFolder } from './lock';
import { type Defer, withResources } from './resources';
import { type LocalStack, startLocalStack } from './stack';
import { synthesize } from './template/synthesize';

export type StartOptions = {
  /** The account of cdk.json; the first one where it is absent. */
  account?: string;
  /** How many slots to fill, the current one included. */
  slots: number;
  /** Whether one of the filled slots in five fails instead of one in a hundred. */
  failures?: boolean;
  /** Epoch ms that is taken for the present; the present where it is absent. */
  at?: number;
  folder: string;
  /** Credentials for the real exchange; a stand-in where they are absent. */
  live?: Credentials;
  /** Whether the function's log is printed, too. */
  verbose?: boolean;
};

const say = (step: string) => console.error(step);

/**
 * Returns the exit code: 1 where the current slot failed. Whatever was started is stopped, also where `signal` ends it
 * early; then it throws.
 */
export function takeSnapshots(options: StartOptions, signal: AbortSignal): Promise<number> {
  return withResources(signal, (keep) => run(options, keep, signal));
}

async function run(options: StartOptions, keep: Defer, signal: AbortSignal): Promise<number> {
  const { folder, live } = options;
  if (folder === LIVE_FOLDER) createPrivateFolder(LOCAL_FOLDER);
  keep({ stop: await lockFolder(folder) });

  say('Synthesizing the stack that cdk deploy would deploy');
  // A folder for this run alone: a start that was killed may have left its synthesis running.
  const assemblies = join(folder, 'cdk.out');
  rmSync(assemblies, { recursive: true, force: true, maxRetries: 5 });
  const deployment = await synthesize(join(assemblies, String(process.pid)), { signal });
  signal.throwIfAborted();

  const clock: SlotClock = { shiftMs: 0 };
  const exchange = live ? undefined : keep(await demoExchange(clock));
  say(exchange ? `A stand-in for BingX listens at ${exchange.url}` : 'BingX itself will be asked');

  say('Standing up its table, its secrets and its function');
  const stack = keep(
    await startLocalStack({
      deployment,
      exchangeUrl: exchange?.url,
      folder: historyFolder(folder),
      settableClock: !live,
      onLine: options.verbose ? ({ text }) => say(`  | ${text}`) : undefined,
    }),
  );
  signal.throwIfAborted();

  const account = accountOf(stack.accounts, options.account);
  const { expression, timezone } = stack.schedule(account);
  const schedule = parseSchedule(expression, timezone);
  const slot = latestSlot(schedule, options.at ?? Date.now());
  if (!slot) throw new Error(`the schedule ${expression} of ${account} had no slot in the last year`);
  stack.secrets.put(stack.event(account, slot).secretId, JSON.stringify(live ?? DEMO));

  if (exchange && options.slots > 1) {
    say(
      `Filling the last ${options.slots} slots of ${expression}, ${options.failures ? 'one in five' : 'one in a hundred'} failing`,
    );
    const common = { stack, exchange, clock, account, schedule, signal };
    const filling = { ...common, until: slot, count: options.slots, isTroubled: options.failures };
    const counts = Object.entries(await fillSlots(filling)).filter(([, count]) => count > 0);
    say(counts.map(([what, count]) => `${count} ${what}`).join(', '));
  }

  say(`Firing ${expression} of account ${account} for its slot ${slot}`);
  const result = exchange
    ? await invokeOnTime(stack, clock, account, slot)
    : await invokeNow(stack, account, slot);
  signal.throwIfAborted();
  const { outcome, why } = outcomeOf(result);
  say(outcome === 'failed' ? `failed: ${why}` : outcome);
  await show(stack, folder, account, slot);
  return outcome === 'failed' ? 1 : 0;
}

const demoExchange = (clock: SlotClock): Promise<FakeBingx> =>
  startFakeBingx({
    accounts: [{ ...DEMO, balances: demoWallet, wallets: demoWallets }],
    now: () => Date.now() + clock.shiftMs,
  });

async function show(stack: LocalStack, folder: string, account: string, slot: string): Promise<void> {
  const row = await readRow(stack, account, slot);
  if (row) console.log(`\n${rowTable(row)}\n`);
  say(`The history lies in ${relative(process.cwd(), historyFolder(folder)) || '.'}`);
  const local = folder === LOCAL_FOLDER ? '--local' : `--local ${relative(process.cwd(), folder) || '.'}`;
  say(`Read it: npm run report -- balances --account ${account} ${local}`);
}
