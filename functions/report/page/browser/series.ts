/** An account's slots, totals, amounts and details, decoded as they are needed. */
import {
  type AccountOutline,
  type Amount,
  type AssetOutline,
  type Coverage,
  decodeAmounts,
  decodeAt,
  decodeCaptured,
  decodeSeries,
  decodeSlots,
  type EncodedAsset,
  UNKNOWN,
} from '../data';
import { gapText } from './format';
import { firstAtOrAfter, type Timeline } from './timeline';

export type Series = Timeline & {
  account: AccountOutline;
  /** For each slot the index of its gap, -1 where it was captured. */
  gapOf: number[];
  /** For each slot its total worth; null where it is unknown. */
  totals: (string | null)[];
  /** What the total of a slot is made of; undefined where the slot was not captured. */
  coverageAt(index: number): Coverage | undefined;
  /** One for each due slot. */
  amounts(asset: EncodedAsset): Amount[];
  /** The total of an asset at some captured slots, in ascending order; null where it is unknown. */
  amountsAt(asset: EncodedAsset, indices: readonly number[]): (string | null)[];
  /** Slots with worths and prices, as indices of due slots in order. */
  details: number[];
  /** False for a history without prices, where nothing but an empty wallet has a worth. */
  hasWorth: boolean;
  /** Whether a total does not contain all that was held. */
  hasIncompleteWorth: boolean;
};

export function seriesOf(account: AccountOutline): Series {
  const { times, gapOf } = decodeSlots(account);
  const coverageOf = decodeCaptured(account.coverageOf, gapOf);
  const captured = [...gapOf.keys()].filter((index) => (gapOf[index] ?? 0) < 0);
  /** How many slots were captured before one. */
  const position = (index: number) => firstAtOrAfter(captured, index);
  const coverageAt = (index: number) => account.coverages[Number(coverageOf[index] ?? Number.NaN)];
  const valued = decodeCaptured(account.totals, gapOf);
  const hasWorth = account.prices.length > 0 || valued.some((total) => total !== null && total !== '0');
  // A bound of zero says nothing: without prices, empty wallets alone have a worth.
  const totals = hasWorth ? valued : valued.map((total, i) => (coverageAt(i)?.missing.length ? null : total));
  const gapAt = (index: number) => account.gaps.gaps[gapOf[index] ?? -1];
  let next = 0;
  const details = decodeSeries(account.detailSteps).map((step) => {
    next += Number(step);
    return captured[next] ?? 0;
  });
  // One asset's year is a few hundred kilobytes: only the last one is held.
  let last: { asset: EncodedAsset; amounts: Amount[] } | undefined;
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
    hasWorth,
    statusAt: (index) => gapAt(index)?.status,
    gapTextAt(index) {
      const gap = gapAt(index);
      return gap && gapText(gap);
    },
    hasIncompleteWorth: totals.some((total, i) => total !== null && coverageAt(i)?.bound !== 'exact'),
    coverageAt,
    amounts,
    amountsAt: (asset, indices) =>
      decodeAt(asset.amounts, indices.map(position)).map((value) =>
        value === UNKNOWN ? null : (value.split('|')[0] ?? null),
      ),
  };
}

/** The values of a series by detail; null where unknown. */
export const decodeDetails = (text: string): (string | null)[] =>
  decodeSeries(text).map((value) => (value === UNKNOWN ? null : value));

/** For drawing only: a pixel does not need more digits than a number has. */
export const toPlotValues = (values: (string | null)[]): (number | null)[] =>
  values.map((value) => (value === null ? null : Number(value)));

const labels = new WeakMap<AccountOutline, Map<string, string>>();

export function walletLabel(id: string, account: AccountOutline): string {
  const known = labels.get(account) ?? new Map(account.wallets.map(({ wallet, label }) => [wallet, label]));
  labels.set(account, known);
  return known.get(id) ?? id;
}

/** The asset alone where there is one wallet. */
export const assetName = ({ wallet, asset }: AssetOutline, account: AccountOutline): string =>
  account.assets.every((other) => other.wallet === wallet)
    ? asset
    : `${asset} (${walletLabel(wallet, account)})`;
