/** `npm run chaos`: ends home servers at random points, fills their disk and sets their clock; nothing written is lost. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Item } from '../../functions/history/marshall';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { assemblyFolder } from '../support/assembly';
import { type Chance, chanceOf } from '../support/chance';
import { keyOf, type MachineEvent } from './events';
import { readJournal, readRows, type ServerProcess, startServer } from './server-process';
import { fillDisk, freeDisk, mountSmallDisk } from './small-disk';

const MINUTE = 60_000;
const START = slotTime('2026-03-01T00:00:30Z');

/** systemd and Docker kill a service that takes longer. */
const MAX_STOP_MS = 10_000;

export type ChaosOptions = {
  seed: number;
  /** Whether to start another server; asked before each. */
  goOn(rounds: number): boolean;
};

export type Chaos = {
  /** How the servers ended, such as `SIGKILL while starting`, and how often. */
  ends: Record<string, number>;
  rows: number;
  captured: number;
  /** Simulated time: hours. */
  hours: number;
  clockSteps: number;
  slowestStopMs: number;
  /** One sentence for each row that was lost or changed, and each start that failed. */
  faults: string[];
};

export async function runChaos({ seed, goOn }: ChaosOptions): Promise<Chaos> {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  const path = (name: string) => join(folder, name);
  const disk = mountSmallDisk(path('disk'), 256);
  const chance = chanceOf(seed);
  const chaos: Chaos = {
    ends: {},
    rows: 0,
    captured: 0,
    hours: 0,
    clockSteps: 0,
    slowestStopMs: 0,
    faults: [],
  };
  const known = new Map<string, string>();
  try {
    const accounts = ['main', 'desk'].map((id) => ({
      id,
      schedule: 'cron(* * * * ? *)',
      maxLatenessSeconds: 1800,
    }));
    const assembly = await assemblyFolder({ accounts });
    writeFileSync(path('keys.json'), JSON.stringify(keyOf(1)), { mode: 0o600 });
    writeFileSync(path('journal'), '');
    mkdirSync(path('disk/serve'), { mode: 0o700 });
    let from = START;
    for (let round = 0; goOn(round); round++) {
      const events = clockSteps(chance, from);
      chaos.clockSteps += events.length;
      const server = startServer(
        {
          folder: path('disk/serve'),
          assembly,
          keysFile: path('keys.json'),
          journalFile: path('journal'),
          from,
          until: Number.MAX_SAFE_INTEGER,
          events,
        },
        path('log'),
      );
      await endServer(server, { chance, chaos, diskFolder: disk && path('disk/serve') });
      const rows = await readRows(path('disk/serve'));
      chaos.faults.push(...compareRows(known, rows, from));
      chaos.faults.push(...unwritten(known, (await server.ended).output));
      const last = readJournal(path('journal')).at(-1)?.at ?? from;
      writeFileSync(path('journal'), '');
      from = Math.max(last, from) + Math.floor(chance.number() * 10 * MINUTE);
    }
    chaos.rows = known.size;
    chaos.captured = [...known.values()].filter((hash) => hash.startsWith('captured')).length;
    chaos.hours = Math.round((from - START) / 3_600_000);
    return chaos;
  } finally {
    disk?.unmount();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** At most one, within the first simulated hour of a server. */
const clockSteps = (chance: Chance, from: number): MachineEvent[] =>
  chance.happens(0.3)
    ? [
        {
          kind: 'clock-step',
          at: toSlot(from + Math.ceil(chance.number() * 60) * MINUTE),
          minutes: chance.oneOf([-90, -5, 3, 20, 100]),
        },
      ]
    : [];

type Ending = { chance: Chance; chaos: Chaos; diskFolder: string | undefined };

async function endServer(
  { child, started, hasCaptured, ended }: ServerProcess,
  { chance, chaos, diskFolder }: Ending,
): Promise<void> {
  const count = (end: string) => {
    chaos.ends[end] = (chaos.ends[end] ?? 0) + 1;
  };
  if (chance.happens(0.15)) {
    await Promise.race([started, wait(chance.number() * 2_500)]);
    child.kill('SIGKILL');
    await ended;
    return count('SIGKILL while starting');
  }
  await started;
  if (child.exitCode !== null) {
    chaos.faults.push(`a server did not start: ${(await ended).output.trim().slice(-300)}`);
    return count('did not start');
  }
  await hasCaptured(Math.floor(chance.number() * 60));
  await wait(chance.number() * 100);
  if (diskFolder && chance.happens(0.1)) {
    fillDisk(diskFolder);
    const { how, output } = await ended;
    freeDisk(diskFolder);
    if (how !== 1 || !/the disk is full/.test(output)) {
      chaos.faults.push(`a full disk ended a server with ${how}: ${output.trim().slice(-300)}`);
    }
    return count('full disk');
  }
  if (chance.happens(0.2)) {
    const at = performance.now();
    child.kill('SIGTERM');
    await ended;
    const ms = Math.round(performance.now() - at);
    chaos.slowestStopMs = Math.max(chaos.slowestStopMs, ms);
    if (ms > MAX_STOP_MS) chaos.faults.push(`SIGTERM took ${ms} ms`);
    return count('SIGTERM');
  }
  child.kill('SIGKILL');
  await ended;
  return count('SIGKILL');
}

/** Adds `rows` to the known ones; a captured one may not change, and none may disappear. */
function compareRows(known: Map<string, string>, rows: Item[], from: number): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const key = `${row.account?.S} ${row.slot?.S}`;
    const before = known.get(key);
    const hash = `${row.status?.S} ${createHash('sha256').update(JSON.stringify(row)).digest('hex')}`;
    if (before?.startsWith('captured') && before !== hash) faults.push(`${key} changed`);
    seen.add(key);
    known.set(key, hash);
  }
  for (const key of known.keys()) {
    if (!seen.has(key)) faults.push(`${key} was lost at ${toSlot(from)}`);
  }
  return faults;
}

/** Slots that the server reported as captured and that have no captured row. */
const unwritten = (known: Map<string, string>, output: string): string[] =>
  [...output.matchAll(/ (\S+ \d{4}-\S+Z): captured$/gm)].flatMap(([, key = '']) =>
    known.get(key)?.startsWith('captured') ? [] : [`${key} was reported as captured and has no row`],
  );
