/** The first thing to see: the total worth at the end of the visible period, its change, and what it does not contain. */
import type { AccountData, Coverage } from '../data';
import { createElement } from './create-element';
import { boundText, changeText, type Formatter, signClass, worthText } from './format';
import { type Series, walletLabel } from './series';
import { totalChange, type ViewFigures } from './view-figures';

/** Replaces the summary's content: `root` is a live region, so that a screen reader hears the new figure. */
export function fillSummary(
  root: HTMLElement,
  series: Series,
  figures: ViewFigures,
  format: Formatter,
): void {
  const { end } = figures;
  if (!end) {
    root.replaceChildren(
      line('figure-label', 'Total worth'),
      line('figure', 'unknown'),
      line('figure-note', 'No slot was captured in this period.'),
    );
    return;
  }
  const when = `at ${format.moment(series.times[end.index] ?? 0)}`;
  if (end.worth === null) {
    root.replaceChildren(
      line('figure-label', `Total worth ${when}`),
      line('figure', 'unknown'),
      line('figure-note', noWorthText(series)),
    );
    return;
  }
  const { bound, missing } = end.coverage;
  const figure = createElement(
    'p',
    { class: 'figure' },
    bound === 'exact' ? null : createElement('span', { class: 'bound' }, boundText(bound)),
    worthText(end.worth),
    createElement('span', { class: 'unit' }, ' USDT'),
  );
  const notes =
    missing.length > 0 ? [line('figure-note', `Not included: ${missingText(missing, series.account)}`)] : [];
  root.replaceChildren(
    line('figure-label', `Total worth ${when}`),
    figure,
    changeLine(series, figures, format),
    ...notes,
  );
}

const line = (className: string, text: string) => createElement('p', { class: className }, text);

const noWorthText = ({ hasWorth }: Series) =>
  hasWorth ? 'Nothing that was held then has a price.' : 'This history has no prices, so amounts are shown.';

function changeLine(series: Series, figures: ViewFigures, format: Formatter): HTMLElement {
  const change = totalChange(figures);
  if (!change || !figures.start)
    return line('figure-change', 'One captured slot with a worth in this period.');
  const since = `since ${format.moment(series.times[figures.start.index] ?? 0)}`;
  if ('unknown' in change) return line('figure-change', `Change unknown ${since}: ${change.unknown}.`);
  return createElement(
    'p',
    { class: 'figure-change' },
    createElement('strong', { class: signClass(change.change) }, changeText(change)),
    ` ${since}`,
  );
}

const MAX_NAMED = 5;

/** What a total does not contain, with the reasons. */
export function missingText(missing: Coverage['missing'], account: AccountData): string {
  const named = missing.slice(0, MAX_NAMED).map(({ wallet, asset, reason }) => {
    const name = wallet === 'allAccountBalance' ? 'other account types' : walletLabel(wallet, account);
    return asset === null ? `${name} (${reason})` : `${asset} in ${name} (${reason})`;
  });
  const more = missing.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${`${more} more`}` : named.join(', ');
}
