/** Prints a document to PDF through Chromium. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CommandError } from '../../cli/errors';
import { chromiumArguments, findChromium } from './chromium';

const TIMEOUT_MS = 60_000;

/** Throws a `CommandError` where Chromium is not installed or fails. */
export async function printToPdf(html: string, signal?: AbortSignal): Promise<Uint8Array> {
  const chromium = requireChromium();
  const folder = mkdtempSync(join(tmpdir(), 'statement-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  // Also removes the folder when a signal ends the process before Chromium has.
  process.once('exit', remove);
  try {
    const [document, pdf] = [join(folder, 'statement.html'), join(folder, 'statement.pdf')];
    // It states what somebody owns.
    writeFileSync(document, html, { mode: 0o600 });
    const printing = [`--print-to-pdf=${pdf}`, '--no-pdf-header-footer', pathToFileURL(document).href];
    const quiet = [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      `--user-data-dir=${join(folder, 'profile')}`,
    ];
    await promisify(execFile)(chromium, [...chromiumArguments(), ...quiet, ...printing], {
      timeout: TIMEOUT_MS,
      signal,
    });
    return readFileSync(pdf);
  } catch (error) {
    throw new CommandError(`${chromium} could not print the statement: ${firstLine(error)}`);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

export function requireChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  throw new CommandError(
    '--format pdf needs Chromium: install it, set CHROMIUM_PATH, or print the document of --format html.',
  );
}

const firstLine = (error: unknown) => String((error as Error).message).split('\n', 1)[0];
