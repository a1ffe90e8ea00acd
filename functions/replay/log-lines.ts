/** From the entries of a log, in any order, to the snapshots that they hold. */
import { decodeFromLog, type LoggedPart } from '../history/log-fallback-read';
import type { CapturedRow } from '../history/row';
import { readLogEntry } from './log-entry';

/** A snapshot that was found in the log: its row, or what is wrong with it. */
export type Found = { account: string; slot: string; capturedAt: string } & (
  | { row: CapturedRow }
  | { fault: string }
);

export type LogContents = {
  /**
   * One for each run that could not store its own, in the order in which they were taken: of several for one slot, the
   * one that was taken closest to it comes first.
   */
  snapshots: Found[];
  /** Entries that are neither Lambda's nor the function's own, or are damaged: snapshots may be among them. */
  unrecognized: {
    count: number;
    /** Its number in the input, from 1. */
    first?: number;
  };
};

/** Reads a whole log. Parts of a row are kept in memory until its end, as they come in any order. */
export async function readLog(lines: AsyncIterable<string> | Iterable<string>): Promise<LogContents> {
  const runs = new Map<string, LoggedPart[]>();
  const unrecognized: LogContents['unrecognized'] = { count: 0 };
  let number = 0;
  for await (const line of lines) {
    number++;
    const entry = readLogEntry(line);
    if (entry.kind === 'unrecognized') {
      unrecognized.count++;
      unrecognized.first ??= number;
    }
    if (entry.kind === 'part') addPart(runs, entry.part);
  }
  const inOrder = [...runs.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { snapshots: inOrder.map(([, parts]) => found(parts)), unrecognized };
}

/** By everything that the parts of one row have in common. Of a part that was delivered twice, the first one is kept. */
function addPart(runs: Map<string, LoggedPart[]>, part: LoggedPart): void {
  const run = JSON.stringify([part.capturedAt, part.account, part.slot, part.of, part.id]);
  const parts = runs.get(run) ?? [];
  if (parts.length === 0) runs.set(run, parts);
  if (!parts.some((known) => known.part === part.part)) parts.push(part);
}

function found(parts: LoggedPart[]): Found {
  const { account = '', slot = '', capturedAt = '' } = parts[0] ?? {};
  try {
    return { account, slot, capturedAt, row: decodeFromLog(parts) };
  } catch (error) {
    return { account, slot, capturedAt, fault: (error as Error).message };
  }
}
