/** What changed between two moments: each asset at the start, at the end, the difference, and what that is worth at the end. */
import type { CapturedBalanceRow } from '../history/projection';
import type { WalletId } from '../history/row';
import { NO_CAPTURED_SLOT } from './balances';
import { change } from './decimal';
import { assetsOf, holdingsOf } from './holdings';
import {
  columnsOf,
  formatValue,
  type ReportKind,
  type TextColumn,
  textColumns,
  textTable,
  toObject,
} from './report';
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
  /** The captured slots that are compared; null where there is none. */
  startSlot: string | null;
  endSlot: string | null;
  /** Why the change is unknown; null where it is known. */
  reason: string | null;
};

/** The holdings of an account at two moments, where they are known. */
export type Moments = { start?: CapturedBalanceRow; end?: CapturedBalanceRow };

export type ChangesItem = { account: string; moments: Moments; lines: ChangeLine[] };

/**
 * One line for each asset of each wallet that was held at one of the two moments, or that was selected. A wallet that a
 * row does not name is unknown at that moment, also where the other row names it.
 */
export function changesBetween(account: string, moments: Moments, assets?: readonly string[]): ChangesItem {
  const { start, end } = moments;
  const slots = { startSlot: start?.slot ?? null, endSlot: end?.slot ?? null };
  const held = holdingsOf(end, holdingsOf(start));
  const wallets = [...new Set([...holdingsOf(start).keys(), ...held.keys()])].filter(isWalletId).sort();
  const lines = wallets.flatMap((wallet) => {
    const [before, after] = [totalsOf(start, wallet), totalsOf(end, wallet)];
    const named = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
    const isKnown = before !== undefined && after !== undefined;
    const listed = named.length > 0 || isKnown ? named : assetsOf(held, wallet);
    return (assets ?? listed).map((asset): ChangeLine => {
      const [from, to] = [totalAt(before, asset), totalAt(after, asset)];
      const difference = change(from, to);
      const price = asset === null ? null : priceOf(asset, end?.prices);
      const worth = asset === null ? null : worthOf(asset, difference, price);
      const reason = isKnown ? null : whyUnknown(before === undefined ? start : end, wallet);
      return {
        account,
        wallet,
        asset,
        start: from,
        end: to,
        change: difference,
        price,
        worth,
        ...slots,
        reason,
      };
    });
  });
  if (wallets.length > 0) return { account, moments, lines };
  const unknown = { start: null, end: null, change: null, price: null, worth: null, ...slots };
  const reason = NO_CAPTURED_SLOT;
  return {
    account,
    moments,
    lines: (assets ?? [null]).map((asset) => ({ account, wallet: null, asset, ...unknown, reason })),
  };
}

function whyUnknown(row: CapturedBalanceRow | undefined, wallet: string): string {
  if (!row) return NO_CAPTURED_SLOT;
  return row.walletErrors?.[wallet]?.reason ?? 'not-requested';
}

type Totals = Record<string, string>;

/** asset → total of a wallet; undefined where the row does not name the wallet. */
function totalsOf(row: CapturedBalanceRow | undefined, wallet: WalletId): Totals | undefined {
  const held = row?.balances[wallet];
  return held && Object.fromEntries(Object.entries(held).map(([asset, stored]) => [asset, totalOf(stored)]));
}

/** An asset that a wallet of a captured row does not name was held at zero. */
const totalAt = (totals: Totals | undefined, asset: string | null): string | null => {
  if (!totals || asset === null) return null;
  return Object.hasOwn(totals, asset) ? (totals[asset] ?? null) : '0';
};

/** The change in words. */
function note({ start, end, change, reason }: ChangeLine): string {
  if (change === null) return `unknown: ${reason}`;
  if (start === '0' && end !== '0') return 'newly held';
  if (start !== '0' && end === '0') return 'no longer held';
  if (change === '0') return 'unchanged';
  return change.startsWith('-') ? 'less' : 'more';
}

const COLUMNS = columnsOf<ChangeLine>(
  {
    account: 'text',
    wallet: 'text',
    asset: 'text',
    start: 'amount',
    end: 'amount',
    change: 'amount',
    price: 'usdt',
    worth: 'usdt',
    startSlot: 'time',
    endSlot: 'time',
    reason: 'text',
  },
  { start: 'startAmount', end: 'endAmount' },
);

const TEXT_COLUMNS: TextColumn<ChangeLine>[] = [
  // Without a name, the line is about the entire account or wallet.
  { name: 'wallet', text: ({ wallet }) => wallet ?? '' },
  { name: 'asset', text: ({ asset }) => asset ?? '' },
  ...textColumns(COLUMNS, 'start', 'end'),
  { name: 'change', right: true, text: ({ change }) => formatSigned(formatValue(change)) },
  { name: 'price at end', right: true, text: priceText },
  { name: 'worth of change', right: true, text: (line) => formatSigned(worthText(line)) },
  { name: 'note', text: note },
];

function title({ account, moments: { start, end }, lines }: ChangesItem): string {
  const facts = [
    `from ${start ? `slot ${start.slot}` : NOT_CAPTURED}`,
    `to ${end ? `slot ${end.slot}` : NOT_CAPTURED}`,
    ...(lines.length === 0 ? ['nothing was held'] : []),
  ];
  return `${account}: ${facts.join(', ')}`;
}

const NOT_CAPTURED = 'unknown (no slot was captured at or before it)';

export const changesReport: ReportKind<ChangesItem, ChangeLine> = {
  toJson: ({ lines }) => lines.map((line) => toObject(COLUMNS, line)),
  toLines: ({ lines }) => lines,
  columns: COLUMNS,
  toTables: (items) => items.map((item) => textTable(TEXT_COLUMNS, item.lines, title(item))),
};
