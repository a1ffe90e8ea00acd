/** Puts snapshots from the log back into the table, through the very condition that a run writes them under. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { KEY } from '../history/table';
import { createHistory } from '../history/write';
import type { Found } from './log-lines';
import { withPermission } from './permission';

export type Restore = Pick<Found, 'account' | 'slot' | 'capturedAt'> & { result: Result };

export type Result =
  | { kind: 'put-back' }
  /** What a dry run says in place of `put-back`. */
  | { kind: 'to-be-put-back' }
  /** The slot has a captured row: this one, from an earlier replay, or that of another run. It stays as it is. */
  | { kind: 'already-captured' }
  | { kind: 'refused'; why: string };

/** Takes them one after the other, so that of two for one slot the first one counts. */
export async function* restoreRows(
  found: readonly Found[],
  { client, tableName, dryRun }: { client: DynamoDBClient; tableName: string; dryRun: boolean },
): AsyncGenerator<Restore> {
  const history = createHistory(client, tableName);
  const promised = new Set<string>();

  async function result(one: Found): Promise<Result> {
    if ('fault' in one) return { kind: 'refused', why: one.fault };
    const key = `${one.account} ${one.slot}`;
    if (promised.has(key) || (await isCaptured(one))) return { kind: 'already-captured' };
    if (dryRun) {
      promised.add(key);
      return { kind: 'to-be-put-back' };
    }
    const written = await withPermission('dynamodb:PutItem', history.record(one.row));
    return { kind: written === 'written' ? 'put-back' : 'already-captured' };
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
    yield { account, slot, capturedAt, result: await resultOrRefusal(one, result) };
  }
}

/** What DynamoDB says against one row is no reason to leave the next; a table that is not there is. */
async function resultOrRefusal(one: Found, result: (one: Found) => Promise<Result>): Promise<Result> {
  try {
    return await result(one);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ValidationException') throw error;
    return { kind: 'refused', why: `DynamoDB does not take it: ${message}` };
  }
}
