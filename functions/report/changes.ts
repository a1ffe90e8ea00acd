/** What changed between two moments: each asset at the start, at the end, the difference, and what that is worth at the end. */
import type { CapturedBalanceRow } from '../history/projection';
import { change } from './decimal';
import { type Column, formatValue, type ReportKind, textColumns, textTable, toObject } from './report';
import { isWalletId, totalOf } from './wallets';
import { priceOf, worthOf } from './worth';
import { formatSigned, priceText, worthText } from './worth-text';

/** "0" is a balance of exactly zero; null is unknown: no slot was captured, or the row does not name the wallet. */
export type ChangeLine = {
  account: string;
  wallet: string | null;
  asset: string | null;
  start: string | null;
  end: string | null;
  change: string | null;
  /** USDT for one unit at the end; null where the row of the end has none, as of an asset that was held only at the start. */
  price: string | null;
  /** Of the change, in USDT at that price, exact. */
  worth: string | null;
};

/** The holdings of an account at two moments, where they are known. */
export type Moments = { start?: CapturedBalanceRow; end?: CapturedBalanceRow };

/**
 * One line for each asset of each wallet that was held at one of the two moments, or that was selected. A wallet that a
 * row does not name is unknown at that moment, also where the other row names it.
 */
export function changeLines(
  account: string,
  { start, end }: Moments,
  assets?: readonly string[],
): ChangeLine[] {
  const wallets = [...new Set([start, end].flatMap((row) => Object.keys(row?.balances ?? {})))].sort();
  if (wallets.length === 0) {
    const unknown = { account, wallet: null, start: null, end: null, change: null, price: null, worth: null };
    return (assets ?? [null]).map((asset) => ({ ...unknown, asset }));
  }
  return wallets.flatMap((wallet) => {
    const [before, after] = [totalsOf(start, wallet), totalsOf(end, wallet)];
    const held = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    return (assets ?? [...held].sort()).map((asset) => {
      const [from, to] = [totalAt(before, asset), totalAt(after, asset)];
      const [difference, price] = [change(from, to), priceOf(asset, end?.prices)];
      const worth = worthOf(asset, difference, price);
      return { account, wallet, asset, start: from, end: to, change: difference, price, worth };
    });
  });
}

type Totals = Record<string, string>;

/** asset → total of a wallet; undefined where the row does not name the wallet. */
function totalsOf(row: CapturedBalanceRow | undefined, wallet: string): Totals | undefined {
  const held = row && isWalletId(wallet) ? row.balances[wallet] : undefined;
  return held && Object.fromEntries(Object.entries(held).map(([asset, stored]) => [asset, totalOf(stored)]));
}

/** An asset that a wallet of a captured row does not name was held at zero. */
const totalAt = (totals: Totals | undefined, asset: string): string | null => {
  if (!totals) return null;
  return Object.hasOwn(totals, asset) ? (totals[asset] ?? null) : '0';
};

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
  { name: 'price', kind: 'amount', value: ({ price }) => price },
  { name: 'worth', kind: 'amount', value: ({ worth }) => worth },
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
        { name: 'change', right: true, text: ({ change }) => formatSigned(formatValue(change)) },
        { name: 'price at end', right: true, text: priceText },
        { name: 'worth of change', right: true, text: (line) => formatSigned(worthText(line)) },
        { name: 'note', text: note },
      ],
      lines,
    ),
  ],
};
