/** A table of many rows, a page of them at a time: thousands at once would take seconds to lay out. */
import { button, type Cell, createElement, type Head, table } from './create-element';
import { numberText } from './format';

const PAGE_SIZE = 50;

type Options = {
  caption: string;
  heads: Head[];
  count: number;
  /** Called for the rows of the visible page alone. */
  row(index: number): Cell[];
  /** What a row is, in the plural. */
  things: string;
  startAtEnd?: boolean;
};

export function pagedTable({ caption, heads, count, row, things, startAtEnd }: Options): HTMLElement {
  const root = createElement('div', {});
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));

  function showPage(page: number): void {
    const [from, to] = [page * PAGE_SIZE, Math.min(count, (page + 1) * PAGE_SIZE)];
    const rows = Array.from({ length: to - from }, (_, i) => row(from + i));
    root.replaceChildren(table(caption, heads, rows, 'stacked'));
    if (pages === 1) return;
    const move = (text: string, next: number) =>
      button(text, { disabled: next < 0 || next >= pages }, () => {
        showPage(next);
        root.querySelector<HTMLElement>('.scroll')?.focus();
      });
    root.append(
      createElement(
        'p',
        { class: 'pager' },
        move('Previous', page - 1),
        ` ${numberText(from + 1)} to ${numberText(to)} of ${numberText(count)} ${things} `,
        move('Next', page + 1),
      ),
    );
  }
  showPage(startAtEnd ? pages - 1 : 0);
  return root;
}
