/** Judges the slots of a run: the state of each account, and what changed since the slot before. */
import { mapConcurrent } from '../history/concurrency';
import { dueSlots, parseSchedule, type Schedule } from '../schedule/schedule';
import { slotTime, toSlot } from '../schedule/slot';
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
import {
  type Failing,
  isFinalFailure,
  problemOf,
  type SlotState,
  stateOfEither,
  type WalletReasons,
} from './state';

/** The rows that the monitor reads. Slots are those of the row's key. */
export type RowReader = {
  /** The states of slots, by `slotKey`; a slot without a row is absent. */
  states(slots: readonly SlotKey[]): Promise<ReadonlyMap<string, SlotState>>;
  /** The newest rows up to a slot, at most `limit`, in order. */
  newest(account: string, until: string, limit: number): Promise<{ slot: string; state: SlotState }[]>;
  lastCaptured(
    account: string,
    before: string,
  ): Promise<{ slot: string; wallets: WalletReasons } | undefined>;
};

export type SlotKey = { account: string; slot: string };
export const slotKey = ({ account, slot }: SlotKey) => `${account} ${slot}`;

/** What differs from the slot before. With `wallet` it is about an optional wallet of captured slots. */
export type Change = { account: string; slot: string; wallet?: string } & (
  | { kind: 'new'; reason: string; failure?: Failing }
  | { kind: 'changed'; reason: string; previousReason: string; failure?: Failing }
  /** `slots`: how many due slots were not captured before; absent where no earlier one was captured. */
  | { kind: 'recovered'; previousReason: string; slots?: number }
);

/** An account's latest judged slot; without `slot`, it has no row, and its schedule does not say when one was due. */
export type AccountState = { account: string; slot?: string; state: SlotState };

export type Judgement = { changes: Change[]; accounts: AccountState[] };

type Plan = Selection & { account: MonitoredAccount; schedule: Schedule };

const MAX_CONCURRENT_QUERIES = 16;

/** Judges the run at the event's time. Reads only; the same rows give the same result, however often it is repeated. */
export async function judge({ slot, accounts }: MonitorRequest, reader: RowReader): Promise<Judgement> {
  const now = slotTime(slot);
  const known = new Map<string, SlotState>();
  const plans = await plan(accounts, now, reader, known);
  const keys = plans.flatMap((one) => (one.schedule.kind === 'cron' ? keysToRead(one, now) : []));
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

function keysToRead({ account: { id }, judged, latest, early }: Plan, now: number): SlotKey[] {
  const compared = [...judged, ...(early && earlyRun(early) === now ? [early] : [])];
  const due = [latest, early, ...compared, ...compared.map(({ previous }) => previous)];
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
  if (last) return { changes, latest: { account: id, slot: last.slot, state: stateAt(id, last) } };
  return schedule.kind === 'rate'
    ? { changes, latest: { account: id, state: { kind: 'missing' } } }
    : { changes };
}

/** What a slot's state changes. Looks for earlier rows only where something did change. */
async function compare(
  account: string,
  schedule: Schedule,
  slot: string,
  before: SlotState | undefined,
  state: SlotState,
  reader: RowReader,
): Promise<Change[]> {
  const [previousReason, reason] = [before && problemOf(before), problemOf(state)];
  if (state.kind === 'captured' && previousReason === undefined) {
    return before?.kind === 'captured'
      ? compareWallets(account, slot, before.wallets, state.wallets)
      : compareWallets(account, slot, {}, state.wallets);
  }
  if (reason === previousReason) return [];
  // An account that was added has no rows before its first slot: that is no outage.
  const isFirst =
    (before === undefined || before.kind === 'missing') && (await hasNoRowBefore(account, slot, reader));
  if (state.kind === 'captured') {
    const last = isFirst ? undefined : await reader.lastCaptured(account, slot);
    const wallets = compareWallets(account, slot, last?.wallets ?? {}, state.wallets);
    if (isFirst || previousReason === undefined) return wallets;
    return [
      {
        account,
        slot,
        kind: 'recovered',
        previousReason,
        ...(last && { slots: countBetween(schedule, last.slot, slot) }),
      },
      ...wallets,
    ];
  }
  if (reason === undefined || (isFirst && state.kind === 'missing')) return [];
  const problem = { account, slot, reason, ...(state.kind === 'failed' && { failure: state }) };
  return [
    previousReason === undefined || isFirst
      ? { ...problem, kind: 'new' }
      : { ...problem, kind: 'changed', previousReason },
  ];
}

const SECOND = 1000;

const hasNoRowBefore = async (account: string, slot: string, reader: RowReader) =>
  (await reader.newest(account, toSlot(slotTime(slot) - SECOND), 1)).length === 0;

function compareWallets(
  account: string,
  slot: string,
  before: WalletReasons,
  after: WalletReasons,
): Change[] {
  const wallets = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return wallets.flatMap((wallet): Change[] => {
    const [previousReason, reason] = [before[wallet], after[wallet]];
    if (reason === previousReason) return [];
    if (reason === undefined)
      return previousReason === undefined
        ? []
        : [{ account, slot, wallet, kind: 'recovered', previousReason }];
    if (previousReason === undefined) return [{ account, slot, wallet, kind: 'new', reason }];
    return [{ account, slot, wallet, kind: 'changed', reason, previousReason }];
  });
}

/** An outage of a year at one slot a minute is not counted to its end. */
export const MAX_COUNTED_SLOTS = 10_000;

/** Due slots after `from` and before `to`, up to `MAX_COUNTED_SLOTS`. */
function countBetween(schedule: Schedule, from: string, to: string): number {
  let count = 0;
  for (const slot of dueSlots(schedule, from, to)) {
    if (slot >= to || count === MAX_COUNTED_SLOTS) break;
    count++;
  }
  return count;
}

export type OpenProblem = {
  account: string;
  reason: string;
  wallet?: string /** The first slot of the outage. */;
  since?: string;
  failure?: Failing;
};

/** The first slot that was due after the account's last captured one; undefined where none was captured. */
export async function openSince(
  { id, schedule, timezone }: MonitoredAccount,
  latest: string,
  reader: RowReader,
): Promise<string | undefined> {
  const last = await reader.lastCaptured(id, latest);
  if (!last) return undefined;
  const [since] = dueSlots(parseSchedule(schedule, timezone), last.slot, latest);
  return since ?? latest;
}
