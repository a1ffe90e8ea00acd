/** From log lines, whatever stands before, between and after them, to the snapshots that they hold. */
import { fromUnstored, readUnstoredPart } from '../history/read-unstored';
import type { CapturedRow } from '../history/row';
import { NOT_STORED, type UnstoredPart } from '../history/unstored';

/** A snapshot that was found in the log: its row, or what is wrong with it. */
export type Found = { account: string; slot: string; capturedAt: string } & (
  | { row: CapturedRow }
  | { fault: string }
);

/**
 * The snapshots in `lines`, one for each run that could not store its own, in the order in which they were taken: of
 * several for one slot, the one that was taken closest to it comes first.
 */
export async function unstoredIn(lines: AsyncIterable<string> | Iterable<string>): Promise<Found[]> {
  const runs = new Map<string, UnstoredPart[]>();
  for await (const line of lines) {
    const part = partIn(line);
    if (!part) continue;
    const run = `${part.capturedAt} ${part.account} ${part.slot}`;
    runs.set(run, [...(runs.get(run) ?? []), part]);
  }
  return [...runs.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, parts]) => found(parts));
}

/** In a log the JSON may have a prefix of Lambda's own: time, request, level. */
function partIn(line: string): UnstoredPart | undefined {
  try {
    const entry = JSON.parse(line.slice(line.indexOf('{'), line.lastIndexOf('}') + 1));
    return entry.message === NOT_STORED ? readUnstoredPart(entry.unstored) : undefined;
  } catch {
    return undefined;
  }
}

function found(parts: UnstoredPart[]): Found {
  const { account = '', slot = '', capturedAt = '' } = parts[0] ?? {};
  try {
    return { account, slot, capturedAt, row: fromUnstored(parts) };
  } catch (error) {
    return { account, slot, capturedAt, fault: (error as Error).message };
  }
}
