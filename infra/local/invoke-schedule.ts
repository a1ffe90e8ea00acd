/** Fires a schedule for a slot as if it were that time, and reads the row that came of it. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { KEY } from '../../functions/history/table';
import { parseSchedule, slotIntervals } from '../../functions/schedule/schedule';
import { slotTime } from '../../functions/schedule/slot';
import type { Outcome } from '../../functions/snapshot/outcome';
import type { InvocationResult } from './function/sandbox';
import type { LocalStack } from './stack';

/** What clocks show on this machine beyond the real time: the exchange's and the function's move together. */
export type SlotClock = { shiftMs: number };

/** The scheduler delivers within a second or two. */
const DELIVERY_MS = 1500;

/** Fires the account's schedule with the very input of the template, on time by the clocks of the embedded stack. */
export function invokeOnTime(
  stack: LocalStack,
  clock: SlotClock,
  account: string,
  slot: string,
  { timeoutMs, lateMs = DELIVERY_MS }: { timeoutMs?: number; lateMs?: number } = {},
): Promise<InvocationResult> {
  clock.shiftMs = slotTime(slot) + lateMs - Date.now();
  return stack.fire(account, slot, { clockShiftMs: clock.shiftMs, timeoutMs });
}

/**
 * Fires the account's schedule now, however long ago its slot was: the real exchange's clock cannot be set. So this tick
 * may be as late as the next one is away.
 */
export function invokeNow(stack: LocalStack, account: string, slot: string): Promise<InvocationResult> {
  const { expression, timezone } = stack.schedule(account);
  const interval = slotIntervals(parseSchedule(expression, timezone))?.longest;
  const event = stack.event(account, slot);
  return stack.lambda.invoke({ ...event, maxLatenessSeconds: interval ?? event.maxLatenessSeconds });
}

/** How an invocation ended, in one word and, for a failure, one sentence. */
export function outcomeOf(result: InvocationResult): { outcome: Outcome['outcome']; why?: string } {
  if (result.kind === 'failed') return { outcome: 'failed', why: result.error.errorMessage };
  const outcome = result.payload as Outcome;
  return outcome.outcome === 'failed' ? { outcome: 'failed', why: outcome.message } : outcome;
}

export async function readRow(stack: LocalStack, account: string, slot: string): Promise<Row | undefined> {
  const { Item: item } = await stack.dynamodb.client.send(
    new GetItemCommand({
      TableName: stack.tableName,
      Key: { [KEY.partition]: { S: account }, [KEY.sort]: { S: slot } },
    }),
  );
  return item && unmarshallRow(item);
}
