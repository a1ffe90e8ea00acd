/** What changed between two moments: each asset at the start, at the end, and the difference. */
import type { CapturedBalanceRow } from '../history/projection';
import { WALLETS } from '../history/projection';
import { balanceLines } from './balances';
import { change } from './decimal';
import { type Column, formatValue, type ReportKind, type Value } from './report';

/** "0" is held at exactly nothing; null is unknown, because no slot was captured at or before that moment. */
export type ChangeLine = {
  account: string;
  wallet: string | null;
  asset: string | null;
  start: string | null;
  end: string | null;
  change: string | null;
};

/** The holdings of an account at two moments, where they are known. */
export type Moments = { start?: CapturedBalanceRow; end?: CapturedBalanceRow };

/** One line for each asset that was held at one of the two moments, or that was asked for. */
export function changeLines(
  account: string,
  { start, end }: Moments,
  assets?: readonly string[],
): ChangeLine[] {
  const [before, after] = [totals(start, assets), totals(end, assets)];
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  if (!before && !after) return unknownLines(account, assets);
  return [...keys].sort().map((key) => {
    const [wallet = '', asset = ''] = key.split('\n');
    const [from, to] = [at(before, key), at(after, key)];
    return { account, wallet, asset, start: from, end: to, change: change(from, to) };
  });
}

type Totals = Map<string, string>;

function totals(row: CapturedBalanceRow | undefined, assets?: readonly string[]): Totals | undefined {
  if (!row) return undefined;
  return new Map(
    balanceLines(row.balances, assets).map((line) => [`${line.wallet}\n${line.asset}`, line.total]),
  );
}

/** An asset that a captured row does not name was held at zero; without a row nobody knows. */
const at = (totals: Totals | undefined, key: string) => (totals ? (totals.get(key) ?? '0') : null);

function unknownLines(account: string, assets?: readonly string[]): ChangeLine[] {
  const named = assets
    ? WALLETS.flatMap((wallet) => assets.map((asset) => ({ wallet, asset })))
    : [{ wallet: null, asset: null }];
  return named.map((name) => ({ account, ...name, start: null, end: null, change: null }));
}

/** What a line means, for people. */
function meaning({ start, end, change }: ChangeLine): string {
  if (start === null || end === null) return UNKNOWN_CHANGE;
  if (start === '0' && end !== '0') return 'newly held';
  if (start !== '0' && end === '0') return 'no longer held';
  if (change === '0') return 'unchanged';
  return change?.startsWith('-') ? 'less' : 'more';
}

const UNKNOWN_CHANGE = 'unknown';

const COLUMNS: Column[] = [
  { name: 'account', kind: 'text' },
  { name: 'wallet', kind: 'text' },
  { name: 'asset', kind: 'text' },
  { name: 'start', kind: 'amount' },
  { name: 'end', kind: 'amount' },
  { name: 'change', kind: 'amount' },
];

export const changesReport: ReportKind<ChangeLine> = {
  toJson: (line) => [line],
  columns: COLUMNS,
  toRows: (line): Value[][] => [[line.account, line.wallet, line.asset, line.start, line.end, line.change]],
  sheets: (lines) => [
    {
      columns: [
        { name: 'account' },
        { name: 'wallet' },
        { name: 'asset' },
        { name: 'start', right: true },
        { name: 'end', right: true },
        { name: 'change', right: true },
        { name: 'note' },
      ],
      rows: lines.map((line) => [
        line.account,
        line.wallet ?? '',
        line.asset ?? '',
        formatValue(line.start),
        formatValue(line.end),
        signed(line.change),
        meaning(line),
      ]),
    },
  ],
};

const signed = (change: string | null) =>
  change === null || change === '0' || change.startsWith('-') ? formatValue(change) : `+${change}`;
