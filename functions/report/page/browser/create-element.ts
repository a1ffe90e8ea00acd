/** Makes elements. Text is only ever added as text: names and messages come from an exchange, and are not trusted. */

type Child = Node | string | null | undefined;
type Attributes = Record<string, string | number | boolean | undefined>;

export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(attribute, value === true ? '' : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export type Cell = { text: string; class?: string; node?: Node };
export type Head = { text: string; class?: string };

/**
 * A table with a caption for screen readers; the first cell of each row is its heading. Narrow screens show each row as a
 * block: roles are explicit because `display: block` takes a table's own ones away.
 */
export function table(caption: string, heads: Head[], rows: Cell[][], className?: string): HTMLElement {
  const head = heads.map(({ text, class: className }) =>
    createElement('th', { role: 'columnheader', scope: 'col', class: className }, text),
  );
  const body = rows.map((cells) =>
    createElement('tr', { role: 'row' }, ...cells.map((cell, i) => tableCell(cell, i, heads))),
  );
  // Wide tables scroll; a tab stop makes that possible by keyboard.
  return createElement(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    createElement(
      'table',
      { role: 'table', class: className },
      createElement('caption', { class: 'visually-hidden' }, caption),
      createElement('thead', { role: 'rowgroup' }, createElement('tr', { role: 'row' }, ...head)),
      createElement('tbody', { role: 'rowgroup' }, ...body),
    ),
  );
}

function tableCell({ text, class: className, node }: Cell, i: number, heads: Head[]): HTMLElement {
  const label = heads[i]?.text;
  return i === 0
    ? createElement('th', { role: 'rowheader', scope: 'row', class: className }, node ?? text)
    : createElement('td', { role: 'cell', class: className, 'data-label': label }, node ?? text);
}

export function section(id: string, title: string, ...content: Child[]): HTMLElement {
  return createElement(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    createElement('h2', { id: `${id}-title` }, title),
    ...content,
  );
}

export function button(text: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const made = createElement('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', onClick);
  return made;
}
