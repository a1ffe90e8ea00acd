/** Runs a home server on a virtual clock, in processes that end and start again, and reads what they leave behind. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../functions/history/marshall';
import { slotTime } from '../../functions/schedule/slot';
import { openLocalHistory } from '../../infra/local/history';
import { assemblyFolder } from '../support/assembly';
import { scanItems } from '../support/dynamodb';
import { linesOf } from '../support/file-lines';
import { type Restored, restoreFromLog } from '../support/restore-from-log';
import { type JournalEntry, keyOf, type MachineEvent, type ServerOptions } from './events';
import { lastEntryAt, readJournal, startServer } from './server-process';
import { freeDisk, mountSmallDisk } from './small-disk';

const MINUTE = 60_000;

/** systemd waits 30 seconds; each start takes a second of real time. */
const RESTART_MS = 5 * MINUTE;

export type AccountConfig = { id: string; schedule: string; timezone?: string };

export type ServedTime = {
  accounts: AccountConfig[];
  from: string;
  until: string;
  events: MachineEvent[];
  /** Of the disk that can be full. */
  diskMb: number;
  onStart?(now: number): void;
  /** Called with all that the servers print. */
  onOutput?(text: string): void;
  signal?: AbortSignal;
};

export type Remains = {
  /** The server's folder, while `inspect` runs. */
  folder: string;
  client: NonNullable<Awaited<ReturnType<typeof openLocalHistory>>['client']>;
  tableName: string;
  journal: JournalEntry[];
  rows: Item[];
  /** What the servers printed. */
  logFile: string;
  /** Slots that they reported as missed, as `account slot`. */
  missed: Set<string>;
  /** Snapshots that a full disk refused, from the log. */
  restored: Restored;
  starts: number;
  /** Those that happened: without root, no disk can be full. */
  events: MachineEvent[];
};

/** Resolves with the result of `inspect`, after which everything is removed. */
export async function runServers<T>(time: ServedTime, inspect: (remains: Remains) => Promise<T>): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'home-server-'));
  const path = (name: string) => join(parent, name);
  const disk = mountSmallDisk(path('disk'), time.diskMb);
  try {
    const folder = path('disk/serve');
    writeFileSync(path('keys.json'), JSON.stringify(keyOf(1)), { mode: 0o600 });
    writeFileSync(path('journal'), '');
    mkdirSync(folder, { mode: 0o700 });
    const events = time.events.filter(({ kind }) => disk || kind !== 'full-disk');
    const options = {
      folder,
      assembly: await assemblyFolder({ accounts: time.accounts }),
      keysFile: path('keys.json'),
      journalFile: path('journal'),
      until: slotTime(time.until),
      events,
    };
    const logFile = path('log');
    const starts = await startUntilEnd(options, { ...time, logFile });
    const { client, tableName = '', stop } = await openLocalHistory(folder);
    try {
      const restored = await restoreFromLog(logFile, { client, tableName });
      const rows = await scanItems(client, tableName);
      const journal = readJournal(path('journal'));
      const missed = await missedSlots(logFile);
      return await inspect({
        folder,
        client,
        tableName,
        journal,
        rows,
        logFile,
        missed,
        restored,
        starts,
        events,
      });
    } finally {
      await stop();
    }
  } finally {
    disk?.unmount();
    rmSync(parent, { recursive: true, force: true });
  }
}

async function missedSlots(logFile: string): Promise<Set<string>> {
  const missed = new Set<string>();
  for await (const line of linesOf(logFile)) {
    const [, slot] = / (\S+ \S+Z): missed/.exec(line) ?? [];
    if (slot) missed.add(slot);
  }
  return missed;
}

/** Starts the server again whenever it ends before the time is over; returns how often it was started. */
async function startUntilEnd(
  options: Omit<ServerOptions, 'from'>,
  { from, onStart, onOutput, signal, logFile }: ServedTime & { logFile: string },
): Promise<number> {
  for (let startAt = slotTime(from), starts = 1; ; starts++) {
    const diskEvent = options.events.findLast(
      ({ kind, at }) => kind === 'full-disk' && slotTime(at) <= startAt,
    );
    if (diskEvent && slotTime(diskEvent.at) + diskEvent.minutes * MINUTE <= startAt) freeDisk(options.folder);
    onStart?.(startAt);
    const server = startServer({ ...options, from: startAt }, logFile, onOutput);
    const abort = () => server.child.kill('SIGKILL');
    signal?.addEventListener('abort', abort);
    await server.ended;
    signal?.removeEventListener('abort', abort);
    const endedAt = Math.max(startAt, lastEntryAt(options.journalFile) ?? 0);
    const failure = options.events.find(
      ({ kind, at }) => kind === 'power-failure' && slotTime(at) > startAt && slotTime(at) <= endedAt,
    );
    // The monitor runs every five minutes: the last entry is near the end.
    if (endedAt > options.until - 2 * RESTART_MS || signal?.aborted) return starts;
    startAt = endedAt + (failure ? failure.minutes * MINUTE : RESTART_MS);
  }
}
