/** `npm run serve`: runs the deployed stack with all its schedules on this machine until it is stopped. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Credentials } from '../../../functions/bingx/types';
import { toPrintable } from '../../../functions/history/printable';
import { removeConnection, writeConnection } from '../connection';
import { DEMO } from '../credentials';
import { demoWallet } from '../demo/wallet';
import { demoWallets } from '../demo/wallets';
import { LOCAL_CREDENTIALS } from '../emulators/constants';
import { startFakeBingx } from '../fake-bingx/server';
import { checkHistory, historyFolder } from '../history';
import { lockFolder } from '../lock';
import type { Defer } from '../resources';
import { startLocalStack } from '../stack';
import type { Deployment } from '../template/deployment';
import { createAccountTarget } from './account-target';
import { createConcurrencyLimit } from './concurrency-limit';
import { createDeliveryQueue } from './deliver';
import { createKeyUpdater } from './key-updater';
import { createMonitorTarget } from './monitor-target';
import { notification, type PingTarget, pings } from './notify';
import { runSchedules } from './scheduler';

export type ServeOptions = {
  folder: string;
  /** Reads the credentials of the accounts; the fake exchange is used without it. Throws if they cannot be read. */
  readKeys?: () => (account: string) => Credentials | undefined;
  notify: readonly string[];
  ping: readonly PingTarget[];
};

export type ServeDependencies = {
  /** Returns what to run; called once `folder` is locked. */
  loadDeployment(folder: string): Promise<Deployment>;
  /** Epoch ms. With a clock of its own, the function's and the fake exchange's clocks follow it. */
  clock?: () => number;
  /** Resolves after `ms`; rejects when the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
  /** Starts the stack to serve. */
  startStack?: typeof startLocalStack;
  /** Prints a line of the server's log. */
  log(text: string): void;
  /** Prints a line of a function's log. A row that could not be stored is in it. */
  logFunction(text: string): void;
};

/** A home server may have little memory: each invocation is a process of about 100 MB. */
const MAX_CONCURRENT = 4;

const sleepFor = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });

/** Rejects when `signal` aborts or the stack cannot be started; everything started is registered with `defer`. */
export async function serve(
  options: ServeOptions,
  {
    loadDeployment,
    clock,
    sleep = sleepFor,
    startStack = startLocalStack,
    log,
    logFunction,
  }: ServeDependencies,
  defer: Defer,
  signal: AbortSignal,
): Promise<never> {
  const { folder, readKeys } = options;
  const now = clock ?? Date.now;
  defer({ stop: await lockFolder(folder) });
  await checkHistory(folder);
  const deployment = await loadDeployment(folder);
  signal.throwIfAborted();

  const exchange = readKeys ? undefined : defer(await startDemoExchange(now));
  log(exchange ? `Fake BingX at ${exchange.url}` : 'Using the real BingX');
  const deliveries = createDeliveryQueue({ log, sleep: (ms) => sleep(ms, signal) });
  const stack = defer(
    await startStack({
      deployment,
      exchangeUrl: exchange?.url,
      folder: historyFolder(folder),
      settableClock: clock !== undefined,
      isLongRunning: true,
      onLine: ({ text }) => logFunction(text),
      onMessage: (message) => {
        log(`Monitor: ${toPrintable(message.subject ?? message.message)}`);
        for (const target of options.notify) deliveries.send(notification(target, message));
      },
    }),
  );
  signal.throwIfAborted();
  writeConnection(folder, { url: stack.dynamodb.url, credentials: LOCAL_CREDENTIALS });
  defer({ stop: async () => removeConnection(folder) });

  const clockShiftMs = () => clock && clock() - Date.now();
  const keys = createKeyUpdater(stack, readKeys ?? (() => () => DEMO), log);
  keys.update();
  const limit = createConcurrencyLimit(MAX_CONCURRENT);
  const monitor = createMonitorTarget({
    stack,
    folder,
    now,
    clockShiftMs,
    onFailure: (slot, message) =>
      signal.aborted || log(`Monitor failed for ${slot}: ${toPrintable(message)}`),
  });
  const accounts = await Promise.all(
    stack.accounts.map((account) =>
      createAccountTarget(account, {
        stack,
        now,
        clockShiftMs,
        limit,
        sleep: (ms) => sleep(ms, signal),
        refreshKeys: keys.update,
        onOutcome(name, slot, { outcome, message }) {
          // Cut short by the stop: it is taken late after the next start.
          if (signal.aborted) return;
          log(`${name} ${slot}: ${toPrintable(message ? `${outcome}: ${message}` : outcome)}`);
          for (const ping of pings(options.ping, name, outcome !== 'failed')) deliveries.send(ping);
        },
        onMissed: (name, slot) => log(`${name} ${slot}: missed, it was due while the server was not running`),
      }),
    ),
  );
  log(`Serving ${stack.accounts.join(', ')}; history in ${historyFolder(folder)}`);
  const targets = [...accounts, ...(monitor ? [monitor] : [])];
  const onError = ({ name }: { name: string }, slot: string, { message }: Error) =>
    signal.aborted || log(`${name} ${slot}: ${toPrintable(message)}`);
  return runSchedules(targets, { now, sleep, onError }, signal);
}

const startDemoExchange = (now: () => number) =>
  startFakeBingx({
    accounts: [{ ...DEMO, balances: demoWallet, wallets: demoWallets }],
    now,
    isRecording: false,
    // All accounts share the demo account and may be due at the same time.
    rateLimit: { requests: 1_000, perMs: 1_000 },
  });
