/** Fills the slots behind the current one, some of them failing, those that are there already left alone. */
import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { SingleBar } from 'cli-progress';
import { KEY } from '../../../functions/history/table';
import { dueSlots, type Schedule, slotIntervals } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import { type FakeBingx, PATHS } from '../fake-bingx/server';
import { invokeOnTime, outcomeOf, type SlotClock } from '../invoke-schedule';
import type { LocalStack } from '../stack';
import { failureForSlot } from './demo-failures';

export type Filling = {
  stack: LocalStack;
  exchange: FakeBingx;
  clock: SlotClock;
  account: string;
  schedule: Schedule;
  /** The current slot, which is not filled here. */
  until: string;
  /** How many slots there shall be, the current one included. */
  count: number;
  /** Whether one slot in five fails instead of one in a hundred. */
  isTroubled?: boolean;
  signal: AbortSignal;
};

export type Filled = Record<'captured' | 'failed' | 'never ran' | 'there already', number>;

export async function fillSlots(filling: Filling): Promise<Filled> {
  const { stack, exchange, clock, account, schedule, signal } = filling;
  const { shortest = 3600 } = slotIntervals(schedule) ?? {};
  const slots = slotsBefore(filling);
  const there = await slotsInTable(stack, account, slots[0] ?? filling.until);
  const filled: Filled = { captured: 0, failed: 0, 'never ran': 0, 'there already': 0 };
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} slots  {eta_formatted} left',
  });
  if (process.stderr.isTTY) bar.start(slots.length, 0);
  try {
    for (const slot of slots) {
      signal.throwIfAborted();
      filled[await fill(slot)]++;
      bar.increment();
    }
  } finally {
    bar.stop();
  }
  return filled;

  async function fill(slot: string): Promise<keyof Filled> {
    if (there.has(slot)) return 'there already';
    const trouble = failureForSlot(Math.floor(slotTime(slot) / (shortest * 1000)), filling.isTroubled);
    if (trouble && !trouble.answer) return 'never ran';
    exchange.scriptAlways(PATHS.spotBalance, trouble?.answer?.(slotTime(slot)));
    const result = await invokeOnTime(stack, clock, account, slot, { timeoutMs: trouble?.timeoutMs });
    exchange.scriptAlways(PATHS.spotBalance, undefined);
    return outcomeOf(result).outcome === 'failed' ? 'failed' : 'captured';
  }
}

function slotsBefore({ schedule, until, count }: Filling): string[] {
  const wanted = count - 1;
  const { longest = 0 } = slotIntervals(schedule) ?? {};
  const before = toSlot(slotTime(until) - 1000);
  // A rate's slots are counted from one of them; a cron's may start anywhere.
  const from = toSlot(slotTime(until) - count * longest * 1000);
  return wanted > 0 ? [...dueSlots(schedule, from, before)].slice(-wanted) : [];
}

async function slotsInTable(stack: LocalStack, account: string, from: string): Promise<Set<string>> {
  const pages = paginateQuery(
    { client: stack.dynamodb.client },
    {
      TableName: stack.tableName,
      KeyConditionExpression: '#account = :account AND #slot >= :from',
      ProjectionExpression: '#slot',
      ExpressionAttributeNames: { '#account': KEY.partition, '#slot': KEY.sort },
      ExpressionAttributeValues: { ':account': { S: account }, ':from': { S: from } },
    },
  );
  const slots = new Set<string>();
  for await (const { Items: items = [] } of pages) {
    for (const item of items) slots.add(item[KEY.sort]?.S ?? '');
  }
  return slots;
}
