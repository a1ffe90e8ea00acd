/** One complete row with the exchange's raw answers: what a statement is made from and verified against. */
import { createHash } from 'node:crypto';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { exactAmount } from './amount';
import { type Item, unmarshallAnswers } from './marshall';
import { type BalanceRow, parseItem } from './projection';
import type { HistoryTable } from './read';
import type { RawAnswers } from './row';
import { KEY } from './table';

export type StoredRow = {
  row: BalanceRow;
  version: number;
  raw: RawAnswers;
  /** Endpoints whose answer was left out because the row would have exceeded 400 KB. */
  rawOmitted: string[];
  /** SHA-256 over every attribute of the item, as hexadecimal text. */
  sha256: string;
};

/** The row of a slot as it is now; undefined if there is none. */
export async function readStoredRow(
  { client, tableName, signal }: HistoryTable,
  account: string,
  slot: string,
): Promise<StoredRow | undefined> {
  const command = new GetItemCommand({
    TableName: tableName,
    Key: { [KEY.partition]: { S: account }, [KEY.sort]: { S: slot } },
    ConsistentRead: true,
  });
  const { Item: item } = await client.send(command, { abortSignal: signal });
  return item && parseStoredRow(item);
}

/** Never throws: a row that cannot be read is one of `parseItem`. The item must not be used afterwards. */
export function parseStoredRow(item: Item): StoredRow {
  const sha256 = createHash('sha256')
    .update(JSON.stringify(canonical(item)))
    .digest('hex');
  const answers = unmarshallAnswers(item);
  const version = Number(item.version?.N);
  return { row: parseItem(item, 'balances'), version, ...answers, sha256 };
}

/**
 * Equal for items of equal content: maps as pairs in the order of their keys, numbers in plain notation, bytes
 * as base64.
 */
function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, part]) => [key, key === 'N' ? canonicalNumber(part) : canonical(part)]);
}

/** A map may have an entry called `N`, which is no number. */
const canonicalNumber = (part: unknown) =>
  typeof part === 'string' ? (exactAmount(part) ?? part) : canonical(part);
