/** Explains each slot of a simulated month: captured on time, or late, failed or missed because of an event. */
import type { Item } from '../../functions/history/marshall';
import { dueSlots, parseSchedule } from '../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import type { JournalEntry, MachineEvent } from './events';
import type { AccountConfig } from './run-servers';

const MINUTE = 60_000;

/** The allowed lateness of a slot, after which its event is over. */
const LATENESS_MS = 30 * MINUTE;

/** A slot is invoked within this time, unless an event explains the delay. */
const MAX_DELAY_MS = 1_000;

export type Explanation = {
  due: number;
  /** Slots by what became of them, such as `captured late: suspend`. */
  counts: Record<string, number>;
  /** Slots without a row, by `account slot`, and the event that explains it. */
  missing: Map<string, string>;
  /** One sentence for each slot, row or run that no event explains. */
  unexplained: string[];
  monitorRuns: number;
  /** The subjects of the monitor's messages, in order. */
  messages: string[];
};

type Evidence = {
  accounts: AccountConfig[];
  from: string;
  until: string;
  events: MachineEvent[];
  journal: JournalEntry[];
  rows: Item[];
  /** Slots that the server reported as missed, as `account slot`. */
  missed: ReadonlySet<string>;
};

export function explainSlots({
  accounts,
  from,
  until,
  events,
  journal,
  rows,
  missed,
}: Evidence): Explanation {
  const invoked = new Map<string, { at: number }[]>();
  for (const entry of journal) {
    if (entry.kind !== 'invoked') continue;
    const key = `${entry.target} ${entry.slot}`;
    invoked.set(key, [...(invoked.get(key) ?? []), entry]);
  }
  const rowOf = new Map(rows.map((item) => [`${item.account?.S} ${item.slot?.S}`, item]));
  const counts: Record<string, number> = {};
  const unexplained: string[] = [];
  const missing = new Map<string, string>();
  const spans = events.map((event) => {
    const at = slotTime(event.at);
    return { event, from: at - LATENESS_MS, until: at + event.minutes * MINUTE };
  });
  // A fault of the exchange explains a failure, and never the lack of a row.
  const machine = spans.filter(({ event }) => event.kind !== 'exchange-fault');
  const eventAt = (slot: string, candidates = [...machine, ...spans]) => {
    const time = slotTime(slot);
    return candidates.find(({ from, until }) => time > from && time <= until)?.event;
  };

  const due = accounts.flatMap((account) =>
    slotsOf(account, from, until).map((slot) => `${account.id} ${slot}`),
  );
  for (const key of due) {
    const [, slot = ''] = key.split(' ');
    const row = rowOf.get(key);
    const runs = invoked.get(key) ?? [];
    const event = row ? eventAt(slot) : eventAt(slot, machine);
    const delay = Math.max(...runs.map(({ at }) => at - slotTime(slot)));
    const isOnce = runs.length === 1 && delay <= MAX_DELAY_MS;
    const result =
      row?.status?.S === 'captured'
        ? isOnce
          ? 'captured on time'
          : 'captured late'
        : row
          ? `failed (${row.failure?.M?.reason?.S})`
          : missed.has(key)
            ? 'missed, logged'
            : 'missing';
    if (!row && event) missing.set(key, event.kind);
    const explanation = result === 'captured on time' ? result : `${result}: ${event?.kind ?? 'unexplained'}`;
    counts[explanation] = (counts[explanation] ?? 0) + 1;
    if (result !== 'captured on time' && !event) {
      unexplained.push(`${key}: ${result}, ${runs.length} runs, delay ${delay} ms`);
    }
  }
  const isDue = new Set(due);
  for (const key of rowOf.keys()) if (!isDue.has(key)) unexplained.push(`${key}: a row, but not due`);

  const monitorRuns = [...invoked].filter(([key]) => key.startsWith('monitor '));
  for (const [key, runs] of monitorRuns) {
    if (runs.length > 1 && !eventAt(key.split(' ')[1] ?? '')) unexplained.push(`${key}: ${runs.length} runs`);
  }
  const monitorDue = slotsOf({ id: 'monitor', schedule: 'cron(0/5 * * * ? *)' }, from, until);
  for (const slot of monitorDue)
    if (!invoked.has(`monitor ${slot}`)) unexplained.push(`monitor ${slot}: no run`);

  return {
    due: due.length,
    counts,
    missing,
    unexplained,
    monitorRuns: monitorRuns.length,
    messages: journal.flatMap((entry) =>
      entry.kind === 'message' ? [`${toSlot(entry.at)} ${entry.subject}`] : [],
    ),
  };
}

/** Rates are counted from the hour of the epoch, as the server does for a new account. */
function slotsOf({ schedule: expression, timezone }: AccountConfig, from: string, until: string): string[] {
  const schedule = parseSchedule(expression, timezone);
  if (schedule.kind === 'cron') return [...dueSlots(schedule, from, until)];
  const every = schedule.everySeconds * 1000;
  const before = toSlot(Math.floor(slotTime(from) / every) * every);
  return [...dueSlots(schedule, before, until)];
}
