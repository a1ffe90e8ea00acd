/** The parts of which the worth of a slot has a line each: the account, its wallets, or its assets. */
import type { Holdings } from './holdings';
import { isSimulatedCurrency } from './simulated-currency';
import {
  assetSums,
  type Sum,
  unreadTypes,
  unreadWallets,
  type ValuedRow,
  valueAssets,
  valueRow,
} from './worth';

export const WORTH_BY = ['account', 'wallet', 'asset'] as const;
export type WorthBy = (typeof WORTH_BY)[number];

/** What is missing of a part: all of a slot without a capture has neither wallet nor asset. */
export type Missing = { wallet: string | null; asset: string | null; reason: string };

/** `assets`: computed from amounts and prices; `exchange`: the exchange's own figure; `both`: a total with such figures in it. */
export type Source = 'assets' | 'exchange' | 'both';

/** Neither wallet nor asset: the entire account. An asset without a wallet: over all wallets. */
export type PartName = { wallet: string | null; asset: string | null };
export type Part = Sum<Missing> & PartName & { source: Source };

const ENTIRE_ACCOUNT: PartName = { wallet: null, asset: null };

/** The parts of a captured row. */
export function partsOf(by: WorthBy, row: ValuedRow): Part[] {
  if (by === 'account') return [allWallets(row)];
  if (by === 'wallet') return walletParts(row);
  const parts = [
    ...valueAssets(row).map((sum): Part => ({ ...sum, wallet: null, source: 'assets' })),
    ...partsWithoutAssets(row),
  ];
  // Nothing that has a worth was held: without a line, the slot would look as if it had not been captured.
  return parts.length > 0 ? parts : [allWallets(row)];
}

/** The parts for a sum over accounts by asset, in which a wallet that was not read affects each asset of each account. */
export function partsForSum(by: WorthBy, row: ValuedRow): { parts: Part[]; unread: Sum<Missing>[] } {
  if (by !== 'asset') return { parts: partsOf(by, row), unread: [] };
  const ofAssets = [...assetSums(row)].map(
    ([asset, sum]): Part => ({ ...sum, asset, wallet: null, source: 'assets' }),
  );
  return { parts: [...ofAssets, ...partsWithoutAssets(row)], unread: unreadWallets(row) };
}

/** The parts of a slot without a capture: those that it may have. */
export function partNames(by: WorthBy, held: Holdings): PartName[] {
  const wallets = [...held.keys()];
  if (by === 'account' || wallets.length === 0) return [ENTIRE_ACCOUNT];
  if (by === 'wallet') return wallets.map((wallet) => ({ wallet, asset: null }));
  const assets = new Set(wallets.flatMap((wallet) => Object.keys(held.get(wallet) ?? {})));
  const names = [
    ...[...assets]
      .filter((asset) => !isSimulatedCurrency(asset))
      .sort()
      .map((asset) => ({ wallet: null, asset })),
    ...wallets.filter((wallet) => !held.get(wallet)).map((wallet) => ({ wallet, asset: null })),
  ];
  return names.length > 0 ? names : [ENTIRE_ACCOUNT];
}

function allWallets(row: ValuedRow): Part {
  const { wallets, total } = valueRow(row);
  const hasFigures = wallets.some(({ source }) => source === 'exchange');
  return { ...total, ...ENTIRE_ACCOUNT, source: hasFigures ? 'both' : 'assets' };
}

function walletParts(row: ValuedRow): Part[] {
  const unread = unreadTypes(row);
  return [...valueRow(row).wallets, ...(unread ? [unread] : [])].map((wallet) => ({
    ...wallet,
    asset: null,
  }));
}

/** Of these no asset is known. */
const partsWithoutAssets = (row: ValuedRow): Part[] => [
  ...unreadWallets(row).map((wallet) => ({ ...wallet, asset: null })),
  ...walletParts(row).filter(({ source }) => source === 'exchange'),
];
