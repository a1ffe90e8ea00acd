/** An account's slots, totals, amounts and details, decoded as they are needed. */
import {
  type AccountData,
  type Amount,
  type Coverage,
  decodeAmounts,
  decodeAt,
  decodeCaptured,
  decodeSeries,
  decodeSlots,
  type EncodedAsset,
  UNKNOWN,
} from '../data';

/** From one time to another, epoch seconds. */
export type View = { min: number; max: number };

export type Series = {
  account: AccountData;
  /** Due slots, epoch seconds. */
  times: number[];
  /** For each slot the index of its gap, -1 where it was captured. */
  gapOf: number[];
  /** For each slot its total worth; null where it is unknown. */
  totals: (string | null)[];
  /** What the total of a slot is made of; undefined where the slot was not captured. */
  coverageAt(index: number): Coverage | undefined;
  /** One for each due slot. */
  amounts(asset: EncodedAsset): Amount[];
  /** The total of an asset at each detail; null where it is unknown. */
  detailAmounts(asset: EncodedAsset): (string | null)[];
  /** Slots with worths and prices, as indices of due slots in order. */
  details: number[];
  /** False for a history without prices, where nothing but an empty wallet has a worth. */
  hasWorth: boolean;
  /** Whether a total does not contain all that was held. */
  hasIncompleteWorth: boolean;
};

export function seriesOf(account: AccountData): Series {
  const { times, gapOf } = decodeSlots(account);
  const totals = decodeCaptured(account.totals, gapOf);
  const coverageOf = decodeCaptured(account.coverageOf, gapOf);
  const captured = gapOf.flatMap((gap, i) => (gap < 0 ? [i] : []));
  const coverageAt = (index: number) => account.coverages[Number(coverageOf[index] ?? Number.NaN)];
  let position = 0;
  const detailPositions = decodeSeries(account.detailSteps).map((step) => {
    position += Number(step);
    return position;
  });
  const details = detailPositions.map((position) => captured[position] ?? 0);
  // One asset's year is a few hundred kilobytes: only the last one is held.
  let last: { asset: EncodedAsset; amounts: Amount[] } | undefined;
  const detailAmounts = new Map<EncodedAsset, (string | null)[]>();
  function amounts(asset: EncodedAsset): Amount[] {
    if (last?.asset !== asset) last = { asset, amounts: decodeAmounts(asset, gapOf) };
    return last.amounts;
  }
  return {
    account,
    times,
    gapOf,
    totals,
    details,
    hasWorth: account.prices.length > 0 || totals.some((total) => total !== null && total !== '0'),
    hasIncompleteWorth: totals.some((total, i) => total !== null && coverageAt(i)?.bound !== 'exact'),
    coverageAt,
    amounts,
    detailAmounts(asset) {
      const known = detailAmounts.get(asset);
      if (known) return known;
      const totals = decodeAt(asset.amounts, detailPositions).map((value) =>
        value === UNKNOWN ? null : (value.split('|')[0] ?? null),
      );
      detailAmounts.set(asset, totals);
      return totals;
    },
  };
}

/** The values of a series by detail; null where unknown. */
export const decodeDetails = (text: string): (string | null)[] =>
  decodeSeries(text).map((value) => (value === UNKNOWN ? null : value));

/** For drawing only: a pixel does not need more digits than a number has. */
export const toPlotValues = (values: (string | null)[]): (number | null)[] =>
  values.map((value) => (value === null ? null : Number(value)));

const labels = new WeakMap<AccountData, Map<string, string>>();

export function walletLabel(id: string, account: AccountData): string {
  const known = labels.get(account) ?? new Map(account.wallets.map(({ wallet, label }) => [wallet, label]));
  labels.set(account, known);
  return known.get(id) ?? id;
}

/** The asset alone where there is one wallet. */
export const assetName = ({ wallet, asset }: EncodedAsset, account: AccountData): string =>
  account.assets.every((other) => other.wallet === wallet)
    ? asset
    : `${asset} (${walletLabel(wallet, account)})`;

export function fullView(times: number[]): View {
  const [first = 0, last = first] = [times[0], times.at(-1)];
  const interval = (times.at(-1) ?? 0) - (times.at(-2) ?? first) || 3600;
  return { min: first, max: last + interval };
}

/** Index of the first slot at or after a time. */
export function firstAtOrAfter(times: number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
