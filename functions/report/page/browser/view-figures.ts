/** The figures of the visible period: at its first and last captured slot, and at the details nearest to them. */
import { add, subtract } from '../../decimal';
import type { AssetOutline, Coverage, EncodedAsset } from '../data';
import { decodeDetails, type Series } from './series';
import { firstAtOrAfter, type View } from './timeline';

type Total = { index: number; worth: string | null; coverage: Coverage };

type WalletFigure = {
  wallet: string;
  label: string;
  isExchangeFigure: boolean;
  /** Null where it is unknown. */
  worth: string | null;
};

type AssetFigure = {
  outline: AssetOutline;
  price: string | null;
  worth: string | null;
};

export type AmountFigure = AssetFigure & {
  encoded: EncodedAsset;
  amount: string | null;
  startAmount: string | null;
};

export type ViewFigures = {
  /**
   * At the first captured slot of the view that has a worth (where none has, the first), and at the last captured slot;
   * undefined where none was captured.
   */
  start?: Total;
  end?: Total;
  /** The slot (an index) that wallets and assets are of: the last one of the view with prices. */
  endDetail?: number;
  /** The slot from which changes of amounts are counted. */
  startSlot?: number;
  wallets: WalletFigure[];
  assets: AssetFigure[];
};

/** The totals at the ends of a view; undefined where no slot of it was captured. */
export function viewTotals(series: Series, view: View): { start: Total; end: Total } | undefined {
  const captured = capturedSlots(series, view);
  if (!captured) return undefined;
  let start = captured.first;
  while (start < captured.last && series.totals[start] === null) start += 1;
  const total = (index: number): Total => ({
    index,
    worth: series.totals[index] ?? null,
    coverage: series.coverageAt(index) ?? { wallets: [], bound: 'about', missing: [] },
  });
  return { start: total(start), end: total(captured.last) };
}

/** The first and the last captured slot of a view. */
function capturedSlots({ times, gapOf }: Series, view: View): { first: number; last: number } | undefined {
  const [from, to] = [firstAtOrAfter(times, view.min), firstAtOrAfter(times, view.max)];
  const first = gapOf.indexOf(-1, from);
  const last = to === 0 ? -1 : gapOf.lastIndexOf(-1, to - 1);
  return first < 0 || first > last ? undefined : { first, last };
}

export function viewFigures(series: Series, view: View): ViewFigures {
  const { details, account } = series;
  const captured = capturedSlots(series, view);
  if (!captured) return { wallets: [], assets: [] };
  const { first, last } = captured;
  const endAt = Math.max(
    0,
    details.findLastIndex((slot) => slot <= last),
  );
  const endDetail = details[endAt] ?? last;
  const startSlot = Math.min(first, endDetail);
  const prices = new Map(account.prices.map(({ asset, prices }) => [asset, decodeDetails(prices)[endAt]]));
  const endCoverage = series.coverageAt(endDetail);
  return {
    ...viewTotals(series, view),
    startSlot,
    endDetail,
    wallets: account.wallets
      .filter(({ wallet }) => isCovered(endCoverage, wallet))
      .map(({ wallet, label, source, worths }) => ({
        wallet,
        label,
        isExchangeFigure: source === 'exchange',
        worth: decodeDetails(worths)[endAt] ?? null,
      })),
    assets: account.assets.map((outline) => ({
      outline,
      price: prices.get(outline.asset) ?? null,
      worth: decodeDetails(outline.worths)[endAt] ?? null,
    })),
  };
}

/** The assets of a view with their amounts at its ends; `encoded` are all assets of the account, in its order. */
export function amountFigures(
  series: Series,
  { assets, startSlot = 0, endDetail = 0 }: ViewFigures,
  encoded: readonly EncodedAsset[],
): AmountFigure[] {
  return assets.flatMap((figure, i) => {
    const asset = encoded[i];
    if (!asset) return [];
    const [startAmount = null, amount = null] = series.amountsAt(asset, [startSlot, endDetail]);
    return [{ ...figure, encoded: asset, amount, startAmount }];
  });
}

const isCovered = (coverage: Coverage | undefined, wallet: string) =>
  coverage?.wallets.includes(wallet) ?? false;

export type Change = { change: string; base: string } | { unknown: string };

/** The change of the total; unknown where the totals are not complete, or not of the same wallets. */
export function totalChange({ start, end }: Pick<ViewFigures, 'start' | 'end'>): Change | undefined {
  if (!start || !end || start.index === end.index) return undefined;
  if (start.worth === null || end.worth === null) return { unknown: 'no worth at one of the ends' };
  if (start.coverage.bound !== 'exact' || end.coverage.bound !== 'exact')
    return { unknown: 'a total is incomplete' };
  if (!sameWallets(start.coverage, end.coverage)) return { unknown: 'the recorded wallets are not the same' };
  return { change: subtract(end.worth, start.worth), base: start.worth };
}

/** Whether two totals can be compared: a wallet that is recorded later did not rise from zero. */
export const sameWallets = (a: Coverage | undefined, b: Coverage | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.wallets.toSorted().join() === b.wallets.toSorted().join());

export type Share = { name: string; worth: string; note?: string };

/** The worth by asset over all wallets, and of the accounts without readable assets, the largest first. */
export function allocation({ assets, wallets }: ViewFigures): Share[] {
  const worths = new Map<string, string>();
  for (const { outline, worth } of assets) {
    if (worth !== null) worths.set(outline.asset, add(worths.get(outline.asset) ?? '0', worth));
  }
  const shares: Share[] = [...worths].map(([name, worth]) => ({ name, worth }));
  for (const { label, worth, isExchangeFigure } of wallets) {
    if (isExchangeFigure && worth !== null) shares.push({ name: label, worth, note: 'exchange’s figure' });
  }
  return shares.filter(({ worth }) => Number(worth) !== 0).sort((a, b) => Number(b.worth) - Number(a.worth));
}
