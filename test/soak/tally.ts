/** Counts the outcomes of all invocations of the year, and finally compares the table with them. */
import { gunzipSync } from 'node:zlib';
import {
  type CapturedRow,
  PRICES_ENDPOINT,
  REQUIRED_WALLET,
  type Row,
  TOTALS_ENDPOINT,
  WALLET_IDS,
} from '../../functions/history/row';
import { slotTime } from '../../functions/schedule/slot';
import type { Outcome } from '../../functions/snapshot/outcome';
import type { InvocationResult } from '../../infra/local/function/sandbox';
import { metricsIn } from '../support/emf';
import { ownerOf, tickerAt } from '../support/marked-wallets';
import { equalAmounts, equalFigures, parseTotals, parseWallet, priceAll } from '../support/wallet-oracle';

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
  rows: ReadonlyMap<string, Row>,
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
      verdict.inexact.push(...inexactness(row, tick).map((fault) => `${keyOf(tick)}: ${fault}`));
      for (const { reason } of Object.values(row.walletErrors ?? {})) count(verdict.walletErrors, reason);
    } else if (row) count(verdict.failed, row.failure.reason);
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

const inexactness = (row: CapturedRow, tick: Tick): string[] => [
  ...inexactWallets(row, tick),
  ...inexactPrices(row, tick),
  ...inexactTotals(row),
];

/** Compares the prices of what is held with those of the ticker of the hour, by the second parser. */
function inexactPrices({ balances, prices = {}, walletErrors }: CapturedRow, { slot }: Tick): string[] {
  const held = new Set(Object.values(balances).flatMap((wallet) => Object.keys(wallet ?? {})));
  const ticker = walletErrors?.[PRICES_ENDPOINT] ? undefined : tickerAt(slotTime(slot)).bytes;
  return equalFigures(prices, priceAll(ticker, held)) ? [] : ['its prices differ from the ticker'];
}

/** Compares the totals with their raw answer. */
function inexactTotals({ exchangeTotals = {}, raw, walletErrors }: CapturedRow): string[] {
  const answer = raw[TOTALS_ENDPOINT];
  if (walletErrors?.[TOTALS_ENDPOINT])
    return Object.keys(exchangeTotals).length > 0 ? ['it has totals and an error'] : [];
  const isEqual = answer !== undefined && equalFigures(exchangeTotals, parseTotals(gunzipSync(answer)));
  return isEqual ? [] : ['its totals differ from the answer'];
}

/** Compares each wallet of a captured row with its raw answer, and the answer with the account and the time. */
function inexactWallets(row: CapturedRow, { account, slot }: Tick): string[] {
  return WALLET_IDS.flatMap((wallet) => {
    const [amounts, error] = [row.balances[wallet], row.walletErrors?.[wallet]];
    if (!amounts) return error ? [] : [`${wallet} has neither amounts nor an error`];
    if (error) return [`${wallet} has both amounts and an error`];
    const held = parseWallet(wallet, gunzipSync(row.raw[wallet] ?? ''));
    if (!equalAmounts(amounts, held)) return [`${wallet} differs from the answer`];
    // Some injected answers of optional endpoints are valid and empty: nothing in them is marked.
    if (wallet !== REQUIRED_WALLET && held?.size === 0) return [];
    const owner = ownerOf(held, wallet);
    if (owner?.account !== account) return [`${wallet} holds the balance of ${owner?.account}`];
    if (Math.abs(owner.at - Date.parse(row.capturedAt)) > 10_000)
      return [`${wallet} was read at ${owner.at}`];
    return owner.at < Date.parse(slot) - 1000 ? [`${wallet} is older than the slot`] : [];
  });
}
