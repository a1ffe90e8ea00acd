/** One account: summary, chart, wallets and allocation on the first screen, then holdings, movements and completeness. */
import type { AccountData, Gap, PageData } from '../data';
import { header, legend } from './account-header';
import { completeness } from './completeness';
import { createElement, section } from './create-element';
import { type Formatter, gapText } from './format';
import { type HistoryChart, historyChart } from './history-chart';
import { holdingsTable } from './holdings-table';
import { movementsTable } from './movements-table';
import { amountPlot, type Plot, worthPlot } from './plot';
import { rangeButtons } from './range-buttons';
import { assetName, fullView, type Series, seriesOf, type View } from './series';
import { allocationList, amountList, walletList } from './share-lists';
import { fillSummary } from './summary';
import { theme } from './theme';
import { valuesTable } from './values-table';
import { type ViewFigures, viewFigures } from './view-figures';

type Options = { account: AccountData; data: PageData; format: Formatter; picker: HTMLElement | null };

export type AccountPage = {
  root: HTMLElement;
  /** Draws, once the root is in the document and has a width. */
  start(): void;
  destroy(): void;
};

const DAY = 86_400;
const WORTH = 'worth';
/** The tables follow the chart after this pause: filling them on each step of a drag would make it stutter. */
const FILL_DELAY_MS = 120;

export function accountPage({ account, data, format, picker }: Options): AccountPage {
  const series = seriesOf(account);
  let chart: HistoryChart | undefined;
  let plot = defaultPlot(series);
  let view = fullView(series.times);
  let pointed = Math.max(0, series.gapOf.lastIndexOf(-1));
  let timer = 0;

  const summary = createElement('div', { class: 'summary', 'aria-live': 'polite' });
  const plotPicker = createElement('select', { id: 'plot', 'aria-label': 'Show' }, ...plotOptions(series));
  plotPicker.addEventListener('change', () => choosePlot(plotPicker.value));
  const readout = createElement('output', { class: 'readout', for: 'slot' });
  const slider = createElement('input', {
    id: 'slot',
    type: 'range',
    min: 0,
    max: Math.max(0, series.times.length - 1),
    value: pointed,
  });
  slider.addEventListener('input', () => chart?.point(Number(slider.value)));
  const canvas = createElement('div', { class: 'chart', 'aria-hidden': 'true' });
  const ranges = rangeButtons(
    series,
    () => chart?.view() ?? view,
    (next) => chart?.setView(next),
  );
  const values = createElement(
    'details',
    { class: 'values' },
    createElement('summary', {}, 'The chart as a table'),
    createElement('div', {}),
  );
  values.addEventListener('toggle', fillValues);
  const [wallets, assets, holdings, movements] = [1, 2, 3, 4].map(() => createElement('div', {}));
  const detailNote = createElement('p', { class: 'lead' });

  function choosePlot(value: string): void {
    const asset = account.assets[Number(value)];
    plot = value === WORTH || !asset ? worthPlot(series) : amountPlot(series, asset);
    plotPicker.value = value;
    chart?.show(plot);
    onPoint(pointed);
    fillValues();
  }

  function onPoint(index: number): void {
    pointed = index;
    if (series.times.length === 0) return;
    const { when, text, className } = describePoint(series, plot, index, format);
    readout.replaceChildren(
      createElement('span', { class: 'when' }, when),
      createElement('span', { class: `what ${className}` }, text),
    );
    slider.value = String(index);
    slider.setAttribute('aria-valuetext', `${when}: ${text}`);
  }

  function fillValues(): void {
    if (!values.open) return;
    values.lastElementChild?.replaceChildren(valuesTable(series, plot, view, format));
  }

  function onView(next: View): void {
    view = next;
    ranges.mark(view);
    clearTimeout(timer);
    timer = window.setTimeout(fillView, FILL_DELAY_MS);
  }

  function fillView(): void {
    const figures = viewFigures(series, view);
    fillSummary(summary, series, figures, format);
    detailNote.textContent = detailText(series, figures, format);
    wallets?.replaceChildren(walletList(figures));
    assets?.replaceChildren(series.hasWorth ? allocationList(figures) : amountList(figures));
    const show = (encoded: AccountData['assets'][number]) => {
      choosePlot(String(account.assets.indexOf(encoded)));
      document.getElementById('history')?.scrollIntoView({ block: 'start' });
      plotPicker.focus({ preventScroll: true });
    };
    holdings?.replaceChildren(holdingsTable(series, figures, format, ({ encoded }) => show(encoded)));
    movements?.replaceChildren(movementsTable(account, view, format));
    fillValues();
  }

  function showGap(gap: Gap): void {
    const [from, to] = [Date.parse(gap.from) / 1000, Date.parse(gap.to) / 1000];
    const room = Math.max(2 * (to - from), DAY);
    chart?.setView({ min: from - room, max: to + room });
    chart?.point(series.times.indexOf(from));
    document.getElementById('history')?.scrollIntoView({ block: 'start' });
    slider.focus({ preventScroll: true });
  }

  const chartSection = createElement(
    'section',
    { id: 'history', class: 'history', 'aria-label': 'History' },
    createElement('div', { class: 'top' }, summary, ranges.root),
    canvas,
    readout,
    createElement(
      'div',
      { class: 'controls' },
      createElement('label', { class: 'slider' }, createElement('span', {}, 'Slot'), slider),
      createElement(
        'label',
        { class: 'picker' },
        createElement('span', { class: 'picker-label' }, 'Show '),
        plotPicker,
      ),
    ),
    legend(series),
  );
  const shares = createElement(
    'div',
    { class: 'side' },
    section('wallets', 'Wallets', wallets),
    section('allocation', series.hasWorth ? 'Allocation' : 'Amounts', assets),
    detailNote,
  );

  return {
    root: createElement(
      'div',
      { class: 'account' },
      header(series, format, picker),
      createElement('div', { class: 'first-screen' }, chartSection, shares),
      values,
      section('holdings', 'Holdings', holdings),
      section('movements', 'Movements', movements),
      section('completeness', 'Completeness and gaps', ...completeness(series, format, showGap)),
      createElement(
        'footer',
        {},
        `Made ${format.moment(data.madeAt)}. Times are in ${data.timezone}. Worth is in USDT, by the prices of each slot.`,
      ),
    ),
    start() {
      if (series.times.length > 0) {
        chart = historyChart(canvas, { series, timezone: data.timezone, theme: theme(), onPoint, onView });
      }
      ranges.mark(view);
      choosePlot(plotValue(series, plot));
      fillView();
    },
    destroy() {
      clearTimeout(timer);
      chart?.destroy();
    },
  };
}

/** The total worth; in a history without prices, the amount that changed most often. */
function defaultPlot(series: Series): Plot {
  const asset = series.hasWorth ? undefined : mostActiveAsset(series.account);
  return asset ? amountPlot(series, asset) : worthPlot(series);
}

function plotValue({ account, hasWorth }: Series, plot: Plot): string {
  const asset = hasWorth ? -1 : account.assets.findIndex((each) => assetName(each, account) === plot.title);
  return asset < 0 ? WORTH : String(asset);
}

/** A value that differs from the one before it is not blank in the encoded series. */
const mostActiveAsset = ({ assets }: AccountData) =>
  assets.toSorted((a, b) => changesOf(b.amounts) - changesOf(a.amounts))[0];
const changesOf = (amounts: string) => amounts.split(',').filter((value) => value !== '').length;

const plotOptions = ({ account }: Series) => [
  createElement('option', { value: WORTH }, 'Total worth'),
  ...account.assets.map((asset, i) => createElement('option', { value: i }, assetName(asset, account))),
];

function describePoint(series: Series, plot: Plot, index: number, format: Formatter) {
  const gap = series.account.gaps.gaps[series.gapOf[index] ?? -1];
  const when = format.moment(series.times[index] ?? 0);
  if (gap) return { when, text: `unknown, ${gapText(gap)}`, className: gap.status };
  const { value, note } = plot.at(index);
  const text = value === null ? 'unknown' : `${value} ${plot.unit}`;
  return { when, text: note && plot.hasShortNotes ? `${text} (${note})` : text, className: '' };
}

function detailText({ times }: Series, { end, endDetail }: ViewFigures, format: Formatter): string {
  if (endDetail === undefined || end === undefined || end.index === endDetail) return '';
  return `Wallets and allocation at ${format.moment(times[endDetail] ?? 0)}.`;
}
