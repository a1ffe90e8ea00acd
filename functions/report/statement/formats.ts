/** The formats that a statement can be written in. */
import { escapeUnprintable } from '../../history/printable';
import { statementHtml } from './html';
import { printToPdf } from './pdf';
import type { Statement } from './statement';

export type StatementFormat = 'html' | 'json' | 'pdf';

type StatementWriter = (statement: Statement, signal?: AbortSignal) => Promise<string | Uint8Array>;

export const STATEMENT_FORMATS: Record<StatementFormat, StatementWriter> = {
  html: statementHtml,
  json: async (statement) => `${escapeUnprintable(JSON.stringify(statement, null, 2))}\n`,
  pdf: async (statement, signal) => printToPdf(await statementHtml(statement), signal),
};
