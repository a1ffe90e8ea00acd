/** Counts the outcomes of all invocations of the year, and finally compares the table with them. */
import type { Outcome } from '../../functions/snapshot/outcome';
import type { InvocationResult } from '../../infra/local/function/sandbox';
import { metricsIn } from '../support/emf';
import type { JudgedRow } from './row-judge';

export type Tick = { account: string; slot: string };
export const keyOf = ({ account, slot }: Tick) => `${account} ${slot}`;

type SlotTally = {
  /** When the balance was answered, for each run that reported a captured row. */
  captures: Set<string>;
  tries: number;
  kills: number;
  unrecorded: number;
  undelivered: boolean;
};

export type Tally = {
  of(tick: Tick): SlotTally;
  /** Records the end of one invocation. */
  ended(tick: Tick, result: InvocationResult): void;
  /** Runs whose metrics do not match their outcome. */
  wrongMetrics: string[];
  outcomes: Map<string, number>;
};

export function createTally(): Tally {
  const ticks = new Map<string, SlotTally>();
  const outcomes = new Map<string, number>();
  const wrongMetrics: string[] = [];
  const slotTally = (tick: Tick) => {
    const known = ticks.get(keyOf(tick)) ?? {
      captures: new Set(),
      tries: 0,
      kills: 0,
      unrecorded: 0,
      undelivered: false,
    };
    ticks.set(keyOf(tick), known);
    return known;
  };
  return {
    of: slotTally,
    outcomes,
    wrongMetrics,
    ended(tick, result) {
      const slot = slotTally(tick);
      slot.tries++;
      const ending = endOf(result);
      outcomes.set(ending, (outcomes.get(ending) ?? 0) + 1);
      if (ending === 'captured') slot.captures.add(momentOf(result));
      if (ending === 'died') slot.kills++;
      const metrics = metricsIn(result.lines).map(({ name }) => name);
      if (metrics.includes('HistoryError')) slot.unrecorded++;
      const expected = { captured: 'SnapshotCaptured', failed: 'SnapshotFailed', died: undefined }[
        ending === 'already-captured' ? 'died' : ending
      ];
      const counted = metrics.filter((name) => name === 'SnapshotCaptured' || name === 'SnapshotFailed');
      const isRight = ending === 'died' || counted.join() === (expected ?? '');
      if (!isRight) wrongMetrics.push(`${keyOf(tick)} ended as ${ending} and sent ${metrics.join(', ')}`);
    },
  };
}

/** The outcome of an invocation. */
function endOf(result: InvocationResult): Outcome['outcome'] | 'died' {
  if (result.kind === 'returned') return (result.payload as Outcome).outcome;
  return result.error.errorType === 'SnapshotFailed' ? 'failed' : 'died';
}

/**
 * When a captured balance was answered, from the log. Two concurrent runs can get the same answer in the same millisecond:
 * their rows are equal, both correctly find their own in the table, and it counts as one.
 */
function momentOf({ lines }: InvocationResult): string {
  const text = lines.map(({ text }) => text).join('\n');
  return (
    /"delayMs":(-?\d+)/.exec(text)?.[1] ?? /"capturedAt":"([^"]+)"/.exec(text)?.[1] ?? 'an unknown moment'
  );
}

export type Verdict = {
  due: number;
  captured: number;
  failed: Map<string, number>;
  /** By explanation. */
  missing: Map<string, number>;
  /** One sentence each; there must be none. */
  unexplained: string[];
  duplicates: string[];
  inexact: string[];
  /** Optional endpoints that captured rows lack, by reason. */
  walletErrors: Map<string, number>;
};

/** Why a slot in the cloud has no row; undefined where nothing explains it. */
function whyMissing({ undelivered, kills, unrecorded, tries }: SlotTally): string | undefined {
  if (undelivered) return 'never delivered';
  if (tries === 0) return undefined;
  if (kills === tries) return 'every delivery died';
  return kills + unrecorded >= tries ? 'table away' : undefined;
}

/** Compares the rows, by `keyOf`, with the outcomes of the runs; `explainedMissing` are slots of the home server. */
export function judge(
  due: readonly Tick[],
  rows: ReadonlyMap<string, JudgedRow>,
  tally: Tally,
  explainedMissing: ReadonlyMap<string, string>,
): Verdict {
  const verdict: Verdict = {
    due: due.length,
    captured: 0,
    failed: new Map(),
    missing: new Map(['never delivered', 'every delivery died', 'table away'].map((why) => [why, 0])),
    unexplained: [],
    duplicates: [],
    inexact: [],
    walletErrors: new Map(),
  };
  for (const tick of due) {
    const row = rows.get(keyOf(tick));
    const slot = tally.of(tick);
    if (slot.captures.size > 1)
      verdict.duplicates.push(`${keyOf(tick)} was captured at ${[...slot.captures]}`);
    if (slot.captures.size > 0 && row?.status !== 'captured') {
      verdict.unexplained.push(`${keyOf(tick)} was captured and is not in the table`);
    }
    if (row?.status === 'captured') {
      verdict.captured++;
      verdict.inexact.push(...row.inexact.map((fault) => `${keyOf(tick)}: ${fault}`));
      for (const reason of row.missingEndpoints) count(verdict.walletErrors, reason);
    } else if (row) count(verdict.failed, row.reason);
    else {
      const why = explainedMissing.get(keyOf(tick)) ?? whyMissing(slot);
      if (why) count(verdict.missing, why);
      else verdict.unexplained.push(`${keyOf(tick)} is missing: ${JSON.stringify(slot)}`);
    }
  }
  const known = new Set(due.map(keyOf));
  for (const key of rows.keys()) if (!known.has(key)) verdict.unexplained.push(`${key} was never due`);
  return verdict;
}

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
