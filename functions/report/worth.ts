/** What a captured row was worth in USDT, by the prices of the row: exact, and never with an unknown counted as zero. */
import Big from 'big.js';
import { type CapturedRow, TOTALS_ENDPOINT, type WalletAmounts, type WalletId } from '../history/row';
import { isValueOnly, isWalletId, mayBeNegative, totalOf } from './wallets';

export type ValuedRow = Pick<CapturedRow, 'balances' | 'walletErrors' | 'prices' | 'exchangeTotals'>;

/** How a sum relates to the true worth. `about`: what is missing may be negative. */
export type Bound = 'exact' | 'at-least' | 'about';

/** What a sum does not contain: a whole wallet (`asset` is null), an asset of it, or the profit of an asset's positions. */
export type MissingWorth = {
  wallet: string;
  asset: string | null;
  /** `no-price`, `isolated-profit`, `unknown-wallet`, or the reason of the wallet's error. */
  reason: string;
};

type Sum = {
  /** Exact decimal text in USDT; null where nothing is known. */
  worth: string | null;
  /** Whether nothing is missing, which is when `bound` is `exact`. */
  complete: boolean;
  bound: Bound;
  missing: MissingWorth[];
};

export type WalletWorth = Sum & {
  wallet: string;
  /** Whether the worth is computed from the wallet's assets, or a figure of the exchange. */
  source: 'assets' | 'exchange';
};

export type AssetWorth = {
  wallet: string;
  asset: string;
  total: string;
  /** USDT for one unit; null where the row has none. */
  price: string | null;
  worth: string | null;
};

export type RowWorth = { wallets: WalletWorth[]; assets: AssetWorth[]; total: Sum };

/** Play money: its amount is shown, and it is neither priced nor missing in a sum. */
export const PLAY_MONEY = 'VST';

/** Values the wallets that a row was asked for, and the account types of which the exchange gives a figure alone. */
export function valueRow(row: ValuedRow): RowWorth {
  const assets: AssetWorth[] = [];
  const wallets = [
    ...Object.entries(row.balances).map(([wallet, held]) => valueWallet(wallet, held, row, assets)),
    ...unreadWallets(row),
    ...exchangeFigures(row),
  ];
  const unreadTotals = row.walletErrors?.[TOTALS_ENDPOINT];
  const total = sum(
    wallets.map(({ worth }) => worth),
    wallets.flatMap(({ missing }) => missing),
    wallets.map(({ bound }) => bound),
  );
  if (!unreadTotals) return { wallets, assets, total };
  // Account types without readable assets may hold money, of which nothing is known then.
  const missing = [...total.missing, { wallet: TOTALS_ENDPOINT, asset: null, reason: unreadTotals.reason }];
  return { wallets, assets, total: { ...total, complete: false, bound: 'about', missing } };
}

type Held = Record<string, WalletAmounts[WalletId]>;

function valueWallet(
  wallet: string,
  held: Held,
  { prices = {} }: ValuedRow,
  assets: AssetWorth[],
): WalletWorth {
  if (!isWalletId(wallet)) return unreadWallet(wallet, 'unknown-wallet');
  const worths: (string | null)[] = [];
  const missing: MissingWorth[] = [];
  const bounds: Bound[] = [];
  for (const [asset, stored] of Object.entries(held)) {
    const total = totalOf(stored);
    const price = Object.hasOwn(prices, asset) ? (prices[asset] ?? null) : null;
    const worth = asset === PLAY_MONEY ? null : worthOf(total, price);
    assets.push({ wallet, asset, total, price, worth });
    if (asset === PLAY_MONEY) continue;
    worths.push(worth);
    if (worth === null) {
      missing.push({ wallet, asset, reason: 'no-price' });
      bounds.push(total.startsWith('-') ? 'about' : 'at-least');
    }
    if (hasIsolatedPositions(stored)) {
      missing.push({ wallet, asset, reason: 'isolated-profit' });
      bounds.push('about');
    }
  }
  // A wallet without an asset to value is worth exactly nothing.
  const known = worths.length === 0 ? ['0'] : worths;
  return { wallet, source: 'assets', ...sum(known, missing, bounds) };
}

/** Nothing is worth nothing, whatever its price. */
function worthOf(total: string, price: string | null): string | null {
  if (total === '0') return '0';
  return price === null ? null : new Big(total).times(price).toFixed();
}

/** The unrealized profit of isolated positions is not in the row. */
const hasIsolatedPositions = (stored: WalletAmounts[WalletId]) =>
  'crossWalletBalance' in stored && !new Big(stored.balance).eq(stored.crossWalletBalance);

const unreadWallets = ({ balances, walletErrors = {} }: ValuedRow): WalletWorth[] =>
  Object.entries(walletErrors)
    .filter(([wallet]) => isWalletId(wallet) && !Object.hasOwn(balances, wallet))
    .map(([wallet, { reason }]) => unreadWallet(wallet, reason));

function unreadWallet(wallet: string, reason: string): WalletWorth {
  const bound = mayBeNegative(wallet) ? 'about' : 'at-least';
  const missing = [{ wallet, asset: null, reason }];
  return { wallet, source: 'assets', worth: null, complete: false, bound, missing };
}

const exchangeFigures = ({ exchangeTotals = {} }: ValuedRow): WalletWorth[] =>
  Object.entries(exchangeTotals)
    .filter(([type]) => isValueOnly(type))
    .map(([wallet, worth]) => ({
      wallet,
      source: 'exchange',
      worth,
      complete: true,
      bound: 'exact',
      missing: [],
    }));

/** From the most certain to the least. */
const BOUNDS: Bound[] = ['exact', 'at-least', 'about'];

/** The least certain of them. */
export const weakestBound = (bounds: readonly Bound[]): Bound =>
  BOUNDS[Math.max(0, ...bounds.map((bound) => BOUNDS.indexOf(bound)))] ?? 'about';

function sum(worths: readonly (string | null)[], missing: MissingWorth[], bounds: readonly Bound[]): Sum {
  const known = worths.filter((worth) => worth !== null);
  return {
    worth:
      known.length === 0 ? null : known.reduce((total, worth) => total.plus(worth), new Big(0)).toFixed(),
    complete: missing.length === 0,
    bound: weakestBound(bounds),
    missing,
  };
}
