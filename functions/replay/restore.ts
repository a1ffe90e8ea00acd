/** Restores snapshots from the log to the table, with the same conditional write as a run. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { withPermission } from '../cli/permission';
import { KEY } from '../history/table';
import { createHistory } from '../history/write';
import type { Found } from './log-lines';

export type Restore = Pick<Found, 'account' | 'slot' | 'capturedAt'> & { result: Result };

export type Result =
  | { kind: 'restored' }
  /** The result of a dry run in place of `restored`. */
  | { kind: 'would-be-restored' }
  /** The slot has a captured row, of an earlier replay or of another run. It is not changed. */
  | { kind: 'already-captured' }
  | { kind: 'refused'; reason: string };

/** A run writes no such row. */
const FOREIGN_ROW: Result = {
  kind: 'refused',
  reason: 'The slot has a row that is neither captured nor failed; it is not changed.',
};

/** Restores them one after the other, so that the first of two for the same slot is kept. */
export async function* restoreRows(
  found: readonly Found[],
  { client, tableName, dryRun }: { client: DynamoDBClient; tableName: string; dryRun: boolean },
): AsyncGenerator<Restore> {
  const history = createHistory(client, tableName);
  const wouldBeRestored = new Set<string>();

  async function restore(one: Found): Promise<Result> {
    if ('fault' in one) return { kind: 'refused', reason: one.fault };
    const key = `${one.account} ${one.slot}`;
    const status = wouldBeRestored.has(key) ? 'captured' : await statusOf(one);
    if (status === 'captured') return { kind: 'already-captured' };
    if (status !== undefined && status !== 'failed') return FOREIGN_ROW;
    if (dryRun) {
      wouldBeRestored.add(key);
      return { kind: 'would-be-restored' };
    }
    const written = await withPermission('dynamodb:PutItem', history.record(one.row));
    return { kind: written === 'written' ? 'restored' : 'already-captured' };
  }

  /** Of the slot's row; undefined where there is none. */
  async function statusOf({ account, slot }: Found): Promise<string | undefined> {
    const slotStatus = client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: { [KEY.partition]: { S: account }, [KEY.sort]: { S: slot } },
        ProjectionExpression: '#status',
        ExpressionAttributeNames: { '#status': 'status' },
        ConsistentRead: true,
      }),
    );
    const { Item: item } = await withPermission('dynamodb:GetItem', slotStatus);
    return item && (item.status?.S ?? '');
  }

  for (const one of found) {
    const { account, slot, capturedAt } = one;
    yield { account, slot, capturedAt, result: await resultOrRefusal(restore(one)) };
  }
}

/** A row that DynamoDB refuses does not stop the next one; any other error, such as a missing table, does. */
async function resultOrRefusal(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ValidationException') throw error;
    return { kind: 'refused', reason: `DynamoDB refused it: ${message}` };
  }
}
