/** The figures of the visible period: at its first and last captured slot, and at the details nearest to them. */
import type { Coverage, EncodedAsset } from '../data';
import { add, subtract } from './decimal';
import { decodeDetails, firstAtOrAfter, type Series, type View } from './series';

type Total = { index: number; worth: string | null; coverage: Coverage };

type WalletFigure = {
  wallet: string;
  label: string;
  isExchangeFigure: boolean;
  /** Null where it is unknown. */
  worth: string | null;
};

export type AssetFigure = {
  encoded: EncodedAsset;
  amount: string | null;
  startAmount: string | null;
  price: string | null;
  worth: string | null;
};

export type ViewFigures = {
  /**
   * At the first captured slot of the view that has a worth (where none has, the first), and at the last captured slot;
   * undefined where none was captured.
   */
  start?: Total;
  end?: Total;
  /** Slots (indices) that wallets and assets are of. */
  startDetail?: number;
  endDetail?: number;
  wallets: WalletFigure[];
  assets: AssetFigure[];
};

export function viewFigures(series: Series, view: View): ViewFigures {
  const { times, gapOf, details, account } = series;
  const [from, to] = [firstAtOrAfter(times, view.min), firstAtOrAfter(times, view.max)];
  const captured = (i: number) => gapOf[i] === -1;
  let [first, last] = [from, to - 1];
  while (first < to && !captured(first)) first += 1;
  while (last >= from && !captured(last)) last -= 1;
  if (first > last) return { wallets: [], assets: [] };

  let firstWorth = first;
  while (firstWorth < last && series.totals[firstWorth] === null) firstWorth += 1;
  const total = (index: number): Total => ({
    index,
    worth: series.totals[index] ?? null,
    coverage: series.coverageAt(index) ?? { wallets: [], bound: 'about', missing: [] },
  });
  const endAt = Math.max(
    0,
    details.findLastIndex((slot) => slot <= last),
  );
  const startAt = Math.min(
    endAt,
    Math.max(
      0,
      details.findIndex((slot) => slot >= first),
    ),
  );
  const [startDetail, endDetail] = [details[startAt] ?? first, details[endAt] ?? last];
  const prices = new Map(account.prices.map(({ asset, prices }) => [asset, decodeDetails(prices)[endAt]]));
  const endCoverage = series.coverageAt(endDetail);
  return {
    start: total(firstWorth),
    end: total(last),
    startDetail,
    endDetail,
    wallets: account.wallets
      .filter(({ wallet }) => isCovered(endCoverage, wallet))
      .map(({ wallet, label, source, worths }) => ({
        wallet,
        label,
        isExchangeFigure: source === 'exchange',
        worth: decodeDetails(worths)[endAt] ?? null,
      })),
    assets: account.assets.map((encoded) => {
      const amounts = series.detailAmounts(encoded);
      return {
        encoded,
        amount: amounts[endAt] ?? null,
        startAmount: amounts[startAt] ?? null,
        price: prices.get(encoded.asset) ?? null,
        worth: decodeDetails(encoded.worths)[endAt] ?? null,
      };
    }),
  };
}

const isCovered = (coverage: Coverage | undefined, wallet: string) =>
  coverage?.wallets.includes(wallet) ?? false;

export type Change = { change: string; base: string } | { unknown: string };

/** The change of the total; unknown where the totals are not complete, or not of the same wallets. */
export function totalChange({ start, end }: ViewFigures): Change | undefined {
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
  for (const { encoded, worth } of assets) {
    if (worth !== null) worths.set(encoded.asset, add(worths.get(encoded.asset) ?? '0', worth));
  }
  const shares: Share[] = [...worths].map(([name, worth]) => ({ name, worth }));
  for (const { label, worth, isExchangeFigure } of wallets) {
    if (isExchangeFigure && worth !== null) shares.push({ name: label, worth, note: 'exchange’s figure' });
  }
  return shares.filter(({ worth }) => Number(worth) !== 0).sort((a, b) => Number(b.worth) - Number(a.worth));
}
