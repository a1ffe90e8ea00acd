/** The account at home: the server of `npm run serve` on a virtual clock, with faults of the exchange and of its machine. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { type JournalEntry, keyOf as keyOfGeneration, type MachineEvent } from '../home-server/events';
import { explainSlots } from '../home-server/explain-slots';
import { type Remains, runServers } from '../home-server/run-servers';
import { linesOf } from '../support/file-lines';
import type { LeakSearch } from '../support/leak-search';
import { HOME_ACCOUNT } from '../support/marked-wallets';
import type { Restored } from '../support/restore-from-log';
import { stateOfRow } from '../support/row-state';
import { exchangeFault, MACHINE_EVENTS, REQUEST_RATES, type RequestTrouble } from './chaos';
import { createMonitorJudge, type MonitorVerdict } from './monitor-judge';
import { type ReportedGaps, reportedGaps } from './reported-gaps';
import { type JudgedRow, judgeRow } from './row-judge';
import type { SimulationOptions } from './simulation';
import { keyOf, type Tally } from './tally';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export type Home = {
  rows: Map<string, JudgedRow>;
  reported: ReportedGaps;
  monitor: MonitorVerdict;
  restored: Restored;
  starts: number;
  /** Why slots have no row. */
  missing: Map<string, string>;
  /** One sentence for each slot and run that no event explains; there must be none. */
  unexplained: string[];
};

export function simulateHome(options: SimulationOptions): Promise<Home> {
  const { hours, from, leaks, onHour, signal } = options;
  const period = { from: toSlot(from - 10 * MINUTE), until: toSlot(from + hours * HOUR - MINUTE) };
  const account = { id: HOME_ACCOUNT, schedule: 'cron(0 * * * ? *)' };
  const events = [...exchangeEvents(options), ...machineEvents(options)];
  for (const generation of [1, 2]) leaks.watch(keyOfGeneration(generation));
  const slots = new Set<string>();
  const ended = new RegExp(` ${HOME_ACCOUNT} (\\S+Z): `, 'g');
  return runServers(
    {
      accounts: [account],
      ...period,
      events,
      diskMb: 256,
      signal,
      onOutput(text) {
        for (const [, slot = ''] of text.matchAll(ended)) {
          if (slots.has(slot)) continue;
          slots.add(slot);
          onHour();
        }
      },
    },
    async (remains) => {
      signal.throwIfAborted();
      const explanation = explainSlots({ accounts: [account], ...period, ...remains });
      const rows = new Map(remains.rows.map(unmarshallRow).map((row) => [keyOf(row), row]));
      countRuns(remains.journal, options.tally);
      await searchAll(remains, leaks);
      const table = { client: remains.client, tableName: remains.tableName };
      return {
        rows: new Map([...rows].map(([key, row]) => [key, judgeRow(row)])),
        reported: await reportedGaps(table, [HOME_ACCOUNT], from + (hours - 1) * HOUR),
        monitor: judgeMonitor(remains, rows, options),
        restored: remains.restored,
        starts: remains.starts,
        missing: explanation.missing,
        unexplained: explanation.unexplained,
      };
    },
  );
}

/** Faults of the exchange at their rates. What an hour leaves of them can meet the next one. */
function exchangeEvents({ hours, from, chance }: SimulationOptions): MachineEvent[] {
  const events: MachineEvent[] = [];
  for (let hour = 1; hour < hours; hour++) {
    const slot = from + hour * HOUR;
    for (const [trouble, rate] of Object.entries(REQUEST_RATES) as [RequestTrouble, number][]) {
      const fault = chance.happens(rate) && exchangeFault(trouble, slot, chance);
      if (fault) events.push({ kind: 'exchange-fault', at: toSlot(slot - MINUTE), minutes: 121, ...fault });
    }
  }
  return events;
}

/** Each event of the machine again and again, at least half a day apart, and once a new key. */
function machineEvents({ hours, from }: SimulationOptions): MachineEvent[] {
  const kinds = Object.values(MACHINE_EVENTS);
  const count = Math.min(24, Math.floor(hours / 12));
  return Array.from({ length: count }, (_, index): MachineEvent => {
    // Before a slot, so that it is met; not at 07:00Z, at which a message of the monitor is due.
    const hour = Math.floor(((index + 1) * hours) / (count + 1));
    const slot = from + hour * HOUR + (new Date(from + hour * HOUR).getUTCHours() === 7 ? HOUR : 0);
    const event = index === 4 ? ({ kind: 'new-key', minutes: 200 } as const) : kinds[index % kinds.length];
    return { kind: 'clock-step', minutes: 15, ...event, at: toSlot(slot - MINUTE) };
  });
}

/** The outcomes of the runs, as those of the other accounts are counted. */
function countRuns(journal: readonly JournalEntry[], tally: Tally): void {
  for (const entry of journal) {
    if (entry.kind === 'ended' && entry.result)
      tally.ended({ account: entry.target, slot: entry.slot }, entry.result);
  }
}

/** The journal, the log, the rows, and every file of the server's folder. */
async function searchAll({ journal, logFile, folder, rows }: Remains, leaks: LeakSearch): Promise<void> {
  for (const entry of journal) {
    if (entry.kind === 'signatures') for (const signature of entry.signatures) leaks.signed(signature);
  }
  for (const entry of journal) if (entry.kind !== 'signatures') leaks.search(entry);
  for await (const line of linesOf(logFile)) leaks.search(line);
  for (const row of rows) leaks.search(row);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) leaks.search(readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  }
}

/** The runs of the monitor in the order of their times, each by its last attempt. */
function judgeMonitor(
  { journal, restored: { restored } }: Remains,
  rows: ReadonlyMap<string, Row>,
  { from, hours }: SimulationOptions,
): MonitorVerdict {
  const judge = createMonitorJudge([HOME_ACCOUNT], { from, hours });
  const known = new Set<string>();
  const runs = new Map<number, { at: number; messages: Message[] }>();
  type Message = JournalEntry & { kind: 'message' };
  let messages: Message[] = [];
  for (const entry of journal) {
    if (entry.kind === 'message') messages.push(entry);
    if (entry.kind === 'invoked' && entry.target === 'monitor') messages = [];
    if (entry.kind !== 'ended') continue;
    if (entry.target === 'monitor') runs.set(slotTime(entry.slot), { at: entry.at, messages });
    else if (entry.state) {
      judge.rows.write(entry.target, entry.slot, entry.state, entry.at);
      known.add(`${entry.target} ${entry.slot}`);
    }
  }
  // A row of a run whose end was not recorded; restored rows were not there.
  for (const [key, row] of rows) {
    if (!known.has(key) && !restored.has(key))
      judge.rows.write(row.account, row.slot, stateOfRow(row), slotTime(row.slot) + 2_000);
  }
  for (const run of [...runs.keys()].filter((time) => time >= from).sort((a, b) => a - b)) {
    const { at, messages: published } = runs.get(run) ?? { at: run, messages: [] };
    judge.due(run);
    judge.ended(run, at, published);
  }
  return judge.verdict();
}
