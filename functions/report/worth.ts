/** What a captured row was worth in USDT, by the prices of the row: exact, and never with an unknown counted as zero. */
import { type CapturedRow, TOTALS_ENDPOINT, type WalletAmounts, type WalletId } from '../history/row';
import { isZero, multiply, subtract, sum } from './decimal';
import { isSimulatedCurrency } from './simulated-currency';
import { isValueOnly, isWalletId, mayBeNegative, totalOf } from './wallets';

export type ValuedRow = Pick<CapturedRow, 'balances' | 'walletErrors' | 'prices' | 'exchangeTotals'>;

/** How a sum relates to the true worth. `about`: what is missing may be negative. */
export type Bound = 'exact' | 'at-least' | 'about';

/** What a sum does not contain: a wallet (`asset` is null), an asset of it, or the profit of an asset's positions. */
export type MissingWorth = {
  wallet: string;
  asset: string | null;
  /** `no-price`, `isolated-profit`, `unknown-wallet`, or the reason of the wallet's error. */
  reason: string;
};

export type Sum<Missing = MissingWorth> = {
  /** Exact decimal text in USDT; null where nothing is known. */
  worth: string | null;
  /** Whether nothing is missing, which is when `bound` is `exact`. */
  complete: boolean;
  bound: Bound;
  missing: Missing[];
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

/** Values the wallets that a row was asked for, and the account types of which the exchange gives a figure alone. */
export function valueRow(row: ValuedRow): RowWorth {
  const assets: AssetWorth[] = [];
  const wallets = [
    ...Object.entries(row.balances).map(([wallet, held]) => valueWallet(wallet, held, row, assets)),
    ...unreadWallets(row),
    ...exchangeFigures(row),
  ];
  const total = combine(wallets);
  const unreadTotals = unreadTypes(row);
  if (!unreadTotals) return { wallets, assets, total };
  const missing = [...total.missing, ...unreadTotals.missing];
  return { wallets, assets, total: { ...total, complete: false, bound: 'about', missing } };
}

/** Account types without readable assets may hold money, of which nothing is known where the exchange's totals were not read. */
export function unreadTypes({ walletErrors }: ValuedRow): WalletWorth | undefined {
  const error = walletErrors?.[TOTALS_ENDPOINT];
  return error && { ...unreadWallet(TOTALS_ENDPOINT, error.reason), source: 'exchange' };
}

/** Values each asset over all wallets. A wallet that was not read may hold any of them, so that no sum is complete then. */
export function valueAssets(row: ValuedRow): (Sum & { asset: string })[] {
  const unread = unreadWallets(row);
  return [...assetSums(row)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([asset, sum]) => ({ asset, ...combine([sum, ...unread]) }));
}

/** asset → its sum over the wallets that were read. */
export function assetSums(row: ValuedRow): Map<string, Sum> {
  const byAsset = new Map<string, Sum[]>();
  for (const [wallet, held] of Object.entries(row.balances)) {
    for (const [asset, stored] of Object.entries(held)) {
      if (isSimulatedCurrency(asset)) continue;
      const sums = byAsset.get(asset) ?? [];
      byAsset.set(asset, sums);
      sums.push(valueHolding(wallet, asset, stored, row.prices).sum);
    }
  }
  return new Map([...byAsset].map(([asset, sums]) => [asset, combine(sums)]));
}

type Held = Record<string, WalletAmounts[WalletId]>;

function valueWallet(wallet: string, held: Held, { prices }: ValuedRow, assets: AssetWorth[]): WalletWorth {
  if (!isWalletId(wallet)) return unreadWallet(wallet, 'unknown-wallet');
  const sums: Sum[] = [];
  for (const [asset, stored] of Object.entries(held)) {
    const value = valueHolding(wallet, asset, stored, prices);
    assets.push(value.worth);
    if (!isSimulatedCurrency(asset)) sums.push(value.sum);
  }
  // A wallet without an asset to value is worth exactly nothing.
  return { wallet, source: 'assets', ...(sums.length === 0 ? NOTHING : combine(sums)) };
}

export const NOTHING: Sum<never> = { worth: '0', complete: true, bound: 'exact', missing: [] };

/** One asset of a wallet, and what its worth does not contain. */
function valueHolding(
  wallet: string,
  asset: string,
  stored: WalletAmounts[WalletId],
  prices: Prices | undefined,
): { worth: AssetWorth; sum: Sum } {
  const total = totalOf(stored);
  const price = priceOf(asset, prices);
  const worth = worthOf(asset, total, price);
  const missing: MissingWorth[] = [];
  const bounds: Bound[] = [];
  if (worth === null) {
    missing.push({ wallet, asset, reason: 'no-price' });
    bounds.push(total.startsWith('-') ? 'about' : 'at-least');
  }
  if (hasIsolatedPositions(stored)) {
    missing.push({ wallet, asset, reason: 'isolated-profit' });
    bounds.push('about');
  }
  const complete = missing.length === 0;
  return {
    worth: { wallet, asset, total, price, worth },
    sum: { worth, complete, bound: complete ? 'exact' : weakestBound(bounds), missing },
  };
}

type Prices = Readonly<Record<string, string>>;

/** USDT for one unit; null where the row has no price, and for a simulated currency. */
export const priceOf = (asset: string, prices: Prices = {}): string | null =>
  !isSimulatedCurrency(asset) && Object.hasOwn(prices, asset) ? (prices[asset] ?? null) : null;

/** The exact worth of an amount in USDT; null where it is unknown, and for a simulated currency. Nothing is worth nothing, whatever its price. */
export function worthOf(asset: string, amount: string | null, price: string | null): string | null {
  if (amount === null || isSimulatedCurrency(asset)) return null;
  if (amount === '0') return '0';
  return price === null ? null : multiply(amount, price);
}

/** The unrealized profit of isolated positions is not in the row. */
const hasIsolatedPositions = (stored: WalletAmounts[WalletId]) =>
  'crossWalletBalance' in stored && !isZero(subtract(stored.balance, stored.crossWalletBalance));

export const unreadWallets = ({ balances, walletErrors = {} }: ValuedRow): WalletWorth[] =>
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
const weakestBound = (bounds: readonly Bound[]): Bound =>
  BOUNDS[Math.max(0, ...bounds.map((bound) => BOUNDS.indexOf(bound)))] ?? 'about';

/** The sum of sums, with all that they do not contain. */
export function combine<Missing>(sums: readonly Sum<Missing>[]): Sum<Missing> {
  const known: string[] = [];
  const missing: Missing[] = [];
  for (const part of sums) {
    if (part.worth !== null) known.push(part.worth);
    missing.push(...part.missing);
  }
  return {
    worth: known.length === 0 ? null : sum(known),
    complete: missing.length === 0,
    bound: weakestBound(sums.map(({ bound }) => bound)),
    missing,
  };
}
