/** Makes elements. Texts only ever go in as text: names and messages come from an exchange, and are not trusted. */

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

/** A real table, with a caption for those who hear it; the first cell of each row is its heading. */
export function table(
  caption: string,
  heads: { text: string; class?: string }[],
  rows: Cell[][],
): HTMLElement {
  const head = heads.map(({ text, class: className }) =>
    createElement('th', { scope: 'col', class: className }, text),
  );
  const body = rows.map((cells) =>
    createElement(
      'tr',
      {},
      ...cells.map(({ text, class: className, node }, i) =>
        createElement(
          i === 0 ? 'th' : 'td',
          { class: className, scope: i === 0 ? 'row' : undefined },
          node ?? text,
        ),
      ),
    ),
  );
  // Wide tables scroll by themselves; who has no pointer reaches that by the keyboard.
  return createElement(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    createElement(
      'table',
      {},
      createElement('caption', { class: 'quiet-caption' }, caption),
      createElement('thead', {}, createElement('tr', {}, ...head)),
      createElement('tbody', {}, ...body),
    ),
  );
}
