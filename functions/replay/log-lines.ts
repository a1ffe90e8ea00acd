/** Collects the snapshots in the entries of a log, which may be in any order. */
import { NOT_STORED } from '../history/log-fallback';
import { decodeFromLog, type LoggedPart } from '../history/log-fallback-read';
import type { CapturedRow } from '../history/row';
import { readLogEntry } from './log-entry';

/** A snapshot found in the log: its row, or why the row cannot be read. */
export type Found = { account: string; slot: string; capturedAt: string } & (
  | { row: CapturedRow }
  | { fault: string }
);

export type LogContents = {
  /**
   * One for each run that could not save its row, by time of capture: of several for the same slot, the one closest to
   * the slot is first.
   */
  snapshots: Found[];
  /** Entries that neither Lambda nor the function wrote, or that are damaged: they may contain snapshots. */
  unrecognized: {
    count: number;
    /** The number of the first one in the input, from 1. */
    first?: number;
  };
};

/**
 * Reads a complete log. Parts are kept in memory until its end, because they may be in any order. A mixed log also has the
 * lines of other programs, such as systemd: an unrecognized one counts only if it mentions a snapshot.
 */
export async function readLog(
  lines: AsyncIterable<string> | Iterable<string>,
  { isMixed = false }: { isMixed?: boolean } = {},
): Promise<LogContents> {
  const runs = new Map<string, LoggedPart[]>();
  const unrecognized: LogContents['unrecognized'] = { count: 0 };
  let number = 0;
  for await (const line of lines) {
    number++;
    const entry = readLogEntry(line);
    if (entry.kind === 'unrecognized' && (!isMixed || line.includes(NOT_STORED))) {
      unrecognized.count++;
      unrecognized.first ??= number;
    }
    if (entry.kind === 'part') addPart(runs, entry.part);
  }
  const byCaptureTime = [...runs.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { snapshots: byCaptureTime.map(([, parts]) => toSnapshot(parts)), unrecognized };
}

/** Adds a part to its run, which is identified by all fields that its parts share. Of a repeated part, the first is read. */
function addPart(runs: Map<string, LoggedPart[]>, part: LoggedPart): void {
  const run = JSON.stringify([part.capturedAt, part.account, part.slot, part.of, part.id]);
  const parts = runs.get(run) ?? [];
  runs.set(run, parts);
  parts.push(part);
}

function toSnapshot(parts: LoggedPart[]): Found {
  const { account = '', slot = '', capturedAt = '' } = parts[0] ?? {};
  try {
    return { account, slot, capturedAt, row: decodeFromLog(parts) };
  } catch (error) {
    return { account, slot, capturedAt, fault: (error as Error).message };
  }
}
