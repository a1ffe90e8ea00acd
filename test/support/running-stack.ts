/** The deployed stack on local emulators, with a fake BingX whose account has canary credentials. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/history/marshall';
import { KEY } from '../../functions/history/table';
import type { WireBalance } from '../../infra/local/fake-bingx/responses';
import { type FakeBingx, type FakeBingxOptions, startFakeBingx } from '../../infra/local/fake-bingx/server';
import type { InvocationResult, LogLine } from '../../infra/local/function/sandbox';
import { invokeNow, invokeOnTime, type SlotClock } from '../../infra/local/invoke-schedule';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local/stack';
import { deployedStack } from './assembly';
import { scanItems } from './dynamodb';
import { CANARY, expectNoSecrets, secretsOf } from './no-secrets';

export const ACCOUNT = 'main';
export const SECRET = 'balance-snapshots/main';

export type RunningStack = {
  stack: LocalStack;
  exchange: FakeBingx;
  /** The exchange's clock: epoch ms, at the slot that was invoked last. */
  exchangeNow(): number;
  /** Invokes the schedule of `main` for a slot, with the function's and the exchange's clocks at that time. */
  fire(slot: string, options?: { timeoutMs?: number; lateMs?: number }): Promise<InvocationResult>;
  /** Invokes it as `npm start -- --live` does: with the real clocks, however old the slot is. */
  fireLate(slot: string): Promise<InvocationResult>;
  /** Invokes the function with any event, in a new sandbox where `cold`. */
  invoke(event: unknown, options?: { cold?: boolean }): Promise<InvocationResult>;
  /** The stored row. */
  item(slot: string): Promise<Item | undefined>;
  items(): Promise<Item[]>;
  /** Stops everything, and fails where any output contains a secret. */
  stop(): Promise<void>;
};

export async function runStack(
  options: Partial<Omit<LocalStackOptions, 'exchangeUrl' | 'onLine'>> & {
    balances?: readonly WireBalance[];
    exchange?: Partial<FakeBingxOptions>;
  } = {},
): Promise<RunningStack> {
  const {
    balances = [{ asset: 'BTC', free: '1', locked: '0' }],
    exchange: exchangeOptions,
    ...stackOptions
  } = options;
  const clock: SlotClock = { shiftMs: 0 };
  const exchangeNow = () => Date.now() + clock.shiftMs;
  const exchange = await startFakeBingx({
    accounts: [{ ...CANARY, balances }],
    now: exchangeNow,
    ...exchangeOptions,
  });
  const lines: LogLine[] = [];
  const results: InvocationResult[] = [];
  const stack = await startLocalStack({
    deployment: await deployedStack(),
    exchangeUrl: exchange.url,
    secrets: { [SECRET]: JSON.stringify(CANARY) },
    settableClock: true,
    ...stackOptions,
    onLine: (line) => lines.push(line),
  });
  const { client } = stack.dynamodb;
  const TableName = stack.tableName;

  const items = () => scanItems(client, TableName);

  return {
    stack,
    exchange,
    exchangeNow,
    async fire(slot, how) {
      const result = await invokeOnTime(stack, clock, ACCOUNT, slot, how);
      results.push(result);
      return result;
    },
    async fireLate(slot) {
      clock.shiftMs = 0;
      const result = await invokeNow(stack, ACCOUNT, slot);
      results.push(result);
      return result;
    },
    async invoke(event, options) {
      const result = await stack.lambda.invoke(event, { ...options, clockShiftMs: clock.shiftMs });
      results.push(result);
      return result;
    },
    async item(slot) {
      const Key = { [KEY.partition]: { S: ACCOUNT }, [KEY.sort]: { S: slot } };
      return (await client.send(new GetItemCommand({ TableName, Key }))).Item;
    },
    items,
    async stop() {
      const captured = { lines, results, items: await items(), deadLetters: stack.lambda.deadLetters };
      await Promise.all([stack.stop(), exchange.stop()]);
      expectNoSecrets(captured, secretsOf([CANARY], exchange.requests));
    },
  };
}
