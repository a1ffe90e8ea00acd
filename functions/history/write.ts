/** Writes a row of the history: once per account and slot, and never over a captured one. */
import { isDeepStrictEqual } from 'node:util';
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshallRow, unmarshallRow } from './marshall';
import type { Row } from './row';
import { KEY } from './table';

/** What the table contains after the write: this row, or the row that was there before. */
type WriteResult = 'written' | 'already-captured' | 'already-failed';

type WriteOptions = {
  onlyIfAbsent?: boolean;
  /** Reasons of failures that are not replaced either. */
  keptReasons?: readonly string[];
};

type WriteCondition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export type History = {
  /**
   * Writes `row` unless its slot is captured already or failed for one of `keptReasons`; with `onlyIfAbsent`, unless the
   * slot has any row. Throws the error of DynamoDB that remains after the SDK's retries.
   */
  record(row: Row, options?: WriteOptions): Promise<WriteResult>;
};

/** The condition of every write to the history: a captured row is never replaced. Options as `record` has them. */
export function writeCondition({ onlyIfAbsent, keptReasons = [] }: WriteOptions = {}): WriteCondition {
  const slotHasNoRow = 'attribute_not_exists(#account)';
  if (onlyIfAbsent) {
    return { ConditionExpression: slotHasNoRow, ExpressionAttributeNames: { '#account': KEY.partition } };
  }
  const kept = Object.fromEntries(keptReasons.map((reason, i) => [`:kept${i}`, { S: reason }]));
  const isKept = `#failure.#reason IN (${Object.keys(kept).join(', ')})`;
  const names = { '#account': KEY.partition, '#status': 'status' };
  return {
    ConditionExpression: `${slotHasNoRow} OR (#status = :failed${keptReasons.length > 0 ? ` AND NOT ${isKept}` : ''})`,
    ExpressionAttributeNames:
      keptReasons.length > 0 ? { ...names, '#failure': 'failure', '#reason': 'reason' } : names,
    ExpressionAttributeValues: { ':failed': { S: 'failed' }, ...kept },
  };
}

export function createHistory(client: DynamoDBClient, tableName: string): History {
  return {
    async record(row, options) {
      const condition = writeCondition(options);
      try {
        await client.send(new PutItemCommand({ TableName: tableName, Item: marshallRow(row), ...condition }));
        return 'written';
      } catch (error) {
        if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
        return readExisting(client, tableName, row);
      }
    },
  };
}

/** A failed condition may be due to our own row: the SDK repeats a write whose response was lost. */
async function readExisting(client: DynamoDBClient, tableName: string, row: Row): Promise<WriteResult> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: tableName,
      Key: { [KEY.partition]: { S: row.account }, [KEY.sort]: { S: row.slot } },
      ConsistentRead: true,
    }),
  );
  // Removed meanwhile: the outcome is unknown, and the write may be retried.
  if (!item) throw new Error('The row that prevented the write no longer exists.');
  const existing = unmarshallRow(item);
  if (isSameRun(existing, row)) return 'written';
  return existing.status === 'failed' ? 'already-failed' : 'already-captured';
}

/** Two runs with the same answer in the same millisecond write the same row. */
const isSameRun = (existing: Row, row: Row) =>
  existing.status === row.status &&
  timestampOf(existing) === timestampOf(row) &&
  isDeepStrictEqual(bytesOf(existing), bytesOf(row));

const timestampOf = (row: Row) => (row.status === 'captured' ? row.capturedAt : row.failure.at);
const bytesOf = ({ raw = {} }: Row) =>
  Object.fromEntries(Object.entries(raw).map(([endpoint, bytes]) => [endpoint, Buffer.from(bytes)]));
