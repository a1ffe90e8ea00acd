/** Judges the slots of a run: the state of each account, and what changed since the slot before. */
import type { SlotKey } from '../history/batch-get';
import { mapConcurrent } from '../history/concurrency';
import { parseSchedule, type Schedule } from '../schedule/schedule';
import { slotTime, toSlot } from '../schedule/slot';
import { type Change, compare } from './changes';
import {
  canBeEarly,
  cronDueSlots,
  type DueSlot,
  EARLY_MS,
  earlyRun,
  GRACE_MS,
  rateDueSlots,
  rateRowsNeeded,
  type Selection,
  selectSlots,
} from './due-slots';
import type { MonitoredAccount, MonitorRequest } from './event';
import { hasNoRowBefore, type RowReader, slotKey } from './rows';
import { isFinalFailure, type SlotState, stateOfEither } from './state';

/**
 * No row up to the account's latest judged slot, which may have been before the account was added: the table cannot tell.
 * `isDue`: a slot was due within the last day, so that by now there should be one.
 */
type NoRowYet = { kind: 'no-row-yet'; isDue: boolean };

/** An account's latest judged slot; without `slot`, it has no row, and its schedule does not say when one was due. */
export type AccountState = { account: string; slot?: string; state: SlotState | NoRowYet };

export type Judgement = { changes: Change[]; accounts: AccountState[] };

type Plan = Selection & { account: MonitoredAccount; schedule: Schedule };

const MAX_CONCURRENT_QUERIES = 16;

/** Judges the run at the event's time. Reads only; the same rows give the same result, however often it is repeated. */
export async function judge({ slot, accounts }: MonitorRequest, reader: RowReader): Promise<Judgement> {
  const now = slotTime(slot);
  const known = new Map<string, SlotState>();
  const plans = await plan(accounts, now, reader, known);
  const keys = plans.flatMap((one) => (one.schedule.kind === 'cron' ? keysToRead(one) : []));
  for (const [key, state] of await reader.states(keys)) known.set(key, state);

  const stateAt = (account: string, due: DueSlot): SlotState => {
    const states = slotsOf(due).map((at) => known.get(slotKey({ account, slot: at })));
    return stateOfEither(states.filter((state) => state !== undefined));
  };
  const judged = mapConcurrent(
    plans.map((one) => () => judgeAccount(one, now, stateAt, reader)),
    MAX_CONCURRENT_QUERIES,
  );
  const result: Judgement = { changes: [], accounts: [] };
  for await (const { changes, latest } of judged) {
    result.changes.push(...changes);
    if (latest) result.accounts.push(latest);
  }
  return result;
}

/** Accounts with the same schedule share the work of evaluating it. */
async function plan(
  accounts: readonly MonitoredAccount[],
  now: number,
  reader: RowReader,
  known: Map<string, SlotState>,
): Promise<Plan[]> {
  const shared = new Map<string, { schedule: Schedule; selection?: Selection }>();
  const start = (account: MonitoredAccount) => async (): Promise<Plan> => {
    const { id, schedule: expression, timezone, maxLatenessSeconds } = account;
    const latenessMs = maxLatenessSeconds * 1000;
    const key = [expression, timezone, maxLatenessSeconds].join('\n');
    const { schedule, selection } = shared.get(key) ?? { schedule: parseSchedule(expression, timezone) };
    if (schedule.kind === 'cron') {
      const selected = selection ?? selectSlots(cronDueSlots(schedule, latenessMs, now), now);
      shared.set(key, { schedule, selection: selected });
      return { account, schedule, ...selected };
    }
    shared.set(key, { schedule });
    const until = Math.max(now - EARLY_MS, now - latenessMs - GRACE_MS);
    const rows = await reader.newest(id, toSlot(until), rateRowsNeeded(schedule.everySeconds, latenessMs));
    for (const { slot, state } of rows) known.set(slotKey({ account: id, slot }), state);
    const due = rateDueSlots(
      schedule.everySeconds,
      rows.map(({ slot }) => slot),
      latenessMs,
      now,
    );
    return { account, schedule, ...selectSlots(due, now) };
  };
  const plans: Plan[] = [];
  for await (const one of mapConcurrent(accounts.map(start), MAX_CONCURRENT_QUERIES)) plans.push(one);
  return plans;
}

const slotsOf = ({ slot, repeated }: DueSlot) => (repeated === undefined ? [slot] : [slot, repeated]);

/** The slot before the early one is the latest. */
function keysToRead({ account: { id }, judged, latest, early }: Plan): SlotKey[] {
  const due = [latest, early, ...judged, ...judged.map(({ previous }) => previous)];
  const slots = new Set(due.flatMap((one) => (one ? slotsOf(one) : [])));
  return [...slots].map((slot) => ({ account: id, slot }));
}

async function judgeAccount(
  { account, schedule, judged, latest, early }: Plan,
  now: number,
  stateAt: (account: string, due: DueSlot) => SlotState,
  reader: RowReader,
): Promise<{ changes: Change[]; latest?: AccountState }> {
  const { id } = account;
  const isEarly = (due: DueSlot) => canBeEarly(due) && isFinalFailure(stateAt(id, due), earlyRun(due));
  const isEarlyNow = early !== undefined && isEarly(early);
  const toCompare = judged.filter((due) => !isEarly(due));
  if (isEarlyNow && earlyRun(early) === now) toCompare.push(early);

  const changes: Change[] = [];
  for (const due of toCompare) {
    const before = due.previous && stateAt(id, due.previous);
    changes.push(...(await compare(id, schedule, due.slot, before, stateAt(id, due), reader)));
  }
  const last = isEarlyNow ? early : latest;
  if (last) {
    const state = stateAt(id, last);
    const isFirst = state.kind === 'missing' && (await hasNoRowBefore(id, last.slot, reader));
    return {
      changes,
      latest: { account: id, slot: last.slot, state: isFirst ? noRowYet(now - last.lastMoment) : state },
    };
  }
  return schedule.kind === 'rate'
    ? { changes, latest: { account: id, state: noRowYet(schedule.everySeconds * 1000) } }
    : { changes };
}

const DAY_MS = 24 * 3_600_000;

/** `ageMs`: of the latest due slot, or, where none is known, the most it can be. */
const noRowYet = (ageMs: number): NoRowYet => ({ kind: 'no-row-yet', isDue: ageMs <= DAY_MS });
