/** Reads items by their keys, and again those that DynamoDB left unprocessed. */
import { setTimeout as delay } from 'node:timers/promises';
import type { KeysAndAttributes } from '@aws-sdk/client-dynamodb';
import type { JsonItem } from './projection';
import { KEY } from './table';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const MAX_BATCH_KEYS = 100;
/** DynamoDB leaves keys unprocessed when it throttles: up to 12 s of waiting in all. */
const MAX_ATTEMPTS = 8;
const FIRST_DELAY_MS = 100;

export type SlotKey = { account: string; slot: string };

/** Table → what to read of it. */
type BatchRequest = Record<string, KeysAndAttributes>;
export type BatchResponse = { Responses?: Record<string, JsonItem[]>; UnprocessedKeys?: BatchRequest };

/** The items that exist, in any order, of at most `MAX_BATCH_KEYS` keys. */
export async function batchGet(
  tableName: string,
  slots: readonly SlotKey[],
  attributes: Omit<KeysAndAttributes, 'Keys'>,
  send: (request: BatchRequest) => Promise<BatchResponse>,
  wait: (ms: number) => Promise<unknown> = delay,
): Promise<JsonItem[]> {
  const items: JsonItem[] = [];
  const Keys = slots.map(({ account, slot }) => ({
    [KEY.partition]: { S: account },
    [KEY.sort]: { S: slot },
  }));
  let request: BatchRequest = { [tableName]: { ...attributes, Keys } };
  for (let attempt = 0; ; attempt++) {
    const { Responses = {}, UnprocessedKeys = {} } = await send(request);
    items.push(...(Responses[tableName] ?? []));
    if (Object.keys(UnprocessedKeys).length === 0) return items;
    if (attempt === MAX_ATTEMPTS - 1)
      throw new Error('DynamoDB did not process all keys of a batch: it throttles the table.');
    await wait(FIRST_DELAY_MS * 2 ** attempt);
    request = UnprocessedKeys;
  }
}
