/** The simulated year: three accounts with hourly ticks, the deployed asset in sandboxes, and faults of every kind. */
import { join } from 'node:path';
import { unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { readLog } from '../../functions/replay/log-lines';
import { restoreRows } from '../../functions/replay/restore';
import type { Gaps } from '../../functions/report/gap';
import { gaps } from '../../functions/report/queries';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { type FakeBingx, PATHS, startFakeBingx } from '../../infra/local/fake-bingx/server';
import { tickerBody } from '../../infra/local/fake-bingx/ticker';
import { type LocalStack, startLocalStack } from '../../infra/local/stack';
import { deployedStack } from '../support/assembly';
import { scanItems } from '../support/dynamodb';
import { type Chance, chanceOf } from './chance';
import { ANSWERS, AWAY, LOST, OUTAGES, REQUEST_RATES, type RequestTrouble, THROTTLED } from './chaos';
import { type Deliveries, deliverHour } from './deliveries';
import { type LeakSearch, searchLeaks } from './leaks';
import { createTally, judge, keyOf, type Tally, type Tick, type Verdict } from './tally';
import { ACCOUNTS, otherWalletsOf, walletOf } from './wallet';

const HOUR = 3_600_000;
const OPTIONAL_PATHS = [
  PATHS.fundBalance,
  PATHS.usdtPerpetualBalance,
  PATHS.coinPerpetualBalance,
  PATHS.standardFuturesBalance,
  PATHS.allAccountBalance,
  PATHS.ticker,
];
const YEAR_BEGINS = Date.parse('2026-01-01T00:00:00Z');

export type YearOptions = { hours: number; seed: number; onHour?: () => void; signal?: AbortSignal };

export type Year = {
  verdict: Verdict;
  /** Counts that differ in `report gaps`. */
  disagreements: string[];
  tally: Tally;
  leaks: LeakSearch;
  /** Snapshots found in the log, and how many of them were restored. */
  replayed: { found: number; restored: number };
  sandboxes: { started: number; killed: number };
  requests: { balance: number; most: number };
  deadLetters: number;
};

/** What the parts of the simulation share. */
export type Simulation = {
  stack: LocalStack;
  exchange: FakeBingx;
  chance: Chance;
  tally: Tally;
  leaks: LeakSearch;
  /** Simulated minus real time: ms. */
  clock: { shiftMs: number };
  killed: number;
  deadLetters: unknown[];
};

export async function simulateYear({ hours, seed, onHour, signal }: YearOptions): Promise<Year> {
  const clock = { shiftMs: 0 };
  const leaks = searchLeaks();
  const keys = Object.fromEntries(ACCOUNTS.map((account) => [account, newKey(account, 0)]));
  for (const key of Object.values(keys)) leaks.watch(key);
  const exchange = await startFakeBingx({
    accounts: ACCOUNTS.map((account) => accountOf(account, keys[account] as Key)),
    now: () => Date.now() + clock.shiftMs,
  });
  const accounts = ACCOUNTS.map((id) => ({ id, schedule: 'cron(0 * * * ? *)' }));
  const stack = await startLocalStack({
    deployment: await deployedStack({ accounts }),
    exchangeUrl: exchange.url,
    secrets: Object.fromEntries(
      ACCOUNTS.map((account) => [secretOf(account), JSON.stringify(keys[account])]),
    ),
    settableClock: true,
    nodeOptions: ['--require', join(__dirname, 'fast-waits.cjs')],
    onLine: ({ text }) => leaks.search(text),
  });
  const simulation: Simulation = {
    stack,
    exchange,
    chance: chanceOf(seed),
    tally: createTally(),
    leaks,
    clock,
    killed: 0,
    deadLetters: [],
  };
  try {
    const due: Tick[] = [];
    const deliveries: Deliveries = { again: [] };
    const requests = { balance: 0, most: 0 };
    for (let hour = 0; hour < hours && !signal?.aborted; hour++) {
      const slot = toSlot(YEAR_BEGINS + hour * HOUR);
      due.push(...ACCOUNTS.map((account) => ({ account, slot })));
      // A smaller ticker than the exchange's, so that a year fits into minutes.
      exchange.variants[PATHS.ticker] = tickerBody(slotTime(slot), { pairs: 520 });
      if (hour > 0) await injectFaults(simulation, hour);
      await deliverHour(simulation, slot, deliveries, hour > 0);
      countRequests(simulation, requests);
      onHour?.();
    }
    await clearFaults(simulation);
    const replayed = await replay(stack);
    const rows = await rowsOf(stack);
    for (const row of rows.values()) leaks.search(row);
    leaks.search(simulation.deadLetters);
    const verdict = judge(due, rows, simulation.tally);
    return {
      verdict,
      disagreements: await disagreements(stack, verdict),
      tally: simulation.tally,
      leaks,
      replayed,
      sandboxes: { started: stack.lambda.sandboxes.length, killed: simulation.killed },
      requests,
      deadLetters: simulation.deadLetters.length,
    };
  } finally {
    await stack.stop();
    await exchange.stop();
  }
}

type Key = { apiKey: string; secretKey: string };
const newKey = (account: string, generation: number): Key => ({
  apiKey: `CANARY${generation}apikey${account}Qz4VtXw9LmNp2RsKd5FhJg8BcYe3UaTo`,
  secretKey: `CANARY${generation}secret${account}Hk8PbWn3TyRc6VmQe1ZsXf9GdLj4Au`,
});
const accountOf = (account: string, key: Key) => ({
  ...key,
  uid: `1341158271307522${ACCOUNTS.indexOf(account as (typeof ACCOUNTS)[number])}`,
  balances: walletOf(account),
  wallets: otherWalletsOf(account),
});
const secretOf = (account: string) => `balance-snapshots/${account}`;

/** Queues this hour's faults at their rates, and begins and ends outages. */
async function injectFaults({ stack, exchange, chance, leaks }: Simulation, hour: number) {
  const { dynamodb, secrets } = stack;
  const now = YEAR_BEGINS + hour * HOUR + 1500;
  for (const [trouble, rate] of Object.entries(REQUEST_RATES) as [RequestTrouble, number][]) {
    if (!chance.happens(rate)) continue;
    const answers = ANSWERS[trouble];
    const times = (most: number) => Array.from({ length: 1 + Math.floor(chance.number() * most) });
    if (trouble.startsWith('DynamoDB'))
      dynamodb.stub('PutItem', ...times(6).map(() => chance.oneOf([AWAY, THROTTLED])));
    else if (!answers) dynamodb.stub('PutItem', ...times(3).map(() => LOST));
    else {
      const answer = chance.oneOf(answers)(now);
      const path = trouble.startsWith('an optional endpoint')
        ? chance.oneOf(OPTIONAL_PATHS)
        : PATHS.spotBalance;
      exchange.stub(path, ...times(trouble.includes('busy') ? 8 : 1).map(() => answer));
    }
  }

  const at = (outage: keyof typeof OUTAGES) => hour - OUTAGES[outage].from;
  const isOver = (outage: keyof typeof OUTAGES) => at(outage) === OUTAGES[outage].hours;
  if (at('DynamoDB is unavailable') === 0)
    for (const call of ['PutItem', 'GetItem']) dynamodb.stubAlways(call, AWAY);
  if (at('DynamoDB throttles all writes') === 0) dynamodb.stubAlways('PutItem', THROTTLED);
  if (isOver('DynamoDB is unavailable') || isOver('DynamoDB throttles all writes')) {
    for (const call of ['PutItem', 'GetItem']) dynamodb.stubAlways(call, undefined);
  }
  const secretsOutage = 'Secrets Manager is unavailable, and all sandboxes are new';
  if (at(secretsOutage) === 0) {
    await Promise.all(stack.lambda.sandboxes.map((sandbox) => sandbox.kill()));
    secrets.stubAlways('GetSecretValue', { status: 500, body: '{"__type":"InternalServiceError"}' });
  }
  if (isOver(secretsOutage)) secrets.stubAlways('GetSecretValue', undefined);
  const rotation = 'a key is rotated, and the secret three hours later';
  if (at(rotation) === 0) {
    const key = newKey('main', 1);
    leaks.watch(key);
    exchange.accounts.splice(0, 1, accountOf('main', key));
  }
  if (isOver(rotation)) secrets.put(secretOf('main'), JSON.stringify(newKey('main', 1)));
}

async function clearFaults({ stack }: Simulation) {
  for (const call of ['PutItem', 'GetItem']) stack.dynamodb.stubAlways(call, undefined);
}

/** Counts the hour's requests to the exchange, records their signatures, then drops them. */
function countRequests({ exchange, stack, leaks }: Simulation, requests: Year['requests']) {
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

async function replay({ lines, dynamodb: { client }, tableName }: LocalStack): Promise<Year['replayed']> {
  const { snapshots } = await readLog(lines().map(({ text }) => text));
  let count = 0;
  for await (const { result } of restoreRows(snapshots, { client, tableName, dryRun: false })) {
    if (result.kind === 'restored') count++;
  }
  return { found: snapshots.length, restored: count };
}

/** Compares `report gaps` of the year with the verdict. */
async function disagreements(
  { dynamodb: { client }, tableName }: LocalStack,
  verdict: Verdict,
): Promise<string[]> {
  const now = Date.now() + 2 * 365 * 24 * HOUR;
  const reporting = { table: { client, tableName }, now, warn: () => undefined, progress: () => undefined };
  const until = YEAR_BEGINS + (verdict.due / ACCOUNTS.length - 1) * HOUR;
  const reported = { due: 0, captured: 0, failed: 0, missing: 0 };
  for await (const items of gaps(reporting, { accounts: ACCOUNTS, period: { to: until } }).items) {
    for (const item of [items].flat() as Gaps[]) {
      for (const kind of Object.keys(reported) as (keyof typeof reported)[]) reported[kind] += item[kind];
    }
  }
  const failed = [...verdict.failed.values()].reduce((a, b) => a + b, 0);
  const { due, captured } = verdict;
  const happened = { due, captured, failed, missing: due - captured - failed };
  return JSON.stringify(reported) === JSON.stringify(happened)
    ? []
    : [`the report counts ${JSON.stringify(reported)}, expected ${JSON.stringify(happened)}`];
}

async function rowsOf({ dynamodb: { client }, tableName }: LocalStack): Promise<Map<string, Row>> {
  const rows = (await scanItems(client, tableName)).map(unmarshallRow);
  return new Map(rows.map((row) => [keyOf(row), row]));
}
