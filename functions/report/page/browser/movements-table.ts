/** What moved in the visible period: the largest changes of amounts from one captured slot to the next. */
import type { AccountOutline, Movement } from '../data';
import { button, type Cell, createElement, table } from './create-element';
import { amountText, countText, type Formatter, numberText, signClass, signed, worthText } from './format';
import { walletLabel } from './series';
import type { View } from './timeline';

const NUMBER = 'number';
const SHOWN_AT_FIRST = 12;

export function movementsTable(account: AccountOutline, view: View, format: Formatter): HTMLElement {
  const found = account.movements.filter(({ slot }) => {
    const time = Date.parse(slot) / 1000;
    return view.min <= time && time < view.max;
  });
  const root = createElement('div', {});
  const all = account.movementCount > account.movements.length;
  const selection = all
    ? `The ${numberText(account.movements.length)} largest of ${countText(account.movementCount, 'movement')} of the full period are kept in this page. `
    : '';

  /** Also in print, where nothing can be opened. */
  const newest = (count: number) =>
    found.length > count ? `The newest ${count} of ${found.length} in this period are shown. ` : '';

  function show(count: number): void {
    if (found.length === 0) {
      root.replaceChildren(createElement('p', {}, `${selection}None of them is in this period.`));
      if (!all)
        root.replaceChildren(createElement('p', {}, 'No amount is known to have changed in this period.'));
      return;
    }
    const more =
      found.length > count
        ? button(`Show all ${found.length}`, {}, () => {
            show(found.length);
            root.querySelector<HTMLElement>('.scroll')?.focus();
          })
        : '';
    const rows = found.slice(0, count).map((movement) => movementRow(movement, account, format));
    const heads = [
      { text: 'Slot' },
      { text: 'Asset' },
      { text: 'Wallet' },
      { text: 'Change', class: NUMBER, isDecimal: true },
      { text: 'Worth in USDT', class: NUMBER },
      { text: 'Note' },
    ];
    root.replaceChildren(
      createElement('p', { class: 'lead' }, `${selection}${newest(count)}Futures without unrealized profit.`),
      table(`${countText(found.length, 'movement')} of the visible period`, heads, rows, 'stacked'),
      more,
    );
  }
  show(SHOWN_AT_FIRST);
  return root;
}

function movementRow(movement: Movement, account: AccountOutline, format: Formatter): Cell[] {
  const { slot, previousSlot, asset, wallet, toWallet, before, after, change, worth, gap } = movement;
  const from = walletLabel(wallet, account);
  const sign = toWallet === null ? signClass(change) : '';
  const notes = [
    ...(toWallet === null ? [`${amountText(before ?? '')} → ${amountText(after ?? '')}`] : ['transfer']),
    ...(gap ? [`with a gap since ${format.moment(previousSlot)}`] : []),
  ];
  return [
    { text: format.moment(slot) },
    { text: asset },
    { text: toWallet === null ? from : `${from} → ${walletLabel(toWallet, account)}` },
    { text: toWallet === null ? signed(change) : amountText(change), class: `${NUMBER} ${sign}` },
    worth === null
      ? { text: 'unknown', class: `${NUMBER} unknown` }
      : {
          text: toWallet === null ? signed(worth, worthText) : worthText(worth),
          class: `${NUMBER} ${sign}`,
        },
    { text: notes.join(', ') },
  ];
}
