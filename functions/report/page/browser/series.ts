/** An account's slots and amounts, unpacked as they are needed. */
import { type AccountData, type Amount, decodeAmounts, decodeSlots, type EncodedAsset } from '../data';

export type Series = {
  account: AccountData;
  /** Due slots, epoch seconds. */
  times: number[];
  /** For each slot the index of its gap, -1 where it was captured. */
  gapOf: number[];
  /** One for each due slot; null where nobody knows. */
  amounts(asset: EncodedAsset): Amount[];
};

export function seriesOf(account: AccountData): Series {
  const { times, gapOf } = decodeSlots(account);
  const known = new Map<EncodedAsset, Amount[]>();
  return {
    account,
    times,
    gapOf,
    amounts(asset) {
      const amounts = known.get(asset) ?? decodeAmounts(asset, gapOf);
      known.set(asset, amounts);
      return amounts;
    },
  };
}

/** For drawing only: a pixel does not need more digits than a number has. */
export const toPlotValues = (amounts: Amount[]): (number | null)[] =>
  amounts.map((amount) => (amount ? Number(amount.total) : null));

export const assetName = ({ wallet, asset }: EncodedAsset, { assets }: AccountData): string =>
  assets.every((other) => other.wallet === wallet) ? asset : `${asset} (${wallet})`;
