/** What the chart shows: the total worth, or the amount of one asset. */
import { subtract } from '../../decimal';
import type { EncodedAsset } from '../data';
import { amountText, boundText, worthText } from './format';
import { assetName, type Series, toPlotValues } from './series';
import { missingText } from './summary';
import { sameWallets } from './view-figures';

export type Plot = {
  title: string;
  unit: string;
  /** By due slot: what is drawn as known, and what is drawn as an incomplete total. */
  values: (number | null)[];
  incomplete: (number | null)[];
  /** Whether the line may join a slot's level to that of the slot before. */
  isJoined(index: number): boolean;
  /** The figure of a slot as text; null where it is unknown. */
  at(index: number): { value: string | null; note: string };
  /** Whether the note belongs beside each figure, or in the table alone. */
  hasShortNotes: boolean;
};

export function worthPlot(series: Series): Plot {
  const { totals, account } = series;
  const values = toPlotValues(totals);
  const isExact = (i: number) => series.coverageAt(i)?.bound === 'exact';
  return {
    title: 'Total worth',
    unit: 'USDT',
    hasShortNotes: false,
    values: values.map((value, i) => (isExact(i) ? value : null)),
    incomplete: values.map((value, i) => (isExact(i) ? null : value)),
    isJoined: (i) => sameWallets(series.coverageAt(i - 1), series.coverageAt(i)),
    at(i) {
      const [total, coverage] = [totals[i] ?? null, series.coverageAt(i)];
      const missing = coverage?.missing ?? [];
      return {
        value: total === null || !coverage ? null : boundText(coverage.bound) + worthText(total),
        note: missing.length > 0 ? `not included: ${missingText(missing, account)}` : '',
      };
    },
  };
}

export function amountPlot(series: Series, asset: EncodedAsset): Plot {
  const amounts = series.amounts(asset);
  return {
    title: assetName(asset, series.account),
    unit: asset.asset,
    hasShortNotes: true,
    values: toPlotValues(amounts.map((amount) => amount?.total ?? null)),
    incomplete: amounts.map(() => null),
    isJoined: () => true,
    at(i) {
      const amount = amounts[i];
      if (!amount) return { value: null, note: series.gapOf[i] === -1 ? 'the wallet was not read' : '' };
      const { total, locked } = amount;
      const note =
        locked === '0' ? '' : `${amountText(subtract(total, locked))} free, ${amountText(locked)} locked`;
      return { value: amountText(total), note };
    },
  };
}
