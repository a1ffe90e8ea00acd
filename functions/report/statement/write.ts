/** Writes a statement, or the result of its verification. */
import type { Write } from '../../cli/output';
import type { ReportContext } from '../context';
import { FORMATS, type Format } from '../formats';
import type { WriterOptions } from '../formats/writer';
import { STATEMENT_FORMATS, type StatementFormat } from './formats';
import { readStatementFile } from './parse-statement';
import { requireChromium } from './pdf';
import { readStatement, type StatementFilter } from './read-statement';
import { throwIfDifferent, verificationReport, verifyStatement } from './verify';

export async function writeStatement(
  context: ReportContext,
  { format, filter }: { format: StatementFormat; filter: StatementFilter },
  write: Write,
): Promise<void> {
  // A year may take long to read.
  if (format === 'pdf') requireChromium();
  const statement = await readStatement(context, filter);
  await write(await STATEMENT_FORMATS[format](statement, context.table.signal));
}

/** Throws after it has written what differs, so that the command fails. */
export async function writeVerification(
  context: ReportContext,
  { format, file }: { format: Format; file: string },
  write: Write,
  options: WriterOptions,
): Promise<void> {
  const verification = await verifyStatement(context, readStatementFile(file));
  async function* items() {
    yield [verification];
  }
  await FORMATS[format]({ ...verificationReport, isSingleObject: true, items: items() }, write, options);
  throwIfDifferent(file, verification);
}
