/** The gaps that the report finds in a world's history. */
import * as report from '../../functions/report/queries';
import type { World } from './world';

/** The report's gaps of an account. */
export async function reportGaps(world: World, account: string): Promise<unknown[]> {
  const reading = {
    table: { client: world.readingClient, tableName: world.tableName },
    now: world.time.theirs,
    warn: () => undefined,
    progress: () => undefined,
  };
  const found: unknown[] = [];
  const read = report.gaps(reading, {
    accounts: [account],
    period: { from: undefined, to: world.time.theirs },
  });
  for await (const items of read.items) found.push(...[items].flat());
  return found;
}
