/** What changed between two moments: each asset at the start, at the end, and the difference. */
import type { CapturedBalanceRow } from '../history/projection';
import { WALLETS } from '../history/projection';
import { balanceLines } from './balances';
import { change } from './decimal';
import { type Column, formatValue, type ReportKind, textColumns, textTable, toObject } from './report';

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

/** The change in words. */
function note({ start, end, change }: ChangeLine): string {
  if (start === null || end === null) return UNKNOWN_CHANGE;
  if (start === '0' && end !== '0') return 'newly held';
  if (start !== '0' && end === '0') return 'no longer held';
  if (change === '0') return 'unchanged';
  return change?.startsWith('-') ? 'less' : 'more';
}

const UNKNOWN_CHANGE = 'unknown';

const COLUMNS: Column<ChangeLine>[] = [
  { name: 'account', kind: 'text', value: ({ account }) => account },
  { name: 'wallet', kind: 'text', value: ({ wallet }) => wallet },
  { name: 'asset', kind: 'text', value: ({ asset }) => asset },
  { name: 'start', kind: 'amount', value: ({ start }) => start },
  { name: 'end', kind: 'amount', value: ({ end }) => end },
  { name: 'change', kind: 'amount', value: ({ change }) => change },
];

export const changesReport: ReportKind<ChangeLine, ChangeLine> = {
  toJson: (line) => [toObject(COLUMNS, line)],
  toLines: (line) => [line],
  columns: COLUMNS,
  toTables: (lines) => [
    textTable(
      [
        { name: 'account', text: ({ account }) => account },
        // Without a name, the line is about the whole account.
        { name: 'wallet', text: ({ wallet }) => wallet ?? '' },
        { name: 'asset', text: ({ asset }) => asset ?? '' },
        ...textColumns(COLUMNS, 'start', 'end'),
        { name: 'change', right: true, text: ({ change }) => signed(change) },
        { name: 'note', text: note },
      ],
      lines,
    ),
  ],
};

const signed = (change: string | null) =>
  change === null || change === '0' || change.startsWith('-') ? formatValue(change) : `+${change}`;
