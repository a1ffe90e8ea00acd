/** All assets at the end of the visible period: amount, price, worth, share, trend and change. */
import { subtract } from '../../decimal';
import { isSimulatedCurrency } from '../../simulated-currency';
import type { EncodedAsset } from '../data';
import { type Cell, createElement, table } from './create-element';
import { amountText, type Formatter, percentText, signClass, signed, worthText } from './format';
import { assetName, decodeDetails, type Series, toPlotValues, walletLabel } from './series';
import { sparkline } from './sparkline';
import type { AmountFigure, ViewFigures } from './view-figures';

const NUMBER = 'number';

/** `show` draws an asset's amount in the chart. */
export function holdingsTable(
  series: Series,
  figures: ViewFigures,
  amounts: readonly AmountFigure[],
  format: Formatter,
  show: (asset: EncodedAsset) => void,
): HTMLElement {
  const { account, times } = series;
  const held = amounts
    .filter(({ amount, startAmount }) => !(isNothing(amount) && isNothing(startAmount)))
    .sort(byWorth);
  if (held.length === 0 || figures.endDetail === undefined || figures.startSlot === undefined)
    return createElement('p', {}, 'Nothing is known to have been held in this period.');
  const total = figures.end?.coverage.bound === 'exact' ? figures.end.worth : null;
  const detailTimes = series.details.map((slot) => times[slot] ?? 0);
  const rows = held.map((figure): Cell[] => {
    const { encoded, amount, price, worth } = figure;
    const link = createElement('button', { type: 'button', class: 'link' }, encoded.asset);
    link.addEventListener('click', () => show(encoded));
    link.title = `Show the amount of ${assetName(encoded, account)} in the chart`;
    const name = createElement(
      'span',
      {},
      link,
      createElement('small', {}, walletLabel(encoded.wallet, account)),
    );
    return [
      { text: '', node: name, class: 'asset' },
      known(amount, amountText),
      ...(isSimulatedCurrency(encoded.asset)
        ? SIMULATED_CURRENCY
        : [known(price, amountText), known(worth, worthText)]),
      { text: (total && worth && percentText(worth, total)) || '', class: `${NUMBER} share` },
      { text: '', node: sparkline(detailTimes, trendOf(series, figure)), class: 'trend' },
      changeCell(figure),
    ];
  });
  const [start, end] = [figures.startSlot, figures.endDetail].map((i) => format.moment(times[i] ?? 0));
  return createElement(
    'div',
    {},
    createElement('p', { class: 'lead' }, `At ${end}; changes since ${start}; trends of the full period.`),
    table(
      `Holdings at ${end}`,
      [
        { text: 'Asset' },
        { text: 'Amount', class: NUMBER, isDecimal: true },
        { text: 'Price', class: NUMBER, isDecimal: true },
        { text: 'Worth', class: NUMBER },
        { text: 'Share', class: NUMBER },
        { text: 'Trend' },
        { text: 'Change', class: NUMBER, isDecimal: true },
      ],
      rows,
      'stacked holdings',
    ),
  );
}

/** Without a price, which is not the same as an unknown one. */
const SIMULATED_CURRENCY: Cell[] = ['simulated', 'none'].map((text) => ({ text, class: NUMBER }));

const isNothing = (amount: string | null) => amount === null || amount === '0';

const byWorth = (a: AmountFigure, b: AmountFigure) => sortKey(b) - sortKey(a);
/** Unknown worths come before amounts of zero, which are listed last. */
const sortKey = ({ worth, amount }: AmountFigure) => {
  if (amount === '0') return Number.NEGATIVE_INFINITY;
  return worth === null ? 0 : Number(worth);
};

const known = (value: string | null, format: (text: string) => string): Cell =>
  value === null ? { text: 'unknown', class: `${NUMBER} unknown` } : { text: format(value), class: NUMBER };

function changeCell({ startAmount, amount }: AmountFigure): Cell {
  if (startAmount === null || amount === null) return known(null, amountText);
  const change = subtract(amount, startAmount);
  return { text: signed(change), class: `${NUMBER} ${signClass(change)}` };
}

/** Worth where prices are known, else the amount. */
function trendOf(series: Series, { encoded }: AmountFigure): (number | null)[] {
  const worths = decodeDetails(encoded.worths);
  if (worths.some((worth) => worth !== null && worth !== '0')) return toPlotValues(worths);
  return toPlotValues(series.amountsAt(encoded, series.details));
}
