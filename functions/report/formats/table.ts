/** Tables for people, no wider than their terminal: what is too long is wrapped, and never cut. */
import type Table from 'cli-table3';
import type { Report, Sheet } from '../result';
import type { Layout, Write } from './format';

/** Least width of a column that is wrapped. */
const NARROW = 14;
const BETWEEN = 2;

export async function writeTable<Item>(report: Report<Item>, write: Write, layout: Layout): Promise<void> {
  const { default: Drawn } = await import('cli-table3');
  let widths: number[] = [];
  let headed = '';
  let any = false;
  for await (const items of report.items) {
    for (const sheet of items.length > 0 ? report.sheets(items) : []) {
      // A long report comes in batches: the columns keep their place from one to the next.
      widths = naturalWidths(sheet, sheet.title === undefined ? widths : []);
      const heading = sheet.title ?? 'continued';
      await write(draw(Drawn, sheet, fitted(sheet, widths, layout.width), heading !== headed, any));
      headed = heading;
      any = true;
    }
  }
  if (!any) await write('Nothing in this time.\n');
}

function draw(Drawn: typeof Table, sheet: Sheet, widths: number[], head: boolean, separate: boolean): string {
  const parts: string[] = [];
  if (head && separate) parts.push('');
  if (sheet.title !== undefined) parts.push(sheet.title);
  if (sheet.rows.length > 0) parts.push(drawRows(Drawn, sheet, widths, head));
  return `${parts.join('\n')}\n`;
}

function drawRows(Drawn: typeof Table, { columns, rows }: Sheet, widths: number[], head: boolean): string {
  const table = new Drawn({
    head: head ? columns.map(({ name }) => name) : [],
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    colWidths: widths.map((width) => width + BETWEEN),
    wordWrap: true,
    wrapOnWordBoundary: true,
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': BETWEEN },
  });
  table.push(...rows.map((row) => row.map((text, i) => broken(printable(text), widths[i] ?? 0))));
  return table.toString().replaceAll(/ +$/gm, '');
}

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((part) => [part, '']),
);

/** What an exchange sent must not move the cursor or colour the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const printable = (text: string) => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

/** Words that are longer than their column go on in the next line; left to itself, the table would cut their ends off. */
const broken = (text: string, width: number) =>
  text.replaceAll(/\S+/g, (word) => (word.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n'));

const naturalWidths = ({ columns, rows }: Sheet, known: number[]) =>
  columns.map(({ name }, i) =>
    rows.reduce((width, row) => Math.max(width, row[i]?.length ?? 0), Math.max(name.length, known[i] ?? 0)),
  );

/**
 * Takes what is too wide from the widest column that can spare it: from texts as far as their words stay whole, then from
 * amounts, then from words. Nothing is ever cut off.
 */
function fitted({ columns, rows }: Sheet, natural: number[], width: number): number[] {
  const widths = [...natural];
  const words = columns.map((_, i) => Math.max(...rows.flatMap((row) => wordLengths(row[i]))));
  const narrow = (least: number[]) => {
    while (widths.reduce((sum, column) => sum + column + BETWEEN, 0) > width) {
      const spare = widths.map((column, i) => (column > (least[i] ?? 0) ? column : 0));
      const widest = Math.max(...spare);
      if (widest === 0) return;
      widths[spare.lastIndexOf(widest)] = widest - 1;
    }
  };
  narrow(words.map((word, i) => Math.max(word, columns[i]?.name.length ?? 0)));
  narrow(words.map((word, i) => (columns[i]?.right ? NARROW : Math.max(word, NARROW))));
  narrow(words.map(() => NARROW));
  return widths;
}

const wordLengths = (text = '') => text.split(/\s/).map((word) => word.length);
