/** The counts of `report gaps`, which have to be those of the simulation. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Gaps } from '../../functions/report/gap';
import { gaps } from '../../functions/report/queries';

export type ReportedGaps = { due: number; captured: number; failed: number; missing: number };

/** Of all slots up to a time: epoch ms. */
export async function reportedGaps(
  table: { client: DynamoDBClient; tableName: string },
  accounts: readonly string[],
  until: number,
): Promise<ReportedGaps> {
  const now = until + 365 * 24 * 3_600_000;
  const context = { table, now, warn: () => undefined, progress: () => undefined };
  const reported = { due: 0, captured: 0, failed: 0, missing: 0 };
  for await (const items of gaps(context, { accounts, period: { to: until } }).items) {
    for (const item of [items].flat() as Gaps[]) {
      for (const kind of Object.keys(reported) as (keyof ReportedGaps)[]) reported[kind] += item[kind];
    }
  }
  return reported;
}
