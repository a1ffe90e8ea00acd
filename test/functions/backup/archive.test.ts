/** The file of a history: written gzipped or plain, read line by line, and refused where a line is bad. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readArchive, writeArchive } from '../../../functions/backup/archive';
import { type ItemLine, toItemLine } from '../../../functions/backup/item-line';
import { temporaryFile } from '../../support/run-report';

const row = (account: string, slot: string, note = ''): ItemLine =>
  toItemLine({ account: { S: account }, slot: { S: slot }, note: { S: note } });

const ROWS = [row('desk', '1'), row('main', '1', 'ü\u2028'), row('main', '2')];
const TEXT = ROWS.map(({ json }) => `${json}\n`).join('');

async function write(path: string, pages: ItemLine[][]) {
  const chunks: Buffer[] = [];
  async function* source() {
    yield* pages;
  }
  const checksum = await writeArchive(path, source(), async (chunk) => void chunks.push(Buffer.from(chunk)));
  return { checksum, bytes: Buffer.concat(chunks) };
}

async function read(content: string | Uint8Array, name = 'history.ndjson') {
  const path = temporaryFile(name);
  writeFileSync(path, content);
  const rows: (ItemLine & { line: number })[] = [];
  for await (const one of readArchive(path)) rows.push(one);
  return rows;
}

describe('a file is written', () => {
  it('as lines alone, without header or trailer', async () => {
    const { bytes } = await write('history.ndjson', [ROWS.slice(0, 1), [], ROWS.slice(1)]);

    expect(bytes.toString()).toBe(TEXT);
  });

  it('gzipped where its name ends in .gz, the same bytes each time', async () => {
    const first = await write('history.ndjson.gz', [ROWS]);
    const second = await write('history.ndjson.gz', [ROWS]);

    expect(gunzipSync(first.bytes).toString()).toBe(TEXT);
    expect(second.bytes).toEqual(first.bytes);
  });

  it('with the number of rows and the SHA-256 of the uncompressed text', async () => {
    const { checksum } = await write('history.ndjson.gz', [ROWS]);

    expect(checksum).toEqual({ rows: 3, sha256: createHash('sha256').update(TEXT).digest('hex') });
  });

  it('empty where there are no rows', async () => {
    const { bytes, checksum } = await write('history.ndjson.gz', []);

    expect(gunzipSync(bytes)).toHaveLength(0);
    expect(checksum.rows).toBe(0);
  });

  it('not at all where reading the rows fails', async () => {
    async function* failing(): AsyncGenerator<ItemLine[]> {
      yield ROWS;
      throw new Error('throttled');
    }

    await expect(writeArchive('history.ndjson.gz', failing(), async () => {})).rejects.toThrow('throttled');
  });
});

describe('a file is read', () => {
  const expected = ROWS.map((one, i) => ({ ...one, line: i + 1 }));

  it.each<[how: string, content: string | Uint8Array]>([
    ['plain', TEXT],
    ['gzipped, whatever its name', gzipSync(TEXT)],
    [
      'gzipped in parts, as `cat` joins them',
      Buffer.concat([gzipSync(TEXT.slice(0, 90)), gzipSync(TEXT.slice(90))]),
    ],
    ['without its last line feed', TEXT.slice(0, -1)],
    ['with a line of 8 MB', TEXT.replace('\n', `${' '.repeat((8 << 20) - TEXT.indexOf('\n'))}\n`)],
    ['with the line ends and the byte order mark of Windows', `\ufeff${TEXT.replaceAll('\n', '\r\n')}`],
  ])('%s', async (_how, content) => {
    expect(await read(content)).toEqual(expected);
  });

  it('in chunks that end within a line or a character', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => row('main', String(100 + i), 'ü'.repeat(5_000 + i)));

    const found = await read(rows.map(({ json }) => `${json}\n`).join(''));

    expect(found.map(({ json }) => json)).toEqual(rows.map(({ json }) => json));
  });
});

describe('a file is refused with the number of the line', () => {
  const [first, second, third] = ROWS.map(({ json }) => json);

  it.each<[what: string, content: string | Uint8Array, message: string]>([
    ['no JSON', `${first}\nmain,2026\n`, 'line 2 is not JSON.'],
    ['cut off in a row', TEXT.slice(0, -5), 'line 3 is not JSON.'],
    ['an empty line', `${first}\n\n${second}\n`, 'line 2 is not JSON.'],
    ['an empty line at its start', `\n${first}\n`, 'line 1 is not JSON.'],
    [
      'rows out of order',
      `${third}\n${first}\n`,
      'line 2 must come before the line above it: rows must be in order',
    ],
    ['a row twice', `${first}\n${first}\n`, 'line 2 has the same account and slot as the line before'],
    ['another encoding', Buffer.from(`${first}\n"\xfc"\n`, 'latin1'), 'line 2 is not UTF-8.'],
    [
      'a line of more than 8 MB, whose end is not read',
      gzipSync(`${first}\n${' '.repeat(16 << 20)}`).subarray(0, -12),
      'line 2 must have at most 8 MB.',
    ],
    ['gzip that is cut off', gzipSync(TEXT).subarray(0, -12), 'is damaged or incomplete after line '],
    [
      'gzip that is damaged',
      Buffer.concat([gzipSync(TEXT).subarray(0, 30), Buffer.alloc(60)]),
      'is damaged or incomplete after line ',
    ],
  ])('%s', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('no file but a folder', async () => {
    await expect(readArchive('/tmp').next()).rejects.toThrow('/tmp must be a file.');
  });
});
