/** The lists beside the chart: wallets with their share, and the allocation by asset. */
import { add } from '../../decimal';
import type { Coverage } from '../data';
import { createElement } from './create-element';
import { amountText, percentText, worthText } from './format';
import { assetName, type Series } from './series';
import { type AmountFigure, allocation, type Share, type ViewFigures } from './view-figures';

const MAX_ASSETS = 6;
const MAX_AMOUNTS = 12;

export function walletList({ wallets, end }: ViewFigures): HTMLElement {
  if (wallets.length === 0) return createElement('p', { class: 'lead' }, 'Nothing is known of this period.');
  const missing = end?.coverage.missing ?? [];
  const known = sumPositive(wallets);
  const items = wallets
    .filter(({ worth, isExchangeFigure }) => !isExchangeFigure || worth === null || Number(worth) !== 0)
    .sort((a, b) => Number(b.worth ?? Number.NEGATIVE_INFINITY) - Number(a.worth ?? Number.NEGATIVE_INFINITY))
    .map(({ wallet, label, worth, isExchangeFigure }) =>
      shareItem(
        label,
        worth === null ? unknownText(wallet, missing) : boundOf(wallet, missing) + worthText(worth),
        worth === null ? undefined : { worth, sum: known },
        isExchangeFigure ? 'exchange’s figure' : undefined,
      ),
    );
  return createElement('ul', { class: 'shares' }, ...items);
}

/** What is shown instead of the allocation where no worth is known. */
export function amountList(series: Series, figures: readonly AmountFigure[]): HTMLElement {
  const held = figures.filter(({ amount }) => amount !== null && amount !== '0');
  const items = held
    .slice(0, MAX_AMOUNTS)
    .map(({ encoded, amount }) => shareItem(assetName(encoded, series.account), amountText(amount ?? '')));
  if (items.length === 0) return createElement('p', { class: 'lead' }, 'Nothing is known to have been held.');
  const more = held.length - items.length;
  return createElement(
    'div',
    {},
    createElement('ul', { class: 'shares plain' }, ...items),
    more > 0 ? createElement('p', { class: 'lead' }, `and ${more} more, below`) : null,
  );
}

export function allocationList(figures: ViewFigures): HTMLElement {
  const shares = allocation(figures);
  const shown = shares.slice(0, shares.length > MAX_ASSETS ? MAX_ASSETS - 1 : MAX_ASSETS);
  const rest = shares.slice(shown.length);
  const sum = sumPositive(shares);
  const items = shown.map(({ name, worth, note }) => shareItem(name, worthText(worth), { worth, sum }, note));
  if (rest.length > 0) {
    const worth = rest.reduce((total, share) => add(total, share.worth), '0');
    items.push(shareItem(`${rest.length} others`, worthText(worth), { worth, sum }));
  }
  return createElement(
    'div',
    {},
    allocationBar(shown, rest, sum),
    createElement('ul', { class: 'shares plain' }, ...items),
  );
}

function allocationBar(shown: Share[], rest: Share[], sum: string): HTMLElement {
  const widths = [
    ...shown.map(({ worth }) => worth),
    rest.reduce((total, share) => add(total, share.worth), '0'),
  ];
  const parts = widths.map((worth) => {
    const part = createElement('span', {});
    part.style.width = `${shareOf(worth, sum)}%`;
    return part;
  });
  return createElement('div', { class: 'allocation-bar', 'aria-hidden': 'true' }, ...parts);
}

const sumPositive = (items: readonly { worth: string | null }[]) =>
  items.reduce((total, { worth }) => (worth !== null && Number(worth) > 0 ? add(total, worth) : total), '0');

const shareOf = (worth: string, sum: string) =>
  Number(sum) > 0 ? Math.max(0, (100 * Number(worth)) / Number(sum)) : 0;

const unknownText = (wallet: string, missing: Coverage['missing']) => {
  const reason = missing.find((each) => each.wallet === wallet)?.reason;
  return reason === undefined || reason === 'no-price' ? 'unknown: no prices' : `unknown: ${reason}`;
};

/** What is missing in a futures wallet may be negative. */
function boundOf(wallet: string, missing: Coverage['missing']): string {
  if (!missing.some((each) => each.wallet === wallet)) return '';
  return wallet === 'spot' || wallet === 'fund' ? 'at least ' : 'about ';
}

function shareItem(
  name: string,
  value: string,
  share?: { worth: string; sum: string },
  note?: string,
): HTMLElement {
  const percent = share && Number(share.worth) >= 0 ? percentText(share.worth, share.sum) : undefined;
  const bar = createElement('span', { class: 'bar', 'aria-hidden': 'true' }, createElement('i'));
  if (bar.firstElementChild instanceof HTMLElement)
    bar.firstElementChild.style.width = share ? `${shareOf(share.worth, share.sum)}%` : '0';
  return createElement(
    'li',
    {},
    createElement(
      'span',
      { class: 'share-name' },
      name,
      note ? ' ' : null,
      note ? createElement('small', {}, note) : null,
    ),
    createElement(
      'span',
      { class: value.startsWith('unknown') ? 'share-worth unknown' : 'share-worth' },
      value,
    ),
    createElement('span', { class: 'share-percent' }, percent ?? ''),
    bar,
  );
}
