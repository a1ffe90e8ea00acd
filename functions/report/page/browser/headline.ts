/** What to know of an account before anything else: the period, how complete it is, and whether it is up to date. */
import type { AccountData } from '../data';
import { coverageBar } from './coverage-bar';
import { createElement } from './create-element';
import { countText, type Formatter } from './format';
import type { Series } from './series';

export function headline(series: Series, wording: Formatter, picker: HTMLElement | null): HTMLElement {
  const { account } = series;
  const { gaps, lastCaptured, stale } = account;
  const { due, captured, failed, missing, completeness } = gaps;
  const holes = [
    failed && `${failed.toLocaleString('en-GB')} failed`,
    missing && `${missing.toLocaleString('en-GB')} missing`,
  ];
  return createElement(
    'header',
    {},
    createElement('p', { class: 'kicker' }, 'Balance history'),
    createElement('h1', {}, gaps.account),
    picker,
    createElement(
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
    stale ? createElement('p', { class: 'warning', role: 'note' }, staleText(account, wording)) : null,
    coverageBar(series),
  );
}

const staleText = ({ lastCaptured, compared }: AccountData, wording: Formatter) =>
  lastCaptured
    ? `The last captured slot, ${wording.moment(lastCaptured)}, is further back than one interval: what was held at ${wording.moment(compared.end)} is not known.`
    : 'No slot was captured: what was held is not known.';

const fact = (name: string, value: string, detail: string) => [
  createElement(
    'div',
    {},
    createElement('dt', {}, name),
    createElement(
      'dd',
      {},
      createElement('strong', {}, value),
      createElement('span', { class: 'detail' }, detail),
    ),
  ),
];
