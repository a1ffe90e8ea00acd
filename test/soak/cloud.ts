/** The accounts in the cloud: hourly ticks, the deployed functions in sandboxes, the monitor, and faults of every kind. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmarshallRow } from '../../functions/history/marshall';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { PATHS, startFakeBingx } from '../../infra/local/fake-bingx/server';
import { monitorEvent } from '../../infra/local/invoke-monitor';
import { readRow } from '../../infra/local/invoke-schedule';
import { startLocalStack } from '../../infra/local/stack';
import { deployedStack } from '../support/assembly';
import { canaryKey } from '../support/canary-keys';
import { eachItem } from '../support/dynamodb';
import { CLOUD_ACCOUNTS, markedAccount, tickerAt } from '../support/marked-wallets';
import { type Restored, restoreFromLog } from '../support/restore-from-log';
import { stateOfRow } from '../support/row-state';
import { endOutages, injectFaults, secretOf } from './cloud-faults';
import { type Deliveries, deliverLate, deliverOnTime } from './deliveries';
import { createMonitorJudge, type MonitorVerdict } from './monitor-judge';
import { type ReportedGaps, reportedGaps } from './reported-gaps';
import { type JudgedRow, judgeRow } from './row-judge';
import type { Simulation, SimulationOptions } from './simulation';
import { keyOf } from './tally';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PERIOD = 5 * MINUTE;

/** What the functions print, as in CloudWatch; not in memory, for a year. */
const LOG = 'log';

export type Cloud = {
  rows: Map<string, JudgedRow>;
  reported: ReportedGaps;
  monitor: MonitorVerdict;
  /** Runs of the monitor that failed in all attempts, and were sent again. */
  runsSentAgain: number;
  restored: Restored;
  sandboxes: { started: number; killed: number };
  requests: { balance: number; most: number };
  deadLetters: number;
};

export async function simulateCloud(options: SimulationOptions): Promise<Cloud> {
  const { hours, from, leaks, signal, onHour } = options;
  const simulation = await start(options);
  const { stack, exchange, judge } = simulation;
  try {
    const deliveries: Deliveries = { again: [], late: [] };
    const requests = { balance: 0, most: 0 };
    for (let hour = 0; hour < hours; hour++) {
      signal.throwIfAborted();
      const slot = toSlot(from + hour * HOUR);
      exchange.variants[PATHS.ticker] = tickerAt(slotTime(slot)).text;
      if (hour > 0) await injectFaults(simulation, slotTime(slot), { hour, hours });
      if (!simulation.isTableAway) await sendFailedRunsAgain(simulation, slotTime(slot));
      await monitorRuns(simulation, slot, 0, 1);
      await deliverOnTime(simulation, slot, deliveries, hour > 0);
      await monitorRuns(simulation, slot, 1, 8);
      await deliverLate(simulation, slot, deliveries);
      await monitorRuns(simulation, slot, 8, 12);
      countRequests(simulation, requests);
      onHour();
    }
    endOutages(simulation);
    await sendFailedRunsAgain(simulation, from + hours * HOUR);
    const table = { client: stack.dynamodb.client, tableName: stack.tableName };
    const restored = await restoreFromLog(join(simulation.folder, LOG), table);
    const rows = new Map<string, JudgedRow>();
    for await (const item of eachItem(table.client, table.tableName)) {
      const row = unmarshallRow(item);
      leaks.search(row);
      rows.set(keyOf(row), judgeRow(row));
    }
    leaks.search([simulation.deadLetters, stack.monitor?.deadLetters]);
    return {
      rows,
      reported: await reportedGaps(table, CLOUD_ACCOUNTS, from + (hours - 1) * HOUR),
      monitor: judge.verdict(),
      runsSentAgain: simulation.runsSentAgain,
      restored,
      sandboxes: { started: stack.lambda.sandboxes.length, killed: simulation.killed },
      requests,
      deadLetters: simulation.deadLetters.length,
    };
  } finally {
    await stack.stop();
    await exchange.stop();
    rmSync(simulation.folder, { recursive: true });
  }
}

async function start({ hours, from, chance, tally, leaks }: SimulationOptions): Promise<Simulation> {
  const clock = { shiftMs: 0 };
  const keys = CLOUD_ACCOUNTS.map((account) => [account, canaryKey(account, 0)] as const);
  for (const [, key] of keys) leaks.watch(key);
  const exchange = await startFakeBingx({
    accounts: keys.map(([account, key]) => markedAccount(account, key)),
    now: () => Date.now() + clock.shiftMs,
  });
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const logFile = join(folder, LOG);
  writeFileSync(logFile, '');
  const accounts = CLOUD_ACCOUNTS.map((id) => ({ id, schedule: 'cron(0 * * * ? *)' }));
  const stack = await startLocalStack({
    deployment: await deployedStack({ accounts }),
    exchangeUrl: exchange.url,
    secrets: Object.fromEntries(keys.map(([account, key]) => [secretOf(account), JSON.stringify(key)])),
    settableClock: true,
    nodeOptions: ['--require', join(__dirname, '..', 'support', 'fast-waits.cjs')],
    onLine({ text }) {
      leaks.search(text);
      appendFileSync(logFile, `${text}\n`);
    },
    onMessage: (message) => leaks.search(message),
  });
  return {
    folder,
    stack,
    exchange,
    chance,
    tally,
    leaks,
    clock,
    judge: createMonitorJudge(CLOUD_ACCOUNTS, { from, hours }),
    touched: new Map(),
    failedRuns: [],
    runsSentAgain: 0,
    isTableAway: false,
    killed: 0,
    deadLetters: [],
  };
}

/** Makes the monitor's runs of an hour, from the `first` to before the `last` of twelve. */
async function monitorRuns(simulation: Simulation, slot: string, first: number, last: number): Promise<void> {
  await readStates(simulation);
  for (let index = first; index < last; index++) {
    const run = slotTime(slot) + index * PERIOD;
    simulation.judge.due(run);
    if (!(await runMonitor(simulation, run, run))) simulation.failedRuns.push(run);
  }
}

/** As an operator does after an outage. */
async function sendFailedRunsAgain(simulation: Simulation, now: number): Promise<void> {
  for (const run of simulation.failedRuns.splice(0)) {
    simulation.runsSentAgain++;
    if (!(await runMonitor(simulation, run, now))) simulation.failedRuns.push(run);
  }
}

/** Makes a run of the monitor at a time, with Lambda's retries; false where all attempts fail. */
async function runMonitor({ stack, clock, judge }: Simulation, run: number, now: number): Promise<boolean> {
  const { monitor, deployment, sns } = stack;
  if (!monitor || !deployment.monitor) throw new Error('The stack has no monitor.');
  clock.shiftMs = now - Date.now();
  const event = monitorEvent(deployment.monitor.schedule.input, toSlot(run));
  const results = await monitor.invokeAsynchronously(event, { clockShiftMs: clock.shiftMs });
  const messages = sns.messages.splice(0);
  const hasEnded = results.at(-1)?.kind === 'returned';
  if (hasEnded) judge.ended(run, now + 1_000, messages);
  return hasEnded;
}

/** Tells the judge what the rows of the delivered ticks are now. */
async function readStates({ stack, judge, clock, touched }: Simulation): Promise<void> {
  for (const [key, { account, slot }] of touched) {
    const row = await readRow(stack, account, slot).catch(() => undefined);
    if (row) judge.rows.write(account, slot, stateOfRow(row), Date.now() + clock.shiftMs);
    touched.delete(key);
  }
}

/** Counts the hour's requests to the exchange, records their signatures, then drops them. */
function countRequests({ exchange, stack, leaks }: Simulation, requests: Cloud['requests']) {
  const balanceRequests = exchange.requestsTo(PATHS.spotBalance);
  requests.balance += balanceRequests.length;
  for (const { query } of exchange.requests) {
    const signature = new URLSearchParams(query).get('signature');
    if (signature !== null) leaks.signed(signature);
  }
  const perAccount = new Map<string, number>();
  for (const { headers } of balanceRequests) {
    const key = String(headers['x-bx-apikey']);
    perAccount.set(key, (perAccount.get(key) ?? 0) + 1);
  }
  requests.most = Math.max(requests.most, ...perAccount.values());
  exchange.requests.length = 0;
  stack.dynamodb.requests.length = 0;
}
