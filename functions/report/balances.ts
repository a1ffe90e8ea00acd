/** What was held at a moment: the last captured slot at or before it. */

import type { CapturedBalanceRow } from '../history/projection';
import { slotTime } from '../schedule/slot';
import { assetsOf, type Holdings } from './holdings';
import { nextDue } from './missing-slots';
import { formatDuration } from './period';
import {
  columnsOf,
  type Joined,
  nestedReport,
  type ReportKind,
  type TextTable,
  textColumns,
  textTable,
  UNKNOWN,
} from './report';
import { isWalletId, toAmounts } from './wallets';
import { priceOf, valueRow, worthOf } from './worth';
import { priceText, worthText } from './worth-text';

/**
 * `asset` is null in the line of a wallet whose read failed, with unknown amounts (null), unless the assets that it may hold
 * are known; `wallet` and `asset` are null in a line about the entire account.
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
  /** Of the slot; null where there is none. */
  status: 'captured' | 'failed' | 'missing' | null;
  /** Why the amounts are unknown: the reason of the slot's failure or of the wallet's; null where no read failed. */
  reason: string | null;
};

/** The reason of a line without any slot that was captured at or before its moment. */
export const NO_CAPTURED_SLOT = 'no-captured-slot';

/** A line with unknown amounts. */
export const unknownLine = (
  line: Pick<BalanceLine, 'wallet' | 'asset' | 'status' | 'reason'>,
  price: string | null = null,
): BalanceLine => {
  const { wallet, asset, status, reason } = line;
  return { wallet, asset, free: null, locked: null, total: null, price, worth: null, status, reason };
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
    status: 'captured',
    reason: null,
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
 * The balances of a captured row, in order of wallet and asset, and a line for each wallet whose read failed, or for each
 * asset that it may hold. A selected asset that a wallet does not hold is listed too: it was held at exactly zero.
 */
export function balanceLines(
  { balances, walletErrors = {}, prices }: Pick<CapturedBalanceRow, 'balances' | 'walletErrors' | 'prices'>,
  assets?: readonly string[],
  mayBeHeld?: Holdings,
): BalanceLine[] {
  const unread = Object.keys(walletErrors).filter((wallet) => isWalletId(wallet) && !(wallet in balances));
  return [...Object.keys(balances), ...unread].sort().flatMap((wallet): BalanceLine[] => {
    const held = isWalletId(wallet) ? balances[wallet] : undefined;
    if (!held) {
      const reason = walletErrors[wallet]?.reason ?? null;
      return (assets ?? assetsOf(mayBeHeld, wallet)).map((asset) =>
        unknownLine(
          { wallet, asset, status: 'captured', reason },
          asset === null ? null : priceOf(asset, prices),
        ),
      );
    }
    return (assets ?? Object.keys(held).sort()).map((asset) => {
      const stored = Object.hasOwn(held, asset) ? held[asset] : undefined;
      const { free, locked, total } = stored ? toAmounts(stored) : ZERO_AMOUNTS;
      const price = priceOf(asset, prices);
      const worth = worthOf(asset, total, price);
      return { wallet, asset, free, locked, total, price, worth, status: 'captured', reason: null };
    });
  });
}

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

const ACCOUNT_COLUMNS = columnsOf<BalancesAt>({
  account: 'text',
  at: 'time',
  slot: 'time',
  capturedAt: 'time',
});

export const BALANCE_COLUMNS = columnsOf<BalanceLine>({
  wallet: 'text',
  asset: 'text',
  free: 'amount',
  locked: 'amount',
  total: 'amount',
  price: 'usdt',
  worth: 'usdt',
  status: 'text',
  reason: 'text',
});

const NESTED = nestedReport(ACCOUNT_COLUMNS, BALANCE_COLUMNS, 'balances', ({ balances }) => balances);

export const balancesReport: ReportKind<BalancesItem, Joined<BalancesAt, BalanceLine>> = {
  toJson: ({ document }) => NESTED.toJson(document),
  toLines: ({ document, row }) => NESTED.toLines({ ...document, balances: linesOf(document, row) }),
  columns: NESTED.columns,
  toTables: (items) => items.map(toTable),
};

/** An account that held nothing has a line too: without one it would look as if it had not been selected. */
function linesOf({ balances }: BalancesAt, row: CapturedBalanceRow | undefined): BalanceLine[] {
  if (balances?.length) return balances;
  if (row) return [nothingHeld(row)];
  return [unknownLine({ wallet: null, asset: null, status: null, reason: NO_CAPTURED_SLOT })];
}

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
