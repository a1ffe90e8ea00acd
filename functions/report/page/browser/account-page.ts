/** One account's part of the page: headline facts, chart, small multiples, changes and gaps. */
import type { AccountData, EncodedAsset, Gap, PageData } from '../data';
import { createElement } from './create-element';
import { amountText, type Formatter, gapText } from './format';
import { headline } from './headline';
import { type HoldingsChart, holdingsChart } from './holdings-chart';
import { rangeButtons } from './range-buttons';
import { assetName, seriesOf } from './series';
import { smallMultiples } from './small-multiples';
import { changesTables, gapsTable, valuesTable } from './tables';
import { theme } from './theme';

type Context = { account: AccountData; data: PageData; wording: Formatter; picker: HTMLElement | null };

type AccountPage = {
  root: HTMLElement;
  /** Draws, once the root is in the document and has a width. */
  start(asset?: string): void;
  close(): void;
};

const DAY = 86_400;

export function accountPage(context: Context): AccountPage {
  const { account, data, wording } = context;
  const series = seriesOf(account);
  const colours = theme();
  let asset = mostActiveAsset(account);
  let chart: HoldingsChart | undefined;
  let pointed = Math.max(0, series.gapOf.lastIndexOf(-1));

  const picker = createElement(
    'select',
    { id: 'asset' },
    ...account.assets.map((each, i) => createElement('option', { value: i }, assetName(each, account))),
  );
  picker.addEventListener('change', () => choose(account.assets[Number(picker.value)]));
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
  const values = createElement(
    'details',
    { class: 'values' },
    createElement('summary', {}, 'The figures behind the chart'),
    createElement('div', {}),
  );
  values.addEventListener('toggle', fillValues);
  const multiples = smallMultiples(series, colours, (each) => {
    choose(each);
    document.getElementById('holdings')?.scrollIntoView({ block: 'start' });
  });

  function choose(chosen: EncodedAsset | undefined): void {
    if (!chosen) return;
    asset = chosen;
    picker.value = String(account.assets.indexOf(chosen));
    multiples.mark(chosen);
    chart?.show(chosen);
    onPoint(pointed);
    fillValues();
  }

  function onPoint(index: number): void {
    pointed = index;
    if (!asset || series.times.length === 0) return;
    const amount = series.amounts(asset)[index] ?? null;
    const gap = account.gaps.gaps[series.gapOf[index] ?? -1];
    const when = wording.moment(series.times[index] ?? 0);
    const what = gap ? `unknown, ${gapText(gap)}` : amountText(assetName(asset, account), amount);
    readout.replaceChildren(
      createElement('span', { class: 'when' }, when),
      createElement('span', { class: gap ? `what ${gap.status}` : 'what' }, what),
    );
    slider.value = String(index);
    slider.setAttribute('aria-valuetext', `${when}: ${what}`);
  }

  function fillValues(): void {
    const holder = values.lastElementChild;
    if (!values.open || !asset || !chart) return;
    holder?.replaceChildren(valuesTable(series, asset, chart.view(), wording));
  }

  function showGap(gap: Gap): void {
    const [from, to] = [Date.parse(gap.from) / 1000, Date.parse(gap.to) / 1000];
    const room = Math.max(2 * (to - from), DAY);
    chart?.setView({ min: from - room, max: to + room });
    chart?.point(series.times.indexOf(from));
    document.getElementById('holdings')?.scrollIntoView({ block: 'start' });
    slider.focus({ preventScroll: true });
  }

  let filling = 0;
  const onView = () => {
    clearTimeout(filling);
    filling = setTimeout(fillValues, 150);
  };

  return {
    root: createElement(
      'div',
      { class: 'account' },
      headline(series, wording, context.picker),
      createElement(
        'section',
        { id: 'holdings', 'aria-labelledby': 'holdings-title' },
        createElement('h2', { id: 'holdings-title' }, 'Holdings over time'),
        createElement(
          'div',
          { class: 'controls' },
          createElement('label', { class: 'picker' }, 'Asset ', picker),
          rangeButtons(() => chart, series),
        ),
        readout,
        canvas,
        createElement('label', { class: 'slider' }, createElement('span', {}, 'Slot'), slider),
        legend(account),
        values,
      ),
      section(
        'assets',
        'All assets',
        'Each on a scale of its own. Choose one to see it large.',
        multiples.root,
      ),
      section('changes', 'Changes', comparison(account, wording), changesTables(series)),
      section('gaps', 'Gaps', undefined, gapsTable(account.gaps.gaps, wording, showGap)),
      createElement('footer', {}, `Made ${wording.moment(data.madeAt)}. Times are in ${data.timezone}.`),
    ),
    start(wanted) {
      if (series.times.length > 0) {
        chart = holdingsChart(canvas, {
          series,
          timezone: data.timezone,
          theme: colours,
          onPoint,
          onView,
        });
      }
      choose(account.assets.find((each) => assetName(each, account) === wanted) ?? asset);
    },
    close() {
      clearTimeout(filling);
      chart?.destroy();
      multiples.destroy();
    },
  };
}

/** The asset that changed most often makes the most telling first picture. */
const mostActiveAsset = ({ assets }: AccountData): EncodedAsset | undefined =>
  assets.reduce<EncodedAsset | undefined>(
    (best, asset) => (best && best.amounts.length >= asset.amounts.length ? best : asset),
    undefined,
  );

function section(id: string, title: string, lead: string | undefined, content: Node): HTMLElement {
  return createElement(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    createElement('h2', { id: `${id}-title` }, title),
    lead ? createElement('p', { class: 'lead' }, lead) : null,
    content,
  );
}

function comparison({ compared }: AccountData, wording: Formatter): string {
  return `From ${wording.moment(compared.start)} to ${wording.moment(compared.end)}, each by the last captured slot at or before it.`;
}

function legend({ gaps }: AccountData): HTMLElement | null {
  if (gaps.failed + gaps.missing === 0) return null;
  const entry = (status: string, text: string) =>
    createElement('span', {}, createElement('i', { class: `swatch ${status}`, 'aria-hidden': 'true' }), text);
  return createElement(
    'p',
    { class: 'legend' },
    gaps.failed > 0 ? entry('failed', 'failed: the amount is unknown') : null,
    gaps.missing > 0 ? entry('missing', 'missing: no row was written') : null,
  );
}
