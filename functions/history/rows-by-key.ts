/** Reads single rows of an account by their slots. */
import { setTimeout as delay } from 'node:timers/promises';
import { batchGet } from './batch-get';
import { type BalanceRow, parseItem, projectionExpression } from './projection';
import { batchGetItem } from './query';
import type { HistoryTable } from './read';

/**
 * The rows of at most `MAX_BATCH_KEYS` slots with their amounts; a slot without a row is absent. Strongly consistent, so that
 * no row is absent that a query has already returned.
 */
export async function readRows(
  { client, tableName, signal }: HistoryTable,
  account: string,
  slots: readonly string[],
): Promise<ReadonlyMap<string, BalanceRow>> {
  // DynamoDB refuses a request without keys.
  if (slots.length === 0) return new Map();
  const { expression, names } = projectionExpression('balances');
  const attributes = {
    ProjectionExpression: expression,
    ExpressionAttributeNames: names,
    ConsistentRead: true,
  };
  const items = await batchGet(
    tableName,
    slots.map((slot) => ({ account, slot })),
    attributes,
    async (RequestItems) => (await batchGetItem(client, { RequestItems }, signal)).parse(),
    (ms) => delay(ms, undefined, { signal }),
  );
  const rows = items.map((item) => parseItem(item, 'balances'));
  return new Map(rows.map((row) => [row.slot, row]));
}
