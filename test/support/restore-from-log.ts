/** Restores the rows of a log, as `npm run replay` does. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readLog } from '../../functions/replay/log-lines';
import { restoreRows } from '../../functions/replay/restore';

/** How many snapshots a log holds, and which of them were not in the table, as `account slot`. */
export type Restored = { found: number; restored: Set<string> };

/** `isMixed`: the lines of several sandboxes are interleaved. */
export async function restoreFromLog(
  lines: readonly string[],
  table: { client: DynamoDBClient; tableName: string },
  { isMixed = false } = {},
): Promise<Restored> {
  const { snapshots } = await readLog(lines, { isMixed });
  const restored = new Set<string>();
  for await (const { account, slot, result } of restoreRows(snapshots, { ...table, dryRun: false })) {
    if (result.kind === 'restored') restored.add(`${account} ${slot}`);
  }
  return { found: snapshots.length, restored };
}
