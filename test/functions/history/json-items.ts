/** Items of the table as JSON, and how tests parse them. */
import { type JsonItem, parseItem as parseProjectedItem } from '../../../functions/history/projection';

export const SLOT = '2026-11-22T06:00:00Z';
export const parseItem = (item: JsonItem) => parseProjectedItem(item, 'balances');
export const capturedItem = (wallets: JsonItem): JsonItem => ({
  slot: { S: SLOT },
  status: { S: 'captured' },
  capturedAt: { S: '2026-11-22T06:00:01.234Z' },
  balances: { M: wallets },
  version: { N: '1' },
});
export const failedItem: JsonItem = { slot: { S: SLOT }, status: { S: 'failed' }, version: { N: '1' } };
export const holding = (free: string, locked = '0') => ({ M: { free: { N: free }, locked: { N: locked } } });
