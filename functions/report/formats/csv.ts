/** CSV by RFC 4180: a header, CRLF, quotes where they are needed. What is unknown is an empty field. */
import { stringify } from 'csv-stringify/sync';
import type { Column, Report, Value } from '../report';
import type { Write } from './format';

export async function writeCsv<Item>(
  { columns, toRows: lines, items }: Report<Item>,
  write: Write,
): Promise<void> {
  const field = fieldWriter();
  // Written with the first lines: a report that is refused has no output at all.
  let head = `${columns.map(({ name }) => name).join()}\r\n`;
  for await (const batch of items) {
    let text = head;
    head = '';
    for (const item of batch) {
      for (const line of lines(item))
        text += `${line.map((value, i) => field(value, columns[i])).join()}\r\n`;
    }
    await write(text);
  }
  if (head !== '') await write(head);
}

/**
 * Times, amounts and counts have no character that could need quotes. Texts are written by the CSV library, each once: a
 * history has few of them, half a million times.
 */
function fieldWriter(): (value: Value, column: Column | undefined) => string | number {
  const written = new Map<string, string>();
  return (value, column) => {
    if (value === null) return '';
    if (typeof value === 'number' || column?.kind !== 'text') return value;
    let text = written.get(value);
    if (text === undefined) {
      text = stringify([[unlikeFormula(value)]], { record_delimiter: 'windows', eof: false });
      if (written.size >= MAX_CACHED_TEXTS) written.clear();
      written.set(value, text);
    }
    return text;
  };
}

/** Messages may all differ: they must not pile up in memory. */
const MAX_CACHED_TEXTS = 10_000;

/** A leading apostrophe keeps spreadsheets from running text that an exchange sent us as a formula. Amounts are numbers. */
const unlikeFormula = (text: string) => (STARTS_FORMULA.test(text) ? `'${text}` : text);

// The characters and their full-width forms: https://owasp.org/www-community/attacks/CSV_Injection
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
