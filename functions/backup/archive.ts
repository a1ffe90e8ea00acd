/** The file of a history: one line for each row, gzipped where its name ends in `.gz`, read back line by line. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { pipeline as pipelineToEnd } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { CommandError } from '../cli/errors';
import { type Checksum, createChecksum } from './checksum';
import { compareKeys, type ItemLine, LineError, parseItemLine } from './item-line';

/** A row of 400 KB is at most 2 MB of JSON. A small gzip file can hold a line of gigabytes. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** Writes pages of rows through `write`, gzipped where `path` says so. */
export async function writeArchive(
  path: string,
  pages: AsyncIterable<ItemLine[]>,
  write: (chunk: Uint8Array | string) => Promise<void>,
): Promise<Checksum> {
  const checksum = createChecksum();
  async function* texts() {
    for await (const page of pages) {
      for (const { json } of page) checksum.add(json);
      yield page.map(({ json }) => `${json}\n`).join('');
    }
  }
  if (path.endsWith('.gz')) {
    await pipelineToEnd(texts, createGzip(), async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) await write(chunk);
    });
  } else {
    for await (const text of texts()) await write(text);
  }
  return checksum.result();
}

/** A row of a file, with the number of its line, from 1. */
export type ArchiveRow = ItemLine & { line: number };

/** The rows of a file, gzipped or not, in its order. Throws one sentence with the number of the first bad line. */
export async function* readArchive(path: string): AsyncGenerator<ArchiveRow> {
  let line = 0;
  let last: ItemLine | undefined;
  try {
    for await (const bytes of splitLines(await openArchive(path))) {
      line++;
      const row = parseItemLine(decode(bytes));
      if (last) checkOrder(last, row);
      last = row;
      yield { ...row, line };
    }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code.startsWith('Z_')) {
      throw new CommandError(`${path} is damaged or incomplete after line ${line}: ${message}.`);
    }
    if (!(error instanceof LineError)) throw error;
    throw new CommandError(`${path}: line ${line} ${message}.`);
  }
}

async function openArchive(path: string): Promise<AsyncIterable<Buffer>> {
  const file = await open(path);
  try {
    // A file is read twice, once to check it and once to import it.
    if (!(await file.stat()).isFile()) throw new CommandError(`${path} must be a file.`);
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    const input = createReadStream(path);
    // An error of either stream rejects the read from the last one.
    return buffer.toString('hex') === GZIP_MAGIC ? pipeline(input, createGunzip(), () => undefined) : input;
  } finally {
    await file.close();
  }
}

const GZIP_MAGIC = '1f8b';

/** The bytes of each line without its line feed. The last line may be without one. */
async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    // A last line that was cut off is yielded, and fails as a row.
    if (length > MAX_LINE_BYTES) break;
  }
  if (length > 0) yield Buffer.concat(parts);
}

const LINE_FEED = 0x0a;

function decode(line: Buffer): string {
  if (line.length > MAX_LINE_BYTES) throw new LineError(`must have at most ${MAX_LINE_BYTES >> 20} MB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    throw new LineError('is not UTF-8');
  }
}

function checkOrder(last: ItemLine, row: ItemLine): void {
  const order = compareKeys(last, row);
  if (order < 0) return;
  const fault =
    order === 0 ? 'has the same account and slot as the line before' : 'must come before the line above it';
  throw new LineError(`${fault}: rows must be in order of account and slot`);
}
