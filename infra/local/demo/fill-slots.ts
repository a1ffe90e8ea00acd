/** Fills the slots before the current one, some with failures; slots that have a row are skipped. */
import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { SingleBar } from 'cli-progress';
import { KEY } from '../../../functions/history/table';
import { dueSlots, type Schedule, slotIntervals } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import { type FakeBingx, PATHS } from '../fake-bingx/server';
import { invokeOnTime, outcomeOf, type SlotClock } from '../invoke-schedule';
import type { LocalStack } from '../stack';
import { failureForSlot } from './demo-failures';

export type FillOptions = {
  stack: LocalStack;
  exchange: FakeBingx;
  clock: SlotClock;
  account: string;
  schedule: Schedule;
  /** The current slot; not filled here. */
  until: string;
  /** How many slots there should be, including the current one. */
  count: number;
  /** Whether one slot in five fails instead of one in a hundred. */
  hasManyFailures?: boolean;
  signal: AbortSignal;
};

export type FillCounts = Record<'captured' | 'failed' | 'not run' | 'already present', number>;

export async function fillSlots(options: FillOptions): Promise<FillCounts> {
  const { stack, exchange, clock, account, schedule, signal } = options;
  const { shortest = 3600 } = slotIntervals(schedule) ?? {};
  const slots = slotsBefore(options);
  const present = await slotsInTable(stack, account, slots[0] ?? options.until);
  const counts: FillCounts = { captured: 0, failed: 0, 'not run': 0, 'already present': 0 };
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total} slots  {eta_formatted} left',
  });
  if (process.stderr.isTTY) bar.start(slots.length, 0);
  try {
    for (const slot of slots) {
      signal.throwIfAborted();
      counts[await fill(slot)]++;
      bar.increment();
    }
  } finally {
    bar.stop();
  }
  return counts;

  async function fill(slot: string): Promise<keyof FillCounts> {
    if (present.has(slot)) return 'already present';
    const failure = failureForSlot(Math.floor(slotTime(slot) / (shortest * 1000)), options.hasManyFailures);
    if (failure && !failure.response) return 'not run';
    exchange.stubAlways(PATHS.spotBalance, failure?.response?.(slotTime(slot)));
    const result = await invokeOnTime(stack, clock, account, slot, { timeoutMs: failure?.timeoutMs });
    exchange.stubAlways(PATHS.spotBalance, undefined);
    return outcomeOf(result).outcome === 'failed' ? 'failed' : 'captured';
  }
}

function slotsBefore({ schedule, until, count }: FillOptions): string[] {
  const missing = count - 1;
  const { longest = 0 } = slotIntervals(schedule) ?? {};
  const before = toSlot(slotTime(until) - 1000);
  // Due slots of a rate are counted from this one; those of a cron need no starting slot.
  const from = toSlot(slotTime(until) - count * longest * 1000);
  return missing > 0 ? [...dueSlots(schedule, from, before)].slice(-missing) : [];
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
