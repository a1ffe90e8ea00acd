/** CSV by RFC 4180: a header, CRLF, quotes where they are needed. What is unknown is an empty field. */
import { stringify } from 'csv-stringify/sync';
import type { Write } from '../../cli/output';
import type { ColumnKind, Report, Value } from '../report';

export async function writeCsv<Item, Line>(
  { columns, toLines, items }: Report<Item, Line>,
  write: Write,
): Promise<void> {
  const field = createFieldWriter();
  // Written with the first lines: a command that fails before them has no output at all.
  let header = `${columns.map(({ name, exportName = name }) => exportName).join()}\r\n`;
  for await (const batch of items) {
    let text = header;
    header = '';
    for (const item of batch) {
      for (const line of toLines(item)) {
        text += `${columns.map(({ kind, value }) => field(value(line), kind)).join()}\r\n`;
      }
    }
    await write(text);
  }
  if (header !== '') await write(header);
}

/** Messages may all differ: the cache must not grow with them. */
const MAX_CACHED_TEXTS = 10_000;

/**
 * Times, amounts and counts have no character that needs quotes. Texts are written by the CSV library, each once: a
 * history has few different ones, in half a million lines. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front: https://owasp.org/www-community/attacks/CSV_Injection
 */
function createFieldWriter(): (value: Value, kind: ColumnKind) => string | number | boolean {
  const cache = new Map<string, string>();
  return (value, kind) => {
    if (value === null) return '';
    if (typeof value !== 'string' || kind !== 'text') return value;
    let text = cache.get(value);
    if (text === undefined) {
      text = stringify([[value]], { record_delimiter: 'windows', eof: false, escape_formulas: true });
      if (cache.size >= MAX_CACHED_TEXTS) cache.clear();
      cache.set(value, text);
    }
    return text;
  };
}
