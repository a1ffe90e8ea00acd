/** The account's name and period, its warning where it is not up to date, and the chart's legend. */
import { createElement } from './create-element';
import type { Formatter } from './format';
import type { Series } from './series';
import { sameWallets } from './view-figures';

const DAY = 86_400;

export function header(
  { account, times }: Series,
  format: Formatter,
  picker: HTMLElement | null,
): HTMLElement {
  const { gaps, lastCaptured, stale } = account;
  const first = times[0];
  const begins =
    first !== undefined && first - Date.parse(gaps.from) / 1000 > DAY
      ? ` The history begins at ${format.moment(first)}.`
      : '';
  const staleText = lastCaptured
    ? `The last captured slot is ${format.moment(lastCaptured)}: what is held since then is unknown.`
    : 'No slot was captured: what was held is unknown.';
  return createElement(
    'header',
    {},
    createElement(
      'div',
      { class: 'title' },
      createElement('h1', {}, gaps.account),
      createElement(
        'p',
        { class: 'period' },
        `${format.day(gaps.from)} – ${format.day(gaps.to)}, ${gaps.completeness === null ? 'completeness unknown' : `${gaps.completeness}% complete`}.${begins}`,
      ),
    ),
    picker,
    stale ? createElement('p', { class: 'warning', role: 'note' }, staleText) : null,
  );
}

/** What the bands and dashes of a chart of these accounts mean. */
export function legend(...accounts: Series[]): HTMLElement | null {
  const entry = (kind: string, text: string) =>
    createElement('span', {}, createElement('i', { class: `swatch ${kind}`, 'aria-hidden': 'true' }), text);
  const entries = [
    accounts.some(({ account }) => account.gaps.failed > 0) ? entry('failed', 'failed: unknown') : null,
    accounts.some(({ account }) => account.gaps.missing > 0)
      ? entry('missing', 'missing: no row was written')
      : null,
    accounts.some(hasOtherWallets) ? entry('broken', 'break in the line: other wallets were recorded') : null,
    accounts.some(({ hasIncompleteWorth }) => hasIncompleteWorth)
      ? entry('incomplete', 'incomplete total: at least, or about')
      : null,
  ].filter((each) => each !== null);
  return entries.length > 0 ? createElement('p', { class: 'legend' }, ...entries) : null;
}

const hasOtherWallets = ({ account, hasWorth }: Series) =>
  hasWorth && account.coverages.some((coverage) => !sameWallets(coverage, account.coverages[0]));
