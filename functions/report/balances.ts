/** What was held at a moment: the last captured slot at or before it. */

import type { CapturedBalanceRow } from '../history/projection';
import { slotTime } from '../schedule/slot';
import { nextDue } from './missing-slots';
import { formatDuration } from './period';
import {
  type Column,
  type Joined,
  joinColumns,
  type ReportKind,
  type TextTable,
  textColumns,
  textTable,
  toObject,
  UNKNOWN,
} from './report';
import { isWalletId, toAmounts } from './wallets';
import { priceOf, valueRow, worthOf } from './worth';
import { priceText, worthText } from './worth-text';

/**
 * `asset` is null in the line of a wallet whose read failed, with unknown amounts (null); `wallet` and `asset` are
 * null in the one line of an account that held nothing.
 */
export type BalanceLine = {
  wallet: string | null;
  asset: string | null;
  free: string | null;
  locked: string | null;
  total: string | null;
  /** USDT for one unit of the asset at this slot; null where the row has none. */
  price: string | null;
  /** Of the total in USDT, exact; null where it is unknown. */
  worth: string | null;
};

/**
 * The line of an account that held nothing. Its worth is unknown (null) where the row does not prove it to be zero: account
 * types of which the exchange gives a figure alone have no amounts.
 */
export function nothingHeld(row: CapturedBalanceRow): BalanceLine {
  const { worth, complete } = valueRow(row).total;
  const isZero = complete && worth === '0';
  return {
    wallet: null,
    asset: null,
    free: '0',
    locked: '0',
    total: '0',
    price: null,
    worth: isZero ? worth : null,
  };
}

/** `slot`, `capturedAt` and `balances` are null, which means unknown, if no slot was captured at or before `at`. */
type BalancesAt = {
  account: string;
  at: string;
  slot: string | null;
  capturedAt: string | null;
  balances: BalanceLine[] | null;
};

export type BalancesItem = { document: BalancesAt; row?: CapturedBalanceRow; staleness?: string };

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
    balances: row ? balanceLines(row, assets) : null,
  };
  return { document, row, staleness: staleness(account, at, now, row) };
}

/**
 * The balances of a captured row, in order of wallet and asset, and a line for each wallet whose read failed. A
 * selected asset that a wallet does not hold is listed too: it was held at exactly zero.
 */
export function balanceLines(
  { balances, walletErrors = {}, prices }: Pick<CapturedBalanceRow, 'balances' | 'walletErrors' | 'prices'>,
  assets?: readonly string[],
): BalanceLine[] {
  const unread = Object.keys(walletErrors).filter((wallet) => isWalletId(wallet) && !(wallet in balances));
  return [...Object.keys(balances), ...unread].sort().flatMap((wallet): BalanceLine[] => {
    const held = isWalletId(wallet) ? balances[wallet] : undefined;
    if (!held) {
      return (assets ?? [null]).map((asset) => ({
        wallet,
        asset,
        ...UNKNOWN_AMOUNTS,
        price: asset === null ? null : priceOf(asset, prices),
        worth: null,
      }));
    }
    return (assets ?? Object.keys(held).sort()).map((asset) => {
      const { free, locked, total } = Object.hasOwn(held, asset)
        ? toAmounts(held[asset] as never)
        : ZERO_AMOUNTS;
      const price = priceOf(asset, prices);
      return { wallet, asset, free, locked, total, price, worth: worthOf(asset, total, price) };
    });
  });
}

const UNKNOWN_AMOUNTS = { free: null, locked: null, total: null };
const ZERO_AMOUNTS = { free: '0', locked: '0', total: '0' };

/** A warning if the balances at `at` are older than one interval or unknown; else undefined. */
export function staleness(
  account: string,
  at: string,
  now: string,
  row: CapturedBalanceRow | undefined,
): string | undefined {
  if (!row) return noCapturedSlot(account, at);
  const next = nextDue(row);
  if (next === undefined || (at < now ? at : now) <= next) return undefined;
  return `The last captured slot of ${account} is ${row.slot}, ${age(at, row.slot)} before ${at}: further back than one interval.`;
}

export const noCapturedSlot = (account: string, at: string) =>
  `What ${account} held at ${at} is unknown: no slot was captured at or before it.`;

const age = (at: string, slot: string) => formatDuration(slotTime(at) - slotTime(slot));

const ACCOUNT_COLUMNS: Column<BalancesAt>[] = [
  { name: 'account', kind: 'text', value: ({ account }) => account },
  { name: 'at', kind: 'time', value: ({ at }) => at },
  { name: 'slot', kind: 'time', value: ({ slot }) => slot },
  { name: 'capturedAt', kind: 'time', value: ({ capturedAt }) => capturedAt },
];

const BALANCE_COLUMNS: Column<BalanceLine>[] = [
  { name: 'wallet', kind: 'text', value: ({ wallet }) => wallet },
  { name: 'asset', kind: 'text', value: ({ asset }) => asset },
  { name: 'free', kind: 'amount', value: ({ free }) => free },
  { name: 'locked', kind: 'amount', value: ({ locked }) => locked },
  { name: 'total', kind: 'amount', value: ({ total }) => total },
  { name: 'price', kind: 'amount', value: ({ price }) => price },
  { name: 'worth', kind: 'amount', value: ({ worth }) => worth },
];

export const balancesReport: ReportKind<BalancesItem, Joined<BalancesAt, BalanceLine>> = {
  toJson: ({ document }) => [
    {
      ...toObject(ACCOUNT_COLUMNS, document),
      balances: document.balances?.map((line) => toObject(BALANCE_COLUMNS, line)) ?? null,
    },
  ],
  toLines({ document, row }) {
    if (document.balances === null || !row) return [{ parent: document, child: null }];
    // An account that held nothing has a line: without one it would look as if it had not been selected.
    const lines = document.balances.length === 0 ? [nothingHeld(row)] : document.balances;
    return lines.map((child) => ({ parent: document, child }));
  },
  columns: joinColumns(ACCOUNT_COLUMNS, BALANCE_COLUMNS),
  toTables: (items) => items.map(toTable),
};

function toTable({ document, staleness }: BalancesItem): TextTable {
  const { account, at, slot, balances } = document;
  const facts = [
    slot === null ? `${UNKNOWN}: no slot was captured at or before it` : `slot ${slot}, ${age(at, slot)} old`,
    ...(slot !== null && staleness ? ['further back than one interval'] : []),
    ...(balances?.length === 0 ? ['nothing was held'] : []),
  ];
  return textTable(
    [
      ...textColumns(BALANCE_COLUMNS, 'wallet', 'asset', 'free', 'locked', 'total'),
      { name: 'price', right: true, text: priceText },
      { name: 'worth', right: true, text: worthText },
    ],
    balances ?? [],
    `${account} at ${at}: ${facts.join(', ')}`,
  );
}
