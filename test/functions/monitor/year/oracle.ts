/**
 * What the monitor must report, from the slots, the rows and the times of the runs alone, by the definition in the
 * documentation. It shares no code with the monitor.
 */
import { HOUR, MINUTE, PERIOD, type World, type WorldAccount, type WorldSlot } from './world';

/** `hourly 2026-01-05T06:00:00Z new ip-not-whitelisted`, with `fund` after the account where it is about that wallet. */
export type Expected = {
  changes: { text: string; slot: string; lastMoment: number }[];
  /** `hourly 2026-01-05T06:00:00Z ip-not-whitelisted` */
  states: string[];
};

/** Failures after which no run of a slot can capture it, of those that occur in the world. */
const FINAL = new Set(['ip-not-whitelisted', 'permission-denied', 'banned', 'too-late']);
const WRITE_MARGIN = 30_000;

/** The first run at or after a time. */
const firstRun = (time: number) => Math.ceil(time / PERIOD) * PERIOD;

type Timing = WorldSlot & { lastMoment: number; judgedAt: number; earlyAt?: number };

/** The expected reports of the runs of a world; call it for each run, in order. */
export function createOracle(world: World): (run: number) => Expected {
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
  return ({ rows, from }: World, run: number, seenAt: number): Expected => {
    /** `captured`, `missing` or a reason, and the reasons of wallets. */
    const stateOf = ({ slot, repeated }: Timing) => {
      const both = [slot, ...(repeated ? [repeated] : [])].map((at) => rows.stateAt(account.id, at, seenAt));
      const state =
        both.find(({ kind }) => kind === 'captured') ?? both.find(({ kind }) => kind === 'failed');
      if (state?.kind === 'captured') return { problem: 'captured', fund: state.wallets.fund };
      return {
        problem: state?.kind === 'failed' ? state.reason : 'missing',
        at: state && 'at' in state ? state.at : 0,
      };
    };
    const wasEarly = (timing: Timing) => {
      const { problem, at = 0 } = stateOf(timing);
      return timing.earlyAt !== undefined && FINAL.has(problem) && at < timing.earlyAt - WRITE_MARGIN;
    };

    const compared: number[] = [];
    for (; (timings[judged]?.judgedAt ?? Number.POSITIVE_INFINITY) <= run; judged++) {
      const timing = timings[judged];
      if (timing && timing.judgedAt > from && !wasEarly(timing)) compared.push(judged);
    }
    const next = timings[judged];
    const isEarly = next?.earlyAt !== undefined && next.earlyAt <= run && wasEarly(next);
    if (isEarly && next.earlyAt === run) compared.push(judged);

    const changes = compared.flatMap((index) => {
      const [before, timing] = [timings[index - 1], timings[index]];
      if (!before || !timing) return [];
      const [previous, state] = [stateOf(before), stateOf(timing)];
      const change = (what: string) => ({
        text: `${account.id} ${what.replace('SLOT', timing.slot)}`,
        slot: timing.slot,
        lastMoment: timing.lastMoment,
      });
      const found = [];
      if (previous.problem !== state.problem) {
        if (state.problem === 'captured') found.push(change(`SLOT recovered ${previous.problem}`));
        else if (previous.problem === 'captured') found.push(change(`SLOT new ${state.problem}`));
        else found.push(change(`SLOT changed ${previous.problem} ${state.problem}`));
      }
      if (state.problem === 'captured') {
        const last = timings
          .slice(Math.max(0, index - 60), index)
          .reverse()
          .map(stateOf)
          .find(({ problem }) => problem === 'captured');
        const [was, is] = [last?.fund, state.fund];
        if (was !== is) {
          if (is === undefined) found.push(change(`fund SLOT recovered ${was}`));
          else
            found.push(change(was === undefined ? `fund SLOT new ${is}` : `fund SLOT changed ${was} ${is}`));
        }
      }
      return found;
    });
    const latest = isEarly ? next : timings[judged - 1];
    return { changes, states: latest ? [`${account.id} ${latest.slot} ${stateOf(latest).problem}`] : [] };
  };
}
