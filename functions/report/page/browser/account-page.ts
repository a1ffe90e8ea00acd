/** One account: summary, chart, wallets and allocation on the first screen, then holdings, movements and completeness. */
import {
  type AccountOutline,
  countChanges,
  type EncodedAsset,
  type EncodedSeries,
  type PageOutline,
  UNKNOWN,
} from '../data';
import { header, legend } from './account-header';
import { completeness } from './completeness';
import { createElement, section } from './create-element';
import type { Formatter } from './format';
import { historySection, type PlotChoice } from './history-section';
import { holdingsTable } from './holdings-table';
import { movementsTable } from './movements-table';
import { painted } from './painted';
import { amountPlot, worthPlot } from './plot';
import { assetName, type Series, seriesOf } from './series';
import { allocationList, amountList, walletList } from './share-lists';
import { fillSummary } from './summary';
import type { View } from './timeline';
import { amountFigures, type ViewFigures, viewFigures } from './view-figures';

type Options = {
  account: AccountOutline;
  /** The amounts of the account's assets, in its order. */
  readAmounts(): Promise<EncodedSeries[]>;
  data: PageOutline;
  format: Formatter;
  picker: HTMLElement | null;
};

/** What the page shows: an account, or the overview. */
export type PageView = {
  root: HTMLElement;
  /** Draws, once the root is in the document and has a width; rejects where the data cannot be read. */
  start(): Promise<void>;
  destroy(): void;
};

export function accountPage({ account, readAmounts, data, format, picker }: Options): PageView {
  const series = seriesOf(account);
  const summary = createElement('div', { class: 'summary', 'aria-live': 'polite' });
  const [wallets, assets, holdings, movements, gaps] = [1, 2, 3, 4, 5].map(() => createElement('div', {}));
  const detailNote = createElement('p', { class: 'lead' });
  /** Undefined until the amounts have been read. */
  let encoded: EncodedAsset[] | undefined;
  const history = historySection({
    timeline: series,
    choices: plotChoices(series, () => encoded),
    format,
    timezone: data.timezone,
    summary,
    legend: legend(series),
    onView: (view) => fillTables(view, fillFirstScreen(view)),
  });
  let isDestroyed = false;

  const amountsOf = (figures: ViewFigures) => amountFigures(series, figures, encoded ?? []);

  function fillFirstScreen(view: View): ViewFigures {
    const figures = viewFigures(series, view);
    fillSummary(summary, series, figures, format);
    detailNote.textContent = detailText(series, figures, format);
    wallets?.replaceChildren(walletList(figures));
    assets?.replaceChildren(
      series.hasWorth ? allocationList(figures) : amountList(series, amountsOf(figures)),
    );
    return figures;
  }

  function fillTables(view: View, figures: ViewFigures): void {
    if (!encoded) return;
    const show = (asset: EncodedAsset) => history.choose(1 + (encoded?.indexOf(asset) ?? 0));
    holdings?.replaceChildren(holdingsTable(series, figures, amountsOf(figures), format, show));
    movements?.replaceChildren(movementsTable(account, view, format));
  }

  async function addAmounts(): Promise<void> {
    const amounts = await readAmounts();
    encoded = account.assets.map((asset, i) => ({ ...asset, amounts: amounts[i] ?? UNKNOWN }));
    history.enablePicker();
  }

  function draw(): void {
    history.start(series.hasWorth ? 0 : mostChanged(encoded ?? []));
    fillFirstScreen(history.view());
  }

  function fillRest(): void {
    fillTables(history.view(), viewFigures(series, history.view()));
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
    async start() {
      // A history without prices is drawn by its amounts.
      if (!series.hasWorth) await addAmounts();
      if (isDestroyed) return;
      draw();
      await painted();
      if (!encoded) await addAmounts();
      if (!isDestroyed) fillRest();
    },
    destroy() {
      isDestroyed = true;
      history.destroy();
    },
  };
}

const seconds = (slot: string) => Date.parse(slot) / 1000;

/** The total worth, then each asset in the order of the data, once its amounts are known. */
const plotChoices = (series: Series, encoded: () => EncodedAsset[] | undefined): PlotChoice[] => [
  { name: 'Total worth', create: () => worthPlot(series) },
  ...series.account.assets.map((outline, i) => ({
    name: assetName(outline, series.account),
    create() {
      const asset = encoded()?.[i];
      return asset && amountPlot(series, asset);
    },
  })),
];

/** The choice of the amount that changed most often: what is shown of a history without prices. */
function mostChanged(encoded: readonly EncodedAsset[]): number {
  const changes = encoded.map(({ amounts }) => countChanges(amounts));
  return 1 + changes.indexOf(Math.max(...changes));
}

function detailText({ times }: Series, { end, endDetail }: ViewFigures, format: Formatter): string {
  if (endDetail === undefined || end === undefined || end.index === endDetail) return '';
  return `Wallets and allocation at ${format.moment(times[endDetail] ?? 0)}.`;
}
