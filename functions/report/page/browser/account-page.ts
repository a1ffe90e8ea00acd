/** One account's part of the page: headline facts, chart, small multiples, changes and gaps. */
import type { Gap } from '../../gaps';
import type { AccountData, PackedAsset, PageData } from '../data';
import { completenessStrip } from './completeness-strip';
import { element } from './element';
import { type HoldingsChart, holdingsChart, wholeView } from './holdings-chart';
import { assetName, type Series, seriesOf } from './series';
import { smallMultiples } from './small-multiples';
import { changesTables, gapsTable, valuesTable } from './tables';
import { theme } from './theme';
import { amountText, countText, gapText, type Wording } from './wording';

type Context = { account: AccountData; data: PageData; wording: Wording; picker: HTMLElement | null };

type AccountPage = {
  root: HTMLElement;
  /** Draws, once the root is in the document and has a width. */
  start(asset?: string): void;
  close(): void;
};

const DAY = 86_400;
const SPANS = [
  { text: '1 W', label: '1 week', seconds: 7 * DAY },
  { text: '1 M', label: '1 month', seconds: 30 * DAY },
  { text: '3 M', label: '3 months', seconds: 91 * DAY },
  { text: 'All', label: 'The whole time', seconds: Number.POSITIVE_INFINITY },
];

export function accountPage(context: Context): AccountPage {
  const { account, data, wording } = context;
  const series = seriesOf(account);
  const colours = theme();
  let asset = liveliest(account);
  let chart: HoldingsChart | undefined;
  let pointed = Math.max(0, series.gapOf.lastIndexOf(-1));

  const picker = element(
    'select',
    { id: 'asset' },
    ...account.assets.map((each, i) => element('option', { value: i }, assetName(each, account))),
  );
  picker.addEventListener('change', () => choose(account.assets[Number(picker.value)]));
  const readout = element('output', { class: 'readout', for: 'slot' });
  const slider = element('input', {
    id: 'slot',
    type: 'range',
    min: 0,
    max: Math.max(0, series.times.length - 1),
    value: pointed,
  });
  slider.addEventListener('input', () => chart?.point(Number(slider.value)));
  const canvas = element('div', { class: 'chart', 'aria-hidden': 'true' });
  const values = element(
    'details',
    { class: 'values' },
    element('summary', {}, 'The figures behind the chart'),
    element('div', {}),
  );
  values.addEventListener('toggle', fillValues);
  const multiples = smallMultiples(series, colours, (each) => {
    choose(each);
    document.getElementById('holdings')?.scrollIntoView({ block: 'start' });
  });

  function choose(chosen: PackedAsset | undefined): void {
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
      element('span', { class: 'when' }, when),
      element('span', { class: gap ? `what ${gap.status}` : 'what' }, what),
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
    root: element(
      'div',
      { class: 'account' },
      header(context, series),
      element(
        'section',
        { id: 'holdings', 'aria-labelledby': 'holdings-title' },
        element('h2', { id: 'holdings-title' }, 'Holdings over time'),
        element(
          'div',
          { class: 'controls' },
          element('label', { class: 'picker' }, 'Asset ', picker),
          spanButtons(() => chart, series),
        ),
        readout,
        canvas,
        element('label', { class: 'slider' }, element('span', {}, 'Slot'), slider),
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
      element('footer', {}, `Made ${wording.moment(data.made)}. Times are in ${data.timezone}.`),
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
const liveliest = ({ assets }: AccountData): PackedAsset | undefined =>
  assets.reduce<PackedAsset | undefined>(
    (best, asset) => (best && best.amounts.length >= asset.amounts.length ? best : asset),
    undefined,
  );

function section(id: string, title: string, lead: string | undefined, content: Node): HTMLElement {
  return element(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    element('h2', { id: `${id}-title` }, title),
    lead ? element('p', { class: 'lead' }, lead) : null,
    content,
  );
}

function header({ account, wording, picker }: Context, series: Series): HTMLElement {
  const { gaps, lastCaptured, stale } = account;
  const { due, captured, failed, missing, completeness } = gaps;
  const holes = [
    failed && `${failed.toLocaleString('en-GB')} failed`,
    missing && `${missing.toLocaleString('en-GB')} missing`,
  ];
  return element(
    'header',
    {},
    element('p', { class: 'kicker' }, 'Balance history'),
    element('h1', {}, gaps.account),
    picker,
    element(
      'dl',
      { class: 'facts' },
      ...fact(
        'Period',
        `${wording.day(gaps.from)} – ${wording.day(gaps.to)}`,
        `${countText(due, 'slot')} due`,
      ),
      ...fact(
        'Complete',
        completeness === null ? 'unknown' : `${completeness} %`,
        `${captured.toLocaleString('en-GB')} captured`,
      ),
      ...fact('Holes', String(failed + missing), holes.filter(Boolean).join(', ') || 'none'),
      ...fact(
        'Last captured',
        lastCaptured ? wording.day(lastCaptured) : 'never',
        lastCaptured ? wording.moment(lastCaptured).replace(/^.*, /, '') : '',
      ),
    ),
    stale ? element('p', { class: 'warning', role: 'note' }, staleText(account, wording)) : null,
    completenessStrip(series),
  );
}

const staleText = ({ lastCaptured, compared }: AccountData, wording: Wording) =>
  lastCaptured
    ? `The last captured slot, ${wording.moment(lastCaptured)}, is further back than one interval: what was held at ${wording.moment(compared.end)} is not known.`
    : 'No slot was captured: what was held is not known.';

const fact = (name: string, value: string, detail: string) => [
  element(
    'div',
    {},
    element('dt', {}, name),
    element('dd', {}, element('strong', {}, value), element('span', { class: 'detail' }, detail)),
  ),
];

function comparison({ compared }: AccountData, wording: Wording): string {
  return `From ${wording.moment(compared.start)} to ${wording.moment(compared.end)}, each by the last captured slot at or before it.`;
}

function legend({ gaps }: AccountData): HTMLElement | null {
  if (gaps.failed + gaps.missing === 0) return null;
  const entry = (status: string, text: string) =>
    element('span', {}, element('i', { class: `swatch ${status}`, 'aria-hidden': 'true' }), text);
  return element(
    'p',
    { class: 'legend' },
    gaps.failed > 0 ? entry('failed', 'failed: the amount is unknown') : null,
    gaps.missing > 0 ? entry('missing', 'missing: no row was written') : null,
  );
}

function spanButtons(chart: () => HoldingsChart | undefined, { times }: Series): HTMLElement {
  const whole = wholeView(times);
  const buttons = SPANS.filter(
    ({ seconds }) => seconds < whole.max - whole.min || !Number.isFinite(seconds),
  ).map(({ text, label, seconds }) => {
    const button = element('button', { type: 'button', 'aria-label': label, title: label }, text);
    button.addEventListener('click', () => {
      const max = Number.isFinite(seconds)
        ? Math.min(whole.max, chart()?.view().max ?? whole.max)
        : whole.max;
      chart()?.setView({ min: Math.max(whole.min, max - seconds), max });
    });
    return button;
  });
  const move = (text: string, label: string, by: number) => {
    const button = element('button', { type: 'button', 'aria-label': label, title: label }, text);
    button.addEventListener('click', () => {
      const { min, max } = chart()?.view() ?? whole;
      const shift = (max - min) * by;
      chart()?.setView({ min: min + shift, max: max + shift });
    });
    return button;
  };
  return element(
    'div',
    { class: 'spans', role: 'group', 'aria-label': 'Time in view' },
    move('‹', 'Earlier', -0.5),
    ...buttons,
    move('›', 'Later', 0.5),
  );
}
