/** Tables for people: wrapped between words where a terminal is too narrow for them; no token is broken, nothing is cut. */
import type { Write } from '../../cli/output';
import { toPrintable, toPrintableLines } from '../../history/printable';
import type { Report, TextTable } from '../report';
import type { WriterOptions } from './writer';

const BETWEEN = '  ';
/** Columns that have no room beside the others go on in lines of their own, set in by this. */
const CONTINUED = '  ';
/** A longer word stands out of its column: one odd name must not push every other row apart. */
const MAX_ALIGNED_WIDTH = 64;

/** What is known of the columns so far: how wide each is in one line, and how wide its longest word is. */
type Widths = { full: number[]; word: number[] };

/** The columns' widths, whether texts are wrapped to them, and which columns stand in each line of a row. */
type TableLayout = { widths: number[]; isWrapped: boolean; lines: number[][] };

export async function writeTable<Item, Line>(
  report: Report<Item, Line>,
  write: Write,
  { width }: WriterOptions,
): Promise<void> {
  let known: Widths = { full: [], word: [] };
  let headed = '';
  let any = false;
  for await (const items of report.items) {
    for (const table of items.length > 0 ? report.toTables(items).map(printableTable) : []) {
      // A long report comes in batches: the columns keep their place from one to the next.
      known = measure(table, table.title === undefined ? known : { full: [], word: [] }, width);
      const layout = fitColumns(known, width);
      const heading = `${table.title ?? 'continued'} ${layout.lines.join(';')}`;
      await write(drawTable(table, layout, heading !== headed, any));
      headed = heading;
      any = true;
    }
  }
  if (!any) await write(`${report.emptyText?.() ?? 'No data for this period.'}\n`);
}

const printableTable = ({ title, columns, rows }: TextTable): TextTable => ({
  ...(title !== undefined && { title: toPrintableLines(title) }),
  columns,
  rows: rows.map((row) => row.map(toPrintable)),
});

function measure({ columns, rows }: TextTable, known: Widths, width: number): Widths {
  const full = columns.map(({ name }, i) => Math.max(name.length, known.full[i] ?? 0));
  const word = columns.map(({ name }, i) => Math.max(name.length, known.word[i] ?? 0));
  const maxWord = Math.min(MAX_ALIGNED_WIDTH, width);
  for (const row of rows) {
    for (const [i, text] of row.entries()) {
      full[i] = Math.max(full[i] ?? 0, fullWidth(text, width));
      for (const { length } of text.length > (word[i] ?? 0) ? text.split(' ') : []) {
        if (length <= maxWord) word[i] = Math.max(word[i] ?? 0, length);
      }
    }
  }
  return { full, word };
}

/** Where nothing is wrapped, a text that is too long for its column stands out of it, as a long word does. */
function fullWidth({ length }: string, width: number): number {
  if (Number.isFinite(width)) return Math.min(length, width);
  return length <= MAX_ALIGNED_WIDTH ? length : 0;
}

/** Takes what is too wide from the widest column that can spare it, as far as its words stay unbroken. */
function fitColumns({ full, word }: Widths, width: number): TableLayout {
  const widths = [...full];
  let excess = widths.reduce((sum, column) => sum + column + BETWEEN.length, -BETWEEN.length) - width;
  for (; excess > 0; excess -= 1) {
    const spare = widths.map((column, i) => (column > (word[i] ?? 0) ? column : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    widths[spare.lastIndexOf(widest)] = widest - 1;
  }
  return {
    widths,
    isWrapped: Number.isFinite(width),
    lines: excess > 0 ? inLines(widths, width) : [widths.map((_, i) => i)],
  };
}

/** Fills lines with columns, from left to right. */
function inLines(widths: number[], width: number): number[][] {
  const lines: number[][] = [[]];
  let room = width;
  for (const [i, column] of widths.entries()) {
    const line = lines.at(-1);
    if (line && (line.length === 0 || column <= room)) line.push(i);
    else {
      lines.push([i]);
      room = width - CONTINUED.length;
    }
    room -= column + BETWEEN.length;
  }
  return lines;
}

function drawTable(table: TextTable, layout: TableLayout, hasHead: boolean, isSeparate: boolean): string {
  const { title, columns, rows } = table;
  let text = hasHead && isSeparate ? '\n' : '';
  if (title !== undefined) text += `${title}\n`;
  if (rows.length > 0 && hasHead) {
    const names = columns.map(({ name }) => name);
    text += drawRow(names, table, layout);
  }
  for (const row of rows) text += drawRow(row, table, layout);
  return text;
}

function drawRow(row: string[], { columns }: TextTable, { widths, isWrapped, lines }: TableLayout): string {
  let text = '';
  for (const [n, line] of lines.entries()) {
    const cells = line.map((i) => (isWrapped ? wrap(row[i] ?? '', widths[i] ?? 0) : [row[i] ?? '']));
    const height = Math.max(...cells.map((cell) => cell.length));
    // What goes on in a line of its own, and has nothing to say there, takes no line.
    if (n > 0 && cells.every((cell) => cell.join('') === '')) continue;
    for (let at = 0; at < height; at += 1) {
      const drawn = line.map((i, c) => {
        const [part = '', width = 0] = [cells[c]?.[at], widths[i]];
        return columns[i]?.right ? part.padStart(width) : part.padEnd(width);
      });
      const indent = n > 0 ? CONTINUED : '';
      text += `${`${indent}${drawn.join(BETWEEN)}`.trimEnd()}\n`;
    }
  }
  return text;
}

/** The text in lines that are no longer than `width`, but for a word that is. */
function wrap(text: string, width: number): string[] {
  if (text.length <= width || !text.includes(' ')) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (word === '') continue;
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 0 ? lines : [''];
}
