/** Invokes the function with a schedule's event for a slot, at the slot's time or late, and reads the row. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { KEY } from '../../functions/history/table';
import { parseSchedule, slotIntervals } from '../../functions/schedule/schedule';
import { slotTime } from '../../functions/schedule/slot';
import type { Outcome } from '../../functions/snapshot/outcome';
import type { InvocationResult } from './function/sandbox';
import type { LocalStack } from './stack';

/** Offset from real time of the function's and the fake exchange's clocks. */
export type SlotClock = { shiftMs: number };

/** EventBridge Scheduler delivers within a second or two. */
export const DELIVERY_DELAY_MS = 1500;

/** Invokes the function with the template's event, with the local clocks set to the slot plus `lateMs`. */
export function invokeOnTime(
  stack: LocalStack,
  clock: SlotClock,
  account: string,
  slot: string,
  { timeoutMs, lateMs = DELIVERY_DELAY_MS }: { timeoutMs?: number; lateMs?: number } = {},
): Promise<InvocationResult> {
  clock.shiftMs = slotTime(slot) + lateMs - Date.now();
  return stack.fire(account, slot, { clockShiftMs: clock.shiftMs, timeoutMs });
}

/**
 * Invokes the function now for a past slot: the real exchange's clock cannot be set. The allowed lateness is the interval
 * to the next slot.
 */
export function invokeNow(stack: LocalStack, account: string, slot: string): Promise<InvocationResult> {
  const { expression, timezone } = stack.schedule(account);
  const interval = slotIntervals(parseSchedule(expression, timezone))?.longest;
  const event = stack.event(account, slot);
  return stack.lambda.invoke({ ...event, maxLatenessSeconds: interval ?? event.maxLatenessSeconds });
}

/** The outcome of an invocation, with a message for a failure. */
export function outcomeOf(result: InvocationResult): { outcome: Outcome['outcome']; message?: string } {
  if (result.kind === 'failed') return { outcome: 'failed', message: result.error.errorMessage };
  const outcome = result.payload as Outcome;
  return outcome.outcome === 'failed' ? { outcome: 'failed', message: outcome.message } : outcome;
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
