/** What was held at a moment: the last captured slot at or before it. */

import { type CapturedBalanceRow, WALLETS } from '../history/projection';
import type { Holdings as Balances } from '../history/row';
import { slotTime } from '../schedule/slot';
import { total } from './decimal';
import { nextDue } from './missing-slots';
import { formatDuration } from './period';
import { type Column, formatValue, type ReportKind, type TextTable, UNKNOWN, type Value } from './report';

export type BalanceLine = { wallet: string; asset: string; free: string; locked: string; total: string };

/** `slot`, `capturedAt` and `balances` are null where no slot was captured at or before `at`: nobody knows. */
type BalancesAt = {
  account: string;
  at: string;
  slot: string | null;
  capturedAt: string | null;
  balances: BalanceLine[] | null;
};

export type BalancesItem = { document: BalancesAt; staleness?: string };

export function balancesAt(
  account: string,
  at: string,
  now: string,
  row: CapturedBalanceRow | undefined,
  assets?: readonly string[],
): BalancesItem {
  const document = {
    account,
    at,
    slot: row?.slot ?? null,
    capturedAt: row?.capturedAt ?? null,
    balances: row ? balanceLines(row.balances, assets) : null,
  };
  return { document, staleness: staleness(account, at, now, row) };
}

/**
 * The balances of a captured row, in order of wallet and asset. Of the assets that are asked for by name, one that the
 * row does not hold is listed too: it was held at exactly zero.
 */
export function balanceLines(balances: Balances, assets?: readonly string[]): BalanceLine[] {
  return (assets ? WALLETS : Object.keys(balances).sort()).flatMap((wallet) => {
    const held = balances[wallet] ?? {};
    return (assets ?? Object.keys(held).sort()).map((asset) => {
      const { free, locked } = held[asset] ?? { free: '0', locked: '0' };
      return { wallet, asset, free, locked, total: total(free, locked) };
    });
  });
}

/** One sentence where the holding at `at` is not what the last due slot says; undefined where all is well. */
export function staleness(
  account: string,
  at: string,
  now: string,
  row: CapturedBalanceRow | undefined,
): string | undefined {
  if (!row) return `What ${account} held at ${at} is unknown: no slot was captured at or before it.`;
  const next = nextDue(row);
  if (next === undefined || (at < now ? at : now) <= next) return undefined;
  return `The last captured slot of ${account} is ${row.slot}, ${age(at, row.slot)} before ${at}: further back than one interval.`;
}

const age = (at: string, slot: string) => formatDuration(slotTime(at) - slotTime(slot));

const COLUMNS: Column[] = [
  { name: 'account', kind: 'text' },
  { name: 'at', kind: 'time' },
  { name: 'slot', kind: 'time' },
  { name: 'capturedAt', kind: 'time' },
  { name: 'wallet', kind: 'text' },
  { name: 'asset', kind: 'text' },
  { name: 'free', kind: 'amount' },
  { name: 'locked', kind: 'amount' },
  { name: 'total', kind: 'amount' },
];

export const balancesReport: ReportKind<BalancesItem> = {
  toJson: ({ document }) => [document],
  columns: COLUMNS,
  toRows: ({ document: { account, at, slot, capturedAt, balances } }): Value[][] => {
    if (balances === null) return [[account, at, slot, capturedAt, null, null, null, null, null]];
    // An account that held nothing has a line of its own: without one it would look as if it had not been asked for.
    if (balances.length === 0) return [[account, at, slot, capturedAt, null, null, '0', '0', '0']];
    return balances.map(({ wallet, asset, free, locked, total }) => [
      account,
      at,
      slot,
      capturedAt,
      wallet,
      asset,
      free,
      locked,
      total,
    ]);
  },
  sheets: (items) => items.map(sheet),
};

function sheet({ document, staleness }: BalancesItem): TextTable {
  const { account, at, slot, balances } = document;
  const facts = [
    slot === null ? `${UNKNOWN}: no slot was captured at or before it` : `slot ${slot}, ${age(at, slot)} old`,
    ...(slot !== null && staleness ? ['further back than one interval'] : []),
    ...(balances?.length === 0 ? ['nothing was held'] : []),
  ];
  return {
    title: `${account} at ${at}: ${facts.join(', ')}`,
    columns: [
      { name: 'wallet' },
      { name: 'asset' },
      { name: 'free', right: true },
      { name: 'locked', right: true },
      { name: 'total', right: true },
    ],
    rows: (balances ?? []).map((line) =>
      [line.wallet, line.asset, line.free, line.locked, line.total].map(formatValue),
    ),
  };
}
