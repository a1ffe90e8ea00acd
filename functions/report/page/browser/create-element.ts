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
/** `isDecimal`: the column's numbers are aligned at their decimal points. */
export type Head = { text: string; class?: string; isDecimal?: boolean };

/**
 * A table with a caption for screen readers; the first cell of each row is its heading. Narrow screens show each row as a
 * block: roles are explicit because `display: block` takes a table's own ones away.
 */
export function table(caption: string, heads: Head[], rows: Cell[][], className?: string): HTMLElement {
  const head = heads.map(({ text, class: className }) =>
    createElement('th', { role: 'columnheader', scope: 'col', class: className }, text),
  );
  const digits = heads.map(({ isDecimal }, i) =>
    isDecimal ? Math.max(0, ...rows.map((cells) => fractionDigits(cells[i]?.text ?? ''))) : 0,
  );
  const body = rows.map((cells) =>
    createElement(
      'tr',
      { role: 'row' },
      ...cells.map((cell, i) => tableCell(cell, heads[i]?.text, i, padding(cell.text, digits[i] ?? 0))),
    ),
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

const fractionDigits = (text: string) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;

/** What a number lacks of the longest fraction of its column: the style sheet adds it, not to be seen. */
function padding(text: string, digits: number): string | undefined {
  if (digits === 0 || !/\d$/.test(text)) return undefined;
  const own = fractionDigits(text);
  return (own === 0 ? '.' : '') + '0'.repeat(digits - own) || undefined;
}

function tableCell(
  { text, class: className, node }: Cell,
  label: string | undefined,
  i: number,
  padding: string | undefined,
): HTMLElement {
  return i === 0
    ? createElement('th', { role: 'rowheader', scope: 'row', class: className }, node ?? text)
    : createElement(
        'td',
        { role: 'cell', class: className, 'data-label': label, 'data-padding': padding },
        node ?? text,
      );
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
