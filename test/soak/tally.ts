/** Keeps what every invocation of the year said, and in the end judges the table, the log and the report by it. */
import { gunzipSync } from 'node:zlib';
import type { Row } from '../../functions/history/row';
import type { Outcome } from '../../functions/snapshot/outcome';
import type { InvocationResult } from '../../infra/local/function/sandbox';
import { metricsIn } from '../support/emf';
import { isExactly, whatIsHeld } from '../support/oracle';
import { ownerOf } from './wallet';

export type Tick = { account: string; slot: string };
export const keyOf = ({ account, slot }: Tick) => `${account} ${slot}`;

type Told = {
  /** When what was captured had been told, by each run that says so. */
  captures: Set<string>;
  tries: number;
  kills: number;
  unrecorded: number;
  undelivered: boolean;
};

export type Tally = {
  told(tick: Tick): Told;
  /** Takes in how one invocation ended. */
  ended(tick: Tick, result: InvocationResult): void;
  /** Runs whose metrics do not say what the run said. */
  wrongMetrics: string[];
  outcomes: Map<string, number>;
};

export function createTally(): Tally {
  const ticks = new Map<string, Told>();
  const outcomes = new Map<string, number>();
  const wrongMetrics: string[] = [];
  const told = (tick: Tick) => {
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
    told,
    outcomes,
    wrongMetrics,
    ended(tick, result) {
      const of = told(tick);
      of.tries++;
      const said = endOf(result);
      outcomes.set(said, (outcomes.get(said) ?? 0) + 1);
      if (said === 'captured') of.captures.add(momentOf(result));
      if (said === 'died') of.kills++;
      const metrics = metricsIn(result.lines).map(({ name }) => name);
      if (metrics.includes('HistoryError')) of.unrecorded++;
      const wanted = { captured: 'SnapshotCaptured', failed: 'SnapshotFailed', died: undefined }[
        said === 'already-captured' ? 'died' : said
      ];
      const counted = metrics.filter((name) => name === 'SnapshotCaptured' || name === 'SnapshotFailed');
      const isRight = said === 'died' || counted.join() === (wanted ?? '');
      if (!isRight) wrongMetrics.push(`${keyOf(tick)} ended as ${said} and sent ${metrics.join(', ')}`);
    },
  };
}

/** How an invocation ended, by what came out of it. */
function endOf(result: InvocationResult): Outcome['outcome'] | 'died' {
  if (result.kind === 'returned') return (result.payload as Outcome).outcome;
  return result.error.errorType === 'SnapshotFailed' ? 'failed' : 'died';
}

/**
 * When a captured balance had been told, as the log has it. Two runs at once may be told the same in the same millisecond:
 * their rows are the same to the last byte, so that both rightly find theirs in the table, and it is one capture.
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
  missing: { 'never delivered': number; 'every delivery died': number; 'table away': number };
  /** Each with what is wrong; there must be none. */
  unexplained: string[];
  duplicates: string[];
  inexact: string[];
};

/** Holds the table's rows, by `keyOf`, against what the runs said. */
export function judge(due: readonly Tick[], rows: ReadonlyMap<string, Row>, tally: Tally): Verdict {
  const verdict: Verdict = {
    due: due.length,
    captured: 0,
    failed: new Map(),
    missing: { 'never delivered': 0, 'every delivery died': 0, 'table away': 0 },
    unexplained: [],
    duplicates: [],
    inexact: [],
  };
  for (const tick of due) {
    const row = rows.get(keyOf(tick));
    const told = tally.told(tick);
    if (told.captures.size > 1)
      verdict.duplicates.push(`${keyOf(tick)} was captured at ${[...told.captures]}`);
    if (told.captures.size > 0 && row?.status !== 'captured') {
      verdict.unexplained.push(`${keyOf(tick)} was captured and is not in the table`);
    }
    if (row?.status === 'captured') {
      verdict.captured++;
      const fault = inexactness(row, tick);
      if (fault) verdict.inexact.push(`${keyOf(tick)}: ${fault}`);
    } else if (row) {
      const { reason } = row.failure;
      verdict.failed.set(reason, (verdict.failed.get(reason) ?? 0) + 1);
    } else if (told.undelivered) verdict.missing['never delivered']++;
    else if (told.kills === told.tries) verdict.missing['every delivery died']++;
    else if (told.kills + told.unrecorded >= told.tries) verdict.missing['table away']++;
    else verdict.unexplained.push(`${keyOf(tick)} is missing: ${JSON.stringify(told)}`);
  }
  const known = new Set(due.map(keyOf));
  for (const key of rows.keys()) if (!known.has(key)) verdict.unexplained.push(`${key} was never due`);
  return verdict;
}

/** A captured row against the bytes that came, and those against whose they are and when they were told. */
function inexactness(row: Extract<Row, { status: 'captured' }>, { account, slot }: Tick): string | undefined {
  const held = whatIsHeld(gunzipSync(row.raw.spot ?? ''));
  if (!isExactly(row.balances.spot, held)) return 'the row is not what was said';
  const owner = ownerOf(held);
  if (owner?.account !== account) return `it holds the balance of ${owner?.account}`;
  if (Math.abs(owner.at - Date.parse(row.capturedAt)) > 10_000) return `it says ${row.capturedAt}`;
  return owner.at < Date.parse(slot) - 1000 ? 'the balance is older than the slot' : undefined;
}
