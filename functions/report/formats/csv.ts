/** CSV by RFC 4180: a header, CRLF, quotes where they are needed. What is unknown is an empty field. */
import { stringify } from 'csv-stringify/sync';
import type { Column, Report, Value } from '../result';
import type { Write } from './format';

export async function writeCsv<Item>({ columns, lines, items }: Report<Item>, write: Write): Promise<void> {
  await write(stringify([columns.map(({ name }) => name)], { record_delimiter: 'windows' }));
  for await (const batch of items) {
    const records = batch.flatMap(lines).map((line) => line.map((value, i) => field(value, columns[i])));
    await write(stringify(records, { record_delimiter: 'windows' }));
  }
}

/** A leading apostrophe keeps spreadsheets from running text that an exchange sent us as a formula. Amounts are numbers. */
const field = (value: Value, column: Column | undefined) =>
  typeof value === 'string' && column?.kind === 'text' && STARTS_FORMULA.test(value) ? `'${value}` : value;

// The characters and their full-width forms: https://owasp.org/www-community/attacks/CSV_Injection
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
