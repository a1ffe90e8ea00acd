/** CSV by RFC 4180: a header, CRLF, quotes where they are needed. What is unknown is an empty field. */
import { stringify } from 'csv-stringify/sync';
import type { Column, Report, Value } from '../result';
import type { Write } from './format';

/** Few, so that they are forgotten while they are young: a year of history took a quarter less of the processor so. */
const AT_A_TIME = 500;

export async function writeCsv<Item>({ columns, lines, items }: Report<Item>, write: Write): Promise<void> {
  await write(stringify([columns.map(({ name }) => name)], { record_delimiter: 'windows' }));
  for await (const batch of items) {
    for (let start = 0; start < batch.length; start += AT_A_TIME) {
      const records = batch.slice(start, start + AT_A_TIME).flatMap(lines);
      for (const record of records) {
        columns.forEach((column, i) => {
          record[i] = field(record[i] ?? null, column);
        });
      }
      await write(stringify(records, { record_delimiter: 'windows' }));
    }
  }
}

/** A leading apostrophe keeps spreadsheets from running text that an exchange sent us as a formula. Amounts are numbers. */
const field = (value: Value, column: Column) =>
  typeof value === 'string' && column.kind === 'text' && STARTS_FORMULA.test(value) ? `'${value}` : value;

// The characters and their full-width forms: https://owasp.org/www-community/attacks/CSV_Injection
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
