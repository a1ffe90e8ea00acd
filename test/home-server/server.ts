/** The process of the simulated month: the server of `npm run serve`, on a virtual clock, with events of the machine. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { slotTime } from '../../functions/schedule/slot';
import { runCommand } from '../../infra/local/command';
import { type FakeBingx, PATHS, startFakeBingx } from '../../infra/local/fake-bingx/server';
import { explainDatabaseError } from '../../infra/local/history-errors';
import { readRow } from '../../infra/local/invoke-schedule';
import { type Defer, withResources } from '../../infra/local/resources';
import { readKeysFile } from '../../infra/local/serve/keys-file';
import { serve } from '../../infra/local/serve/server';
import type { LocalStack } from '../../infra/local/stack';
import { readDeployment } from '../../infra/local/template/deployment';
import { HOME_ACCOUNT, markedAccount, tickerAt } from '../support/marked-wallets';
import { stateOfRow } from '../support/row-state';
import { type JournalEntry, keyOf, type MachineEvent, type ServerOptions } from './events';
import { fillDisk, freeDisk } from './small-disk';
import { stackOnClock } from './stack-on-clock';
import { createVirtualClock } from './virtual-clock';

const MINUTE = 60_000;

const { folder, assembly, keysFile, journalFile, from, until, events } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
) as ServerOptions;

const exchangeAccount = (number: number) => markedAccount(HOME_ACCOUNT, keyOf(number));

let stack: LocalStack | undefined;

async function run(defer: Defer, signal: AbortSignal): Promise<never> {
  /** Real to virtual time: ms. Unlike the server's clock, the exchange's moves during a request. */
  let shiftMs = from - Date.now();
  const exchange = defer(
    await startFakeBingx({
      accounts: [exchangeAccount(Number(/\d+/.exec(readKeysFile(keysFile)('main')?.apiKey ?? '')))],
      now: () => Date.now() + shiftMs,
      rateLimit: { requests: 1_000, perMs: 1_000 },
    }),
  );
  exchange.variants[PATHS.ticker] = tickerAt(from).text;

  const pending = timeline(events, exchange).filter(({ at }) => at > from);
  const clock = createVirtualClock(from, (now) => {
    while (pending[0] && pending[0].at <= now) pending.shift()?.run(clock.step);
    shiftMs = clock.now() - Date.now();
    exchange.variants[PATHS.ticker] = tickerAt(clock.now()).text;
    recordSignatures(exchange);
    if (now >= until) process.kill(process.pid, 'SIGTERM');
  });
  const record = (entry: JournalEntry) => appendFileSync(journalFile, `${JSON.stringify(entry)}\n`);

  function recordSignatures({ requests }: FakeBingx) {
    const signatures = requests.flatMap(({ query }) => new URLSearchParams(query).get('signature') ?? []);
    requests.length = 0;
    if (signatures.length > 0) record({ kind: 'signatures', signatures, at: clock.now() });
  }

  const startStack = stackOnClock({
    clock,
    exchangeUrl: exchange.url,
    onInvoke: (target, slot) => record({ kind: 'invoked', target, slot, at: clock.now() }),
    async onEnded(target, slot, result, running) {
      const entry = { kind: 'ended', target, slot, at: clock.now() } as const;
      if (target === 'monitor') {
        if (result.kind === 'returned') record(entry);
        return;
      }
      // It fails where the disk is full.
      const row = await readRow(running, target, slot).catch(() => undefined);
      record({ ...entry, result, ...(row && { state: stateOfRow(row) }) });
    },
    onMessage: ({ subject = '', message }) => record({ kind: 'message', subject, message, at: clock.now() }),
  });
  return serve(
    { folder, readKeys: () => readKeysFile(keysFile), notify: [], ping: [] },
    {
      loadDeployment: async () => readDeployment(assembly),
      clock: clock.now,
      sleep: clock.sleep,
      async startStack(options) {
        stack = await startStack(options);
        return stack;
      },
      log: (text) => console.error(`${new Date(clock.now()).toISOString()} ${text}`),
      logFunction: (text) => console.log(text),
    },
    defer,
    signal,
  );
}

type Step = { at: number; run(step: (ms: number) => void): void };

/** The steps of an event that begins at a time: epoch ms. */
const STEPS: Record<MachineEvent['kind'], (at: number, event: MachineEvent, exchange: FakeBingx) => Step[]> =
  {
    'clock-step': (at, { minutes }) => [{ at, run: (step) => step(minutes * MINUTE) }],
    // A machine that is suspended meanwhile sends no request: the answers, which hold times, are then not left for later.
    'exchange-fault': (at, event, exchange) =>
      event.kind === 'exchange-fault'
        ? [
            { at, run: () => exchange.stub(event.path, ...event.answers) },
            { at: at + event.minutes * MINUTE, run: () => exchange.unstub(event.path) },
          ]
        : [],
    // A server that has not ended meanwhile goes on.
    'full-disk': (at, { minutes }) => [
      { at, run: () => fillDisk(folder) },
      { at: at + minutes * MINUTE, run: () => freeDisk(folder) },
    ],
    'power-failure': (at, _, exchange) => [{ at, run: () => void killDuringSnapshot(exchange) }],
    'new-key': (at, { minutes }, exchange) => [
      { at, run: () => exchange.accounts.splice(0, 1, exchangeAccount(2)) },
      {
        at: at + minutes * MINUTE,
        run: () => writeFileSync(keysFile, JSON.stringify(keyOf(2)), { mode: 0o600 }),
      },
    ],
  };

async function killDuringSnapshot(exchange: FakeBingx): Promise<void> {
  await exchange.nextRequestTo(PATHS.spotBalance);
  process.kill(process.pid, 'SIGKILL');
}

/** The steps of all events, in order. */
const timeline = (all: readonly MachineEvent[], exchange: FakeBingx): Step[] =>
  all.flatMap((event) => STEPS[event.kind](slotTime(event.at), event, exchange)).sort((a, b) => a.at - b.at);

void runCommand(
  (signal) => withResources(signal, (defer) => run(defer, signal)),
  (error) => explainDatabaseError(error, folder),
  async () => stack?.endWithoutTable(),
).then(() => process.exit());
