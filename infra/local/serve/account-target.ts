/** A scheduled account as a target of the local scheduler: invokes the snapshot function, with Lambda's retries. */
import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { KEY } from '../../../functions/history/table';
import { DEFAULT_MAX_LATENESS_SECONDS } from '../../../functions/schedule/defaults';
import { latestSlot, parseSchedule } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import { outcomeOf, readRow } from '../invoke-schedule';
import type { LocalStack } from '../stack';
import type { Limit } from './concurrency-limit';
import type { Target } from './scheduler';

export type AccountDependencies = {
  stack: LocalStack;
  now(): number;
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>;
  /** Offset of the function's clock from real time: ms; undefined if the clock is not settable. */
  clockShiftMs(): number | undefined;
  /** Of the invocations that run at a time. */
  limit: Limit;
  /** Called before each invocation, to give the stack the current keys. */
  refreshKeys(): void;
  onOutcome(account: string, slot: string, outcome: ReturnType<typeof outcomeOf>): void;
  onMissed(account: string, slot: string): void;
};

/** Lambda's waits between the attempts of an asynchronous invocation that throws. */
const RETRY_DELAYS_MS = [60_000, 120_000];

/** An invocation this long after its slot is a late one, whose row may exist. */
const LATE_MS = 30_000;

export async function createAccountTarget(
  account: string,
  dependencies: AccountDependencies,
): Promise<Target> {
  const { stack, now, sleep, clockShiftMs, limit } = dependencies;
  const { expression, timezone } = stack.schedule(account);
  const { maxLatenessSeconds = DEFAULT_MAX_LATENESS_SECONDS } = stack.event(account, '');
  const schedule = parseSchedule(expression, timezone);
  const anchor =
    (await newestSlot(stack, account)) ??
    latestSlot(schedule, now()) ??
    toSlot(Math.floor(now() / 1000) * 1000);

  async function invoke(slot: string): Promise<ReturnType<typeof outcomeOf>> {
    for (let attempt = 0; ; attempt++) {
      const result = await limit(() => {
        dependencies.refreshKeys();
        return stack.fire(account, slot, { clockShiftMs: clockShiftMs() });
      });
      const delay = RETRY_DELAYS_MS[attempt];
      const isLast = delay === undefined || now() + delay - slotTime(slot) > maxLatenessSeconds * 1000;
      if (result.kind === 'returned' || isLast) return outcomeOf(result);
      await sleep(delay);
    }
  }

  return {
    name: account,
    schedule,
    anchor,
    since: now() - maxLatenessSeconds * 1000,
    maxLatenessSeconds,
    isSequential: false,
    async invoke(slot) {
      if (now() - slotTime(slot) > LATE_MS && (await readRow(stack, account, slot))) return;
      dependencies.onOutcome(account, slot, await invoke(slot));
    },
    onMissed: (slot) => dependencies.onMissed(account, slot),
  };
}

/** The newest slot that has a row; undefined if the account has none. */
async function newestSlot({ dynamodb, tableName }: LocalStack, account: string): Promise<string | undefined> {
  const pages = paginateQuery(
    { client: dynamodb.client, pageSize: 1 },
    {
      TableName: tableName,
      KeyConditionExpression: '#account = :account',
      ProjectionExpression: '#slot',
      ExpressionAttributeNames: { '#account': KEY.partition, '#slot': KEY.sort },
      ExpressionAttributeValues: { ':account': { S: account } },
      ScanIndexForward: false,
    },
  );
  for await (const { Items: [item] = [] } of pages) {
    if (item) return item[KEY.sort]?.S;
  }
  return undefined;
}
