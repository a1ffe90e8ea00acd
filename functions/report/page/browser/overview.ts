/** Several accounts at a glance: their worth together where that of each is known, and a line for each. */
import { subtract } from '../../decimal';
import type { AccountOutline, PageOutline } from '../data';
import { legend } from './account-header';
import type { PageView } from './account-page';
import { type Combined, combine } from './combined';
import { button, type Cell, createElement, table } from './create-element';
import { boundText, changeText, countText, type Formatter, signClass, worthText } from './format';
import { historySection } from './history-section';
import { painted } from './painted';
import { type Series, seriesOf, toPlotValues } from './series';
import { sparkline } from './sparkline';
import { totalLines } from './summary';
import { firstAtOrAfter, fullView, type View } from './timeline';
import { type Change, totalChange, viewTotals } from './view-figures';

const NUMBER = 'number';

type Options = {
  data: PageOutline;
  format: Formatter;
  picker: HTMLElement | null;
  open(account: AccountOutline): void;
};

export function overview({ data, format, picker, open }: Options): PageView {
  const all = data.accounts.map(seriesOf);
  const combined = combine(all);
  const isKnown = combined.plot.values.some(isNumber) || combined.plot.incomplete.some(isNumber);
  const summary = createElement('div', { class: 'summary', 'aria-live': 'polite' });
  const accounts = createElement('div', { class: 'accounts-list' });
  const history = historySection({
    timeline: combined,
    choices: [{ name: combined.plot.title, create: () => combined.plot }],
    format,
    timezone: data.timezone,
    summary,
    legend: legend(...all),
    onView: fill,
  });

  function fill(view: View): void {
    summary.replaceChildren(...combinedTotal(combined, view, format));
    // The period of the chart is that of all accounts; without a chart, each has its own.
    const rows = all.map((series) =>
      accountRow(series, isKnown ? view : fullView(series), format, () => open(series.account)),
    );
    accounts.replaceChildren(table('Accounts', HEADS, rows, 'stacked accounts'));
  }

  const root = createElement(
    'div',
    { class: 'overview', 'aria-busy': 'true' },
    createElement('header', {}, createElement('h1', {}, countText(all.length, 'account')), picker),
    ...(isKnown ? [history.root, accounts, history.values] : [summary, accounts]),
    createElement('footer', {}, `Made ${format.moment(data.madeAt)}. Times are in ${data.timezone}.`),
  );
  return {
    root,
    async start() {
      if (isKnown) history.start(0);
      fill(history.view());
      await painted();
      root.removeAttribute('aria-busy');
    },
    destroy: history.destroy,
  };
}

const isNumber = (value: number | null) => value !== null;

const HEADS = [
  { text: 'Account' },
  { text: 'Worth in USDT', class: NUMBER },
  { text: 'Change', class: NUMBER },
  { text: 'Trend' },
  { text: 'Complete', class: NUMBER },
  { text: 'Last captured' },
];

/** Worths of different times do not add up: the last slot of the view is taken at which each account's worth is known. */
function combinedTotal(combined: Combined, view: View, format: Formatter): HTMLElement[] {
  const { times, plot } = combined;
  const isWorthKnown = (i: number) => (plot.values[i] ?? plot.incomplete[i] ?? null) !== null;
  let [start, end] = [firstAtOrAfter(times, view.min), firstAtOrAfter(times, view.max) - 1];
  while (end >= start && !isWorthKnown(end)) end -= 1;
  while (start < end && !isWorthKnown(start)) start += 1;
  if (end < start) {
    return totalLines({
      label: 'Total worth of all accounts',
      worth: null,
      notes: ['There is no slot at which the worth of each account is known.'],
    });
  }
  return totalLines({
    label: `Total worth of all accounts at ${format.moment(times[end] ?? 0)}, the last slot at which each is known`,
    worth: combined.worthAt(end),
    bound: combined.boundAt(end),
    change: combinedChange(combined, start, end),
    since: format.moment(times[start] ?? 0),
    notes: [plot.at(end).note].filter((note) => note !== ''),
  });
}

function combinedChange(combined: Combined, start: number, end: number): Change | undefined {
  if (start === end) return undefined;
  if ([start, end].some((i) => combined.boundAt(i) !== 'exact')) return { unknown: 'a total is incomplete' };
  if (!combined.isComparable(start, end)) return { unknown: 'the recorded wallets are not the same' };
  const [base, worth] = [combined.worthAt(start) ?? '0', combined.worthAt(end) ?? '0'];
  return { change: subtract(worth, base), base };
}

function accountRow(series: Series, view: View, format: Formatter, open: () => void): Cell[] {
  const { account, times } = series;
  const totals = viewTotals(series, view);
  const change = totals && totalChange(totals);
  const end = totals?.end;
  const unknown = { text: 'unknown', class: `${NUMBER} unknown` };
  const { completeness } = account.gaps;
  return [
    { text: '', node: button(account.gaps.account, { class: 'link' }, open) },
    !end || end.worth === null
      ? unknown
      : { text: boundText(end.coverage.bound) + worthText(end.worth), class: NUMBER },
    !change || 'unknown' in change
      ? unknown
      : {
          text: changeText(change),
          class: `${NUMBER} ${signClass(change.change)}`,
        },
    {
      text: '',
      node: sparkline(
        series.details.map((slot) => times[slot] ?? 0),
        toPlotValues(series.details.map((slot) => series.totals[slot] ?? null)),
      ),
      class: 'trend',
    },
    { text: completeness === null ? 'unknown' : `${completeness}%`, class: NUMBER },
    {
      text:
        (account.lastCaptured ? format.moment(account.lastCaptured) : 'never') +
        (account.stale ? ' (stale)' : ''),
      class: account.stale ? 'status failed' : '',
    },
  ];
}
