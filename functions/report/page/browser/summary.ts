/** The first thing to see: the total worth at the end of the visible period, its change, and what it does not contain. */
import type { AccountOutline, Coverage } from '../data';
import { createElement } from './create-element';
import { boundText, changeText, type Formatter, signClass, worthText } from './format';
import { type Series, walletLabel } from './series';
import { type Change, totalChange, type ViewFigures } from './view-figures';

/** Replaces the summary's content: `root` is a live region, so that a screen reader hears the new figure. */
export function fillSummary(
  root: HTMLElement,
  series: Series,
  { start, end }: ViewFigures,
  format: Formatter,
): void {
  if (!start || !end) {
    const notes = ['No slot was captured in this period.'];
    root.replaceChildren(...totalLines({ label: 'Total worth', worth: null, notes }));
    return;
  }
  const label = `Total worth at ${format.moment(series.times[end.index] ?? 0)}`;
  if (end.worth === null) {
    root.replaceChildren(...totalLines({ label, worth: null, notes: [noWorthText(series)] }));
    return;
  }
  const { bound, missing } = end.coverage;
  root.replaceChildren(
    ...totalLines({
      label,
      worth: end.worth,
      bound,
      change: totalChange({ start, end }),
      since: format.moment(series.times[start.index] ?? 0),
      notes: missing.length > 0 ? [`Not included: ${missingText(missing, series.account)}`] : [],
    }),
  );
}

type TotalLines = { label: string; notes: string[] } & (
  | { worth: null }
  | {
      worth: string | null;
      bound: Coverage['bound'];
      /** Undefined where the period has one slot with a worth. */
      change: Change | undefined;
      since: string;
    }
);

/** What the figure is, the figure, its change, and notes on it. */
export function totalLines(total: TotalLines): HTMLElement[] {
  const { label, notes } = total;
  const rest = notes.map((note) => line('figure-note', note));
  if (total.worth === null) return [line('figure-label', label), line('figure', 'unknown'), ...rest];
  const { worth, bound, change, since } = total;
  const figure = createElement(
    'p',
    { class: 'figure' },
    bound === 'exact' ? null : createElement('span', { class: 'bound' }, boundText(bound)),
    worthText(worth),
    createElement('span', { class: 'unit' }, ' USDT'),
  );
  return [line('figure-label', label), figure, changeLine(change, since), ...rest];
}

const line = (className: string, text: string) => createElement('p', { class: className }, text);

const noWorthText = ({ hasWorth }: Series) =>
  hasWorth ? 'Nothing that was held then has a price.' : 'This history has no prices, so amounts are shown.';

function changeLine(change: Change | undefined, since: string): HTMLElement {
  if (!change) return line('figure-change', 'One slot with a worth in this period.');
  if ('unknown' in change) return line('figure-change', `Change unknown since ${since}: ${change.unknown}.`);
  return createElement(
    'p',
    { class: 'figure-change' },
    createElement('strong', { class: signClass(change.change) }, changeText(change)),
    ` since ${since}`,
  );
}

const MAX_NAMED = 5;

/** What a total does not contain, with the reasons. */
export function missingText(missing: Coverage['missing'], account: AccountOutline): string {
  const named = missing.slice(0, MAX_NAMED).map(({ wallet, asset, reason }) => {
    const name = wallet === 'allAccountBalance' ? 'other account types' : walletLabel(wallet, account);
    return asset === null ? `${name} (${reason})` : `${asset} in ${name} (${reason})`;
  });
  const more = missing.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${`${more} more`}` : named.join(', ');
}
