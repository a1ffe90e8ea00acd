/** Several accounts at a glance: their total where every one is known, and a line for each. */
import type { AccountData, PageData } from '../data';
import { button, type Cell, createElement, table } from './create-element';
import { add } from './decimal';
import { boundText, changeText, countText, type Formatter, signClass, worthText } from './format';
import { fullView, type Series, seriesOf, toPlotValues } from './series';
import { sparkline } from './sparkline';
import { totalChange, viewFigures } from './view-figures';

const NUMBER = 'number';

export function overview(
  data: PageData,
  format: Formatter,
  picker: HTMLElement | null,
  open: (account: AccountData) => void,
): HTMLElement {
  const all = data.accounts.map(seriesOf);
  return createElement(
    'div',
    { class: 'overview' },
    createElement('header', {}, createElement('h1', {}, countText(all.length, 'account')), picker),
    combinedTotal(all, format),
    table(
      'Accounts',
      [
        { text: 'Account' },
        { text: 'Worth in USDT', class: NUMBER },
        { text: 'Change', class: NUMBER },
        { text: 'Trend' },
        { text: 'Complete', class: NUMBER },
        { text: 'Last captured' },
      ],
      all.map((series) => accountRow(series, format, open)),
      'stacked accounts',
    ),
    createElement('footer', {}, `Made ${format.moment(data.madeAt)}. Times are in ${data.timezone}.`),
  );
}

/** Worths of different times do not add up: the last slot is taken at which each account's worth is known. */
function combinedTotal(all: Series[], format: Formatter): HTMLElement {
  const indices = all.map(({ times, totals }) => {
    const known = times.flatMap((time, i): [number, number][] => (totals[i] ? [[time, i]] : []));
    return new Map(known);
  });
  const [first, ...others] = indices;
  const time = [...(first?.keys() ?? [])].findLast((time) => others.every((known) => known.has(time)));
  if (time === undefined) {
    return createElement(
      'div',
      { class: 'summary' },
      createElement('p', { class: 'figure-label' }, 'Total worth of all accounts'),
      createElement('p', { class: 'figure' }, 'unknown'),
      createElement(
        'p',
        { class: 'figure-note' },
        'There is no slot at which the worth of each account is known.',
      ),
    );
  }
  const at = all.map((series, a) => {
    const i = indices[a]?.get(time) ?? 0;
    return { worth: series.totals[i] ?? '0', bound: series.coverageAt(i)?.bound ?? 'about' };
  });
  const bound = (['about', 'at-least'] as const).find((each) => at.some(({ bound }) => bound === each));
  return createElement(
    'div',
    { class: 'summary' },
    createElement(
      'p',
      { class: 'figure-label' },
      `Total worth of all accounts at ${format.moment(time)}, the last slot at which each is known`,
    ),
    createElement(
      'p',
      { class: 'figure' },
      bound ? createElement('span', { class: 'bound' }, boundText(bound)) : null,
      worthText(at.reduce((sum, { worth }) => add(sum, worth), '0')),
      createElement('span', { class: 'unit' }, ' USDT'),
    ),
  );
}

function accountRow(series: Series, format: Formatter, open: (account: AccountData) => void): Cell[] {
  const { account, times } = series;
  const figures = viewFigures(series, fullView(times));
  const change = totalChange(figures);
  const { end } = figures;
  const unknown = { text: 'unknown', class: `${NUMBER} unknown` };
  const { completeness } = account.gaps;
  return [
    { text: '', node: button(account.gaps.account, { class: 'link' }, () => open(account)) },
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
