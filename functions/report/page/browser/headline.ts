/** What to know of an account before anything else: the period, how complete it is, and whether it is up to date. */
import type { AccountData } from '../data';
import { completenessStrip } from './completeness-strip';
import { element } from './element';
import type { Series } from './series';
import { countText, type Wording } from './wording';

export function headline(series: Series, wording: Wording, picker: HTMLElement | null): HTMLElement {
  const { account } = series;
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
