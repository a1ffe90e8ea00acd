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
    if (wouldBeRestored.has(key) || (await isCaptured(one))) return { kind: 'already-captured' };
    if (dryRun) {
      wouldBeRestored.add(key);
      return { kind: 'would-be-restored' };
    }
    const written = await withPermission('dynamodb:PutItem', history.record(one.row));
    return { kind: written === 'written' ? 'restored' : 'already-captured' };
  }

  async function isCaptured({ account, slot }: Found): Promise<boolean> {
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
    return item?.status?.S === 'captured';
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
