/** A statement: what an account held and was worth at a moment, from one captured row, with the hashes that prove it. */
import { createHash } from 'node:crypto';
import type { CapturedBalanceRow } from '../../history/projection';
import { PRICES_ENDPOINT, TOTALS_ENDPOINT, WALLET_IDS } from '../../history/row';
import type { StoredRow } from '../../history/stored-row';
import { slotTime } from '../../schedule/slot';
import { staleness } from '../balances';
import { type Amounts, isWalletId, toAmounts } from '../wallets';
import { priceOf, type RowWorth, valueRow, type WalletWorth, worthOf } from '../worth';
import type { KeyCheck } from './parse-check';
import { unpackAnswer } from './raw-answer';

/** What a statement was asked for: times are ISO, UTC, to the second. */
export type StatementRequest = {
  account: string;
  /** The moment. */
  at: string;
  /** IANA zone of the moment and of the year around it. */
  timezone: string;
  /** When the statement was made: the year around the moment is known up to here. */
  madeAt: string;
};

/** Amounts, prices and worths are exact decimal text; null is unknown. */
export type Statement = StatementRequest & {
  /** The last captured slot at or before the moment. */
  slot: string;
  secondsBeforeAt: number;
  /** Whether the slot is further back than one interval of its schedule. */
  isStale: boolean;
  capturedAt: string;
  wallets: StatementWallet[];
  /** Wallets that the snapshot was not asked for, of which nothing is known. */
  notRequested: string[];
  /** Of `wallets`, in USDT. */
  total: RowWorth['total'];
  pricedAt: string | null;
  /** What the API key may do, from the result of an account check; null where none was given. Rows do not hold it. */
  key: KeyCheck | null;
  year: Year;
  /** SHA-256 of each raw answer in the row, unpacked, as hexadecimal text; null where it cannot be unpacked. */
  answers: { endpoint: string; sha256: string | null }[];
  /** Endpoints that were read and whose raw answer is not in the row. */
  answersNotKept: string[];
  /** SHA-256 over every attribute of the row. */
  row: { version: number; sha256: string };
};

export type StatementWallet = WalletWorth & {
  /** Null where the wallet's assets are unknown. */
  assets: StatementAsset[] | null;
};

type StatementAsset = { asset: string } & Amounts & {
    /** USDT for one unit. */
    price: string | null;
    priceSource: string | null;
    worth: string | null;
  };

/** How complete the history is in the calendar year around the moment, up to when the statement was made. */
export type Year = {
  from: string;
  to: string;
  /** The first slot of the account; slots before it were not due. */
  historyFrom: string | null;
  due: number;
  captured: number;
  failed: number;
  missing: number;
  completeness: number | null;
};

export type CapturedStoredRow = StoredRow & { row: CapturedBalanceRow };

export const isCaptured = (stored: StoredRow): stored is CapturedStoredRow =>
  stored.row.status === 'captured';

export function buildStatement(
  request: StatementRequest,
  stored: CapturedStoredRow,
  year: Year,
  key: KeyCheck | null = null,
): Statement {
  const { account, at } = request;
  const row = inOrder(stored.row);
  const { wallets, total } = valueRow(row);
  return {
    ...request,
    slot: row.slot,
    secondsBeforeAt: (slotTime(at) - slotTime(row.slot)) / 1000,
    isStale: staleness(account, at, at, row) !== undefined,
    capturedAt: row.capturedAt,
    wallets: wallets.map((wallet) => ({ ...wallet, assets: assetsOf(wallet.wallet, row) })),
    notRequested: WALLET_IDS.filter((id) => !(id in row.balances) && !row.walletErrors?.[id]),
    total,
    pricedAt: row.pricedAt ?? null,
    key,
    year,
    answers: Object.entries(byName(stored.raw)).map(([endpoint, packed]) => ({
      endpoint,
      sha256: hashOf(unpackAnswer(packed)),
    })),
    answersNotKept: notKept(stored),
    row: { version: stored.version, sha256: stored.sha256 },
  };
}

function assetsOf(
  wallet: string,
  { balances, prices, priceSources = {} }: CapturedBalanceRow,
): StatementAsset[] | null {
  const held = isWalletId(wallet) ? balances[wallet] : undefined;
  if (!held) return null;
  return Object.entries(held).map(([asset, stored]) => {
    const { total, free, locked } = toAmounts(stored);
    const price = priceOf(asset, prices);
    const priceSource = price === null ? null : sourceOf(asset, priceSources);
    return { asset, free, locked, total, price, priceSource, worth: worthOf(asset, total, price) };
  });
}

const UNIT = 'USDT';

/** Rows name a source only where it is not this one; the unit itself needs none. */
function sourceOf(asset: string, sources: Record<string, string>): string | null {
  if (Object.hasOwn(sources, asset)) return sources[asset] ?? null;
  return asset === UNIT ? 'unit' : `mid:${asset}-${UNIT}`;
}

function notKept({ row, raw, rawOmitted }: CapturedStoredRow): string[] {
  const { balances, exchangeTotals, prices, walletErrors } = row;
  const read = [
    ...Object.keys(balances),
    ...(exchangeTotals ? [TOTALS_ENDPOINT] : []),
    // No row has room for this answer.
    ...(prices && !walletErrors?.[PRICES_ENDPOINT] ? [PRICES_ENDPOINT] : []),
    ...rawOmitted,
  ];
  return [...new Set(read)].filter((endpoint) => !Object.hasOwn(raw, endpoint)).sort();
}

const hashOf = (body: Uint8Array | undefined) =>
  body ? createHash('sha256').update(body).digest('hex') : null;

/** The maps of an item come in any order; the same row must make the same statement. */
function inOrder(row: CapturedBalanceRow): CapturedBalanceRow {
  const { walletErrors, exchangeTotals } = row;
  const balances = Object.fromEntries(
    WALLET_IDS.flatMap((id) => (row.balances[id] ? [[id, byName<unknown>(row.balances[id])]] : [])),
  );
  return {
    ...row,
    balances,
    ...(walletErrors && { walletErrors: byName(walletErrors) }),
    ...(exchangeTotals && { exchangeTotals: byName(exchangeTotals) }),
  };
}

const byName = <T>(map: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
