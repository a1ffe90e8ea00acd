/**
 * What the monitor must report, from the slots, the rows and the times of the runs alone, by the definition in the
 * documentation. It shares no code with the monitor.
 */
import { PERMANENT_FAILURES } from '../../../support/permanent-failures';
import { HOUR, MINUTE, PERIOD, type World, type WorldAccount, type WorldSlot } from './world';

/** With `wallet` it is about that endpoint of a captured slot. */
export type ExpectedChange = { account: string; slot: string; lastMoment: number; wallet?: string } & (
  | { kind: 'new'; reason: string }
  | { kind: 'changed'; previousReason: string; reason: string }
  | { kind: 'recovered'; previousReason: string }
);

/** `problem`: `captured`, `missing` or a reason; `wallets`: the reasons of those that a captured slot lacks. */
type ExpectedState = {
  account: string;
  slot: string;
  problem: string;
  wallets: Readonly<Record<string, string>>;
  /** The first slot since the last captured one, where the latest is not captured. */
  since?: string;
};

export type Expected = { changes: ExpectedChange[]; states: ExpectedState[] };

/** What the oracle reads of a world. */
export type JudgedWorld = Pick<World, 'from' | 'accounts' | 'execution'> & {
  rows: Pick<World['rows'], 'stateAt'>;
};

const WRITE_MARGIN = 30_000;

/** Longer than any outage: slots. */
const LOOKBACK = 60;

/** The first run at or after a time. */
const firstRun = (time: number) => Math.ceil(time / PERIOD) * PERIOD;

type Timing = WorldSlot & { lastMoment: number; judgedAt: number; earlyAt?: number };

/** The expected reports of the runs of a world; call it for each run, in order. */
export function createOracle(world: JudgedWorld): (run: number) => Expected {
  const accounts = world.accounts.map(createAccountOracle);
  return (run) => {
    const seenAt = world.execution(run).at;
    const each = accounts.map((expect) => expect(world, run, seenAt));
    return { changes: each.flatMap(({ changes }) => changes), states: each.flatMap(({ states }) => states) };
  };
}

function timingsOf({ slots, maxLatenessSeconds }: WorldAccount): Timing[] {
  let before: number | undefined;
  return slots.map((slot) => {
    const lastMoment = slot.time + (slot.repeated ? HOUR : 0) + maxLatenessSeconds * 1000 + 2 * MINUTE;
    const [judgedAt, earlyAt] = [firstRun(lastMoment), firstRun(slot.time + 5 * MINUTE)];
    const isInOrder = before === undefined || before <= earlyAt;
    before = lastMoment;
    const canBeEarly = slot.repeated === undefined && earlyAt < judgedAt && isInOrder;
    return { ...slot, lastMoment, judgedAt, ...(canBeEarly && { earlyAt }) };
  });
}

function createAccountOracle(account: WorldAccount) {
  const timings = timingsOf(account);
  let judged = 0;
  return ({ rows, from }: JudgedWorld, run: number, seenAt: number): Expected => {
    const stateOf = ({ slot, repeated }: Timing) => {
      const both = [slot, ...(repeated ? [repeated] : [])].map((at) => rows.stateAt(account.id, at, seenAt));
      const state =
        both.find(({ kind }) => kind === 'captured') ?? both.find(({ kind }) => kind === 'failed');
      if (state?.kind === 'captured') return { problem: 'captured', wallets: state.wallets, at: 0 };
      const [problem, at] = state?.kind === 'failed' ? [state.reason, state.at] : ['missing', 0];
      return { problem, wallets: {}, at };
    };
    const wasEarly = (timing: Timing) => {
      const { problem, at } = stateOf(timing);
      return (
        timing.earlyAt !== undefined && PERMANENT_FAILURES.has(problem) && at < timing.earlyAt - WRITE_MARGIN
      );
    };
    /** The number of slots directly before this one that are not captured. */
    const notCapturedBefore = (index: number) => {
      let count = 0;
      while (count < LOOKBACK && index > count) {
        const timing = timings[index - count - 1];
        if (timing && stateOf(timing).problem === 'captured') break;
        count++;
      }
      return count;
    };

    const compared: number[] = [];
    for (; (timings[judged]?.judgedAt ?? Number.POSITIVE_INFINITY) <= run; judged++) {
      const timing = timings[judged];
      if (timing && timing.judgedAt > from && !wasEarly(timing)) compared.push(judged);
    }
    const next = timings[judged];
    const isEarly = next?.earlyAt !== undefined && next.earlyAt <= run && wasEarly(next);
    if (isEarly && next.earlyAt === run) compared.push(judged);

    const changes = compared.flatMap((index): ExpectedChange[] => {
      const [before, timing] = [timings[index - 1], timings[index]];
      if (!timing) return [];
      const state = stateOf(timing);
      // Before its first slot, an account had no problem; without a row, it may not have been added yet.
      const previous = before ? stateOf(before) : { problem: 'captured' };
      if (!before && state.problem === 'missing') return [];
      const subject = { account: account.id, slot: timing.slot, lastMoment: timing.lastMoment };
      const change = changeOf(previous.problem, state.problem, 'captured');
      const found: ExpectedChange[] = change ? [{ ...subject, ...change }] : [];
      if (state.problem !== 'captured') return found;
      const last = timings[index - 1 - notCapturedBefore(index)];
      const [was, is] = [last ? stateOf(last).wallets : {}, state.wallets];
      for (const wallet of new Set([...Object.keys(was), ...Object.keys(is)])) {
        const walletChange = changeOf(was[wallet], is[wallet], undefined);
        if (walletChange) found.push({ ...subject, wallet, ...walletChange });
      }
      return found;
    });
    const index = isEarly ? judged : judged - 1;
    const latest = timings[index];
    if (!latest) return { changes, states: [] };
    const { problem, wallets } = stateOf(latest);
    const since = timings[index - notCapturedBefore(index)]?.slot;
    const isOpen = problem !== 'captured' && since !== undefined;
    const state = { account: account.id, slot: latest.slot, problem, wallets, ...(isOpen && { since }) };
    return { changes, states: [state] };
  };
}

/** `fine` stands for no problem. */
function changeOf<Fine extends string | undefined>(was: string | Fine, is: string | Fine, fine: Fine) {
  if (was === is) return undefined;
  if (is === fine) return { kind: 'recovered' as const, previousReason: String(was) };
  if (was === fine) return { kind: 'new' as const, reason: String(is) };
  return { kind: 'changed' as const, previousReason: String(was), reason: String(is) };
}
