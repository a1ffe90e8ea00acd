/** Restores the rows of a log, as `npm run replay` does. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readLog } from '../../functions/replay/log-lines';
import { restoreRows } from '../../functions/replay/restore';
import { linesOf } from './file-lines';

/** How many snapshots a log holds, and which of them were not in the table, as `account slot`. */
export type Restored = { found: number; restored: Set<string> };

export async function restoreFromLog(
  logFile: string,
  table: { client: DynamoDBClient; tableName: string },
): Promise<Restored> {
  const { snapshots } = await readLog(linesOf(logFile), { isMixed: true });
  const restored = new Set<string>();
  for await (const { account, slot, result } of restoreRows(snapshots, { ...table, dryRun: false })) {
    if (result.kind === 'restored') restored.add(`${account} ${slot}`);
  }
  return { found: snapshots.length, restored };
}
