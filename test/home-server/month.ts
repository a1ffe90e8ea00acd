/** A month of the home server on a virtual clock, in processes that end and start again; every slot is explained. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLog } from '../../functions/replay/log-lines';
import { restoreRows } from '../../functions/replay/restore';
import { slotTime } from '../../functions/schedule/slot';
import { openLocalHistory } from '../../infra/local/history';
import { synthesize } from '../../infra/local/template/synthesize';
import { keyOf, type MachineEvent, type ServerOptions } from './events';
import { type Explanation, explainSlots } from './explain-slots';
import { readJournal, readRows, startServer } from './server-process';
import { freeDisk, mountSmallDisk } from './small-disk';

const MINUTE = 60_000;

/** systemd waits 30 seconds; each start takes a second of real time. */
const RESTART_MS = 5 * MINUTE;

const DISK_MB = 64;

export type AccountConfig = { id: string; schedule: string; timezone?: string };

export type MonthOptions = {
  accounts: AccountConfig[];
  from: string;
  until: string;
  events: MachineEvent[];
  onProgress?(now: number): void;
};

export type Month = Explanation & {
  /** Snapshots that a full disk refused, from the server's log. */
  restored: number;
  starts: number;
  /** What the server printed. */
  log: string;
  /** Whether this process could mount a small disk; the full disk is left out otherwise. */
  hasSmallDisk: boolean;
};

export async function simulateMonth(options: MonthOptions): Promise<Month> {
  const folder = mkdtempSync(join(tmpdir(), 'month-'));
  const path = (name: string) => join(folder, name);
  const disk = mountSmallDisk(path('disk'), DISK_MB);
  try {
    await synthesize(path('assembly'), { context: { accounts: options.accounts } });
    writeFileSync(path('keys.json'), JSON.stringify(keyOf(1)), { mode: 0o600 });
    writeFileSync(path('journal'), '');
    mkdirSync(path('disk/serve'), { mode: 0o700 });
    const serverOptions = {
      folder: path('disk/serve'),
      assembly: path('assembly'),
      keysFile: path('keys.json'),
      journalFile: path('journal'),
      until: slotTime(options.until),
      events: options.events.filter(({ kind }) => disk || kind !== 'full-disk'),
    };
    const starts = await runServers(serverOptions, { ...options, logFile: path('log') });
    const journal = readJournal(path('journal'));
    const log = readFileSync(path('log'), 'utf8');
    const restored = await restoreFromLog(serverOptions.folder, log);
    const rows = await readRows(serverOptions.folder);
    const explanation = explainSlots({ ...options, journal, rows, log });
    return { ...explanation, restored, starts, log, hasSmallDisk: disk !== undefined };
  } finally {
    disk?.unmount();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the server again whenever it ends before the month does; returns how often it was started. */
async function runServers(
  options: Omit<ServerOptions, 'from'>,
  { from, onProgress, logFile }: Pick<MonthOptions, 'from' | 'onProgress'> & { logFile: string },
): Promise<number> {
  for (let startAt = slotTime(from), starts = 1; ; starts++) {
    const diskEvent = options.events.find(
      ({ kind, at, minutes }) => kind === 'full-disk' && slotTime(at) + minutes * MINUTE <= startAt,
    );
    if (diskEvent) freeDisk(options.folder);
    onProgress?.(startAt);
    await startServer({ ...options, from: startAt }, logFile).ended;
    const endedAt = Math.max(startAt, readJournal(options.journalFile).at(-1)?.at ?? 0);
    const failure = options.events.find(
      ({ kind, at }) => kind === 'power-failure' && slotTime(at) > startAt && slotTime(at) <= endedAt,
    );
    // The monitor runs every five minutes: the last entry is near the end.
    if (endedAt > options.until - 2 * RESTART_MS) return starts;
    startAt = endedAt + (failure ? failure.minutes * MINUTE : RESTART_MS);
  }
}

/** As `npm run replay -- --local` does; returns the number of rows that were restored. */
async function restoreFromLog(folder: string, log: string): Promise<number> {
  const { snapshots } = await readLog(log.split('\n'), { isMixed: true });
  const { client, tableName = '', stop } = await openLocalHistory(folder);
  let restored = 0;
  for await (const { result } of restoreRows(snapshots, { client, tableName, dryRun: false })) {
    if (result.kind === 'restored') restored++;
  }
  await stop();
  return restored;
}
