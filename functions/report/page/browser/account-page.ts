/** One account: summary, chart, wallets and allocation on the first screen, then holdings, movements and completeness. */
import { type AccountData, countChanges, type EncodedAsset, type PageData } from '../data';
import { header, legend } from './account-header';
import { afterPaint } from './after-paint';
import { completeness } from './completeness';
import { createElement, section } from './create-element';
import type { Formatter } from './format';
import { historySection, type PlotChoice } from './history-section';
import { holdingsTable } from './holdings-table';
import { movementsTable } from './movements-table';
import { amountPlot, worthPlot } from './plot';
import { assetName, type Series, seriesOf } from './series';
import { allocationList, amountList, walletList } from './share-lists';
import { fillSummary } from './summary';
import type { View } from './timeline';
import { type ViewFigures, viewFigures } from './view-figures';

type Options = { account: AccountData; data: PageData; format: Formatter; picker: HTMLElement | null };

/** What the page shows: an account, or the overview. */
export type PageView = {
  root: HTMLElement;
  /** Draws, once the root is in the document and has a width. */
  start(): void;
  destroy(): void;
};

export function accountPage({ account, data, format, picker }: Options): PageView {
  const series = seriesOf(account);
  const summary = createElement('div', { class: 'summary', 'aria-live': 'polite' });
  const [wallets, assets, holdings, movements, gaps] = [1, 2, 3, 4, 5].map(() => createElement('div', {}));
  const detailNote = createElement('p', { class: 'lead' });
  const history = historySection({
    timeline: series,
    choices: plotChoices(series),
    choice: firstChoice(series),
    format,
    timezone: data.timezone,
    summary,
    legend: legend(series),
    onView: (view) => fillTables(view, fillFirstScreen(view)),
  });
  let cancelRest = () => {};

  function fillFirstScreen(view: View): ViewFigures {
    const figures = viewFigures(series, view);
    fillSummary(summary, series, figures, format);
    detailNote.textContent = detailText(series, figures, format);
    wallets?.replaceChildren(walletList(figures));
    assets?.replaceChildren(series.hasWorth ? allocationList(figures) : amountList(series, figures));
    return figures;
  }

  function fillTables(view: View, figures: ViewFigures): void {
    const show = (asset: EncodedAsset) => history.choose(1 + account.assets.indexOf(asset));
    holdings?.replaceChildren(holdingsTable(series, figures, format, show));
    movements?.replaceChildren(movementsTable(account, view, format));
  }

  function fillRest(figures: ViewFigures): void {
    fillTables(history.view(), figures);
    gaps?.replaceChildren(
      ...completeness(series, format, ({ from, to }) => history.showGap(seconds(from), seconds(to))),
    );
    root.removeAttribute('aria-busy');
  }

  const root = createElement(
    'div',
    { class: 'account', 'aria-busy': 'true' },
    header(series, format, picker),
    createElement(
      'div',
      { class: 'first-screen' },
      history.root,
      createElement(
        'div',
        { class: 'side' },
        section('wallets', 'Wallets', wallets),
        section('allocation', series.hasWorth ? 'Allocation' : 'Amounts', assets),
        detailNote,
      ),
    ),
    history.values,
    section('holdings', 'Holdings', holdings),
    section('movements', 'Movements', movements),
    section('completeness', 'Completeness and gaps', gaps),
    createElement(
      'footer',
      {},
      `Made ${format.moment(data.madeAt)}. Times are in ${data.timezone}. Worth is in USDT, by the prices of each slot.`,
    ),
  );

  return {
    root,
    start() {
      history.start();
      const figures = fillFirstScreen(history.view());
      cancelRest = afterPaint(() => fillRest(figures));
    },
    destroy() {
      cancelRest();
      history.destroy();
    },
  };
}

const seconds = (slot: string) => Date.parse(slot) / 1000;

/** The total worth, then each asset in the order of the data. */
const plotChoices = (series: Series): PlotChoice[] => [
  { name: 'Total worth', create: () => worthPlot(series) },
  ...series.account.assets.map((asset) => ({
    name: assetName(asset, series.account),
    create: () => amountPlot(series, asset),
  })),
];

/** The total worth; in a history without prices, the amount that changed most often. */
function firstChoice({ hasWorth, account }: Series): number {
  if (hasWorth) return 0;
  const changes = account.assets.map(({ amounts }) => countChanges(amounts));
  return 1 + changes.indexOf(Math.max(...changes));
}

function detailText({ times }: Series, { end, endDetail }: ViewFigures, format: Formatter): string {
  if (endDetail === undefined || end === undefined || end.index === endDetail) return '';
  return `Wallets and allocation at ${format.moment(times[endDetail] ?? 0)}.`;
}
