/** The formats of a saved log, and how each is split into entries. */
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import * as z from 'zod';
import { CommandError } from '../cli/errors';

type LogFormat = {
  /** Whether a file has the format, by its first line that is not empty. */
  matches(firstLine: string): boolean;
  entries(text: AsyncIterable<string>): AsyncIterable<string>;
};

/** A CloudWatch event has at most 1 MB; with CSV quoting it is still shorter than this. */
const MAX_ENTRY_CHARS = 4 * 1024 * 1024;

/** A JSON document is parsed in memory at once. */
const MAX_DOCUMENT_CHARS = 256 * 1024 * 1024;

const FORMATS: LogFormat[] = [
  /** `aws logs filter-log-events` prints one object, on one line or many. */
  { matches: (line) => /^\{\s*(?:$|"(?:events|searchedLogStreams)")/.test(line), entries: entriesOfJson },
  /** Logs Insights (`@message`), and the download of log events in the console (`message`). */
  { matches: (line) => messageColumn(line) !== undefined, entries: entriesOfCsv },
];

/** The entries of a saved log, whatever its format. The text may come in chunks of any size. */
export async function* entriesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  const chunks = text[Symbol.asyncIterator]();
  const start = await readFirstLine(chunks);
  const [firstLine = ''] = start.trimStart().split('\n', 1);
  const format = FORMATS.find(({ matches }) => matches(firstLine.trim()));
  // Anything else is lines, as `aws logs tail` and the function itself print them.
  const split = format?.entries ?? splitLines;
  yield* split(prepend(start, chunks));
}

/** At least the text up to the end of its first line that is not empty; without a byte order mark. */
async function readFirstLine(chunks: AsyncIterator<string>): Promise<string> {
  let start = '';
  while (!start.trimStart().includes('\n') && start.length <= MAX_ENTRY_CHARS) {
    const { value, done } = await chunks.next();
    if (done) break;
    start += value;
  }
  return start.replace(/^\uFEFF/, '');
}

async function* prepend(start: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield start;
  yield* { [Symbol.asyncIterator]: () => chunks };
}

async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk).split(/\r?\n/);
    // A line that is cut here is not a valid entry, and is counted as unrecognized.
    rest = (lines.pop() ?? '').slice(0, MAX_ENTRY_CHARS);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const logEvents = z.object({ events: z.array(z.object({ message: z.string() })) });

async function* entriesOfJson(text: AsyncIterable<string>): AsyncGenerator<string> {
  let document = '';
  for await (const chunk of text) {
    document += chunk;
    if (document.length > MAX_DOCUMENT_CHARS) {
      throw new CommandError(
        'The JSON document must be at most 256 MB; search shorter periods, or use --log-group instead of --file.',
      );
    }
  }
  const { data } = logEvents.safeParse(parseJson(document));
  if (!data) {
    throw new CommandError(
      'The JSON document must have "events", each with its "message", as `aws logs filter-log-events` prints it.',
    );
  }
  for (const { message } of data.events) yield message;
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    throw new CommandError('The input is not a complete JSON document: it may have been cut off.');
  }
}

/** The name of the column with the entries, if the line is a CSV header that has one. */
function messageColumn(line: string): string | undefined {
  const columns = line.split(',').map((name) => name.replace(/^"(.*)"$/, '$1'));
  return ['@message', 'message'].find((name) => columns.includes(name));
}

async function* entriesOfCsv(text: AsyncIterable<string>): AsyncGenerator<string> {
  let column = '';
  const parser = parse({
    columns: (names: string[]) => {
      column = messageColumn(names.join(',')) ?? '';
      return names;
    },
    max_record_size: MAX_ENTRY_CHARS,
  });
  // Errors of both streams are thrown by the loop below.
  pipeline(Readable.from(text), parser, () => undefined);
  try {
    for await (const record of parser) yield record[column] ?? '';
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('CSV_')) throw error;
    throw new CommandError(`The CSV file is damaged: ${(error as Error).message}`);
  }
}
