/** The keys file of a server: who may read it, which forms it has, and that no error quotes it. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeysFile } from '../../../../infra/local/serve/keys-file';

const MAIN = { apiKey: 'main-api-key', secretKey: 'main-secret-key' };
const DESK = { apiKey: 'desk-api-key', secretKey: 'desk-secret-key' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(content: string, mode = 0o600): string {
  const path = join(folder, 'keys.json');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

it('gives each account its own keys, without surrounding space', () => {
  const keysOf = readKeysFile(
    write(JSON.stringify({ main: MAIN, desk: { ...DESK, apiKey: ' desk-api-key\n' } })),
  );

  expect(keysOf('main')).toEqual(MAIN);
  expect(keysOf('desk')).toEqual(DESK);
  expect(keysOf('other')).toBeUndefined();
  expect(keysOf('constructor')).toBeUndefined();
});

it('gives all accounts the one pair of a flat file', () => {
  const keysOf = readKeysFile(write(JSON.stringify(MAIN)));

  expect([keysOf('main'), keysOf('desk')]).toEqual([MAIN, MAIN]);
});

it.each([0o640, 0o604, 0o620])('refuses a file of mode %o', (mode) => {
  const path = write(JSON.stringify(MAIN), mode);

  expect(() => readKeysFile(path)).toThrow(
    `Keys file ${path} must be readable by its owner only; run chmod 600 on it.`,
  );
});

it('accepts any mode below the credentials folder of systemd', () => {
  const path = write(JSON.stringify(MAIN), 0o440);

  expect(readKeysFile(path, folder)('main')).toEqual(MAIN);
  expect(() => readKeysFile(path, `${folder}-other`)).toThrow();
});

it.each([
  ['no JSON', '{"apiKey":"main-api-key'],
  ['a list', JSON.stringify([MAIN])],
  ['a pair without its secret key', JSON.stringify({ main: { apiKey: 'main-api-key' } })],
  ['an empty key', JSON.stringify({ main: { ...MAIN, secretKey: '' } })],
])('refuses %s without quoting it', (_what, content) => {
  const path = write(content);
  const read = () => readKeysFile(path);

  expect(read).toThrow(/^Keys file \S+ must be JSON such as /);
  expect(read).not.toThrow(/main-api-key/);
});

it('reports a missing file', () => {
  expect(() => readKeysFile(join(folder, 'none.json'))).toThrow(
    /^Keys file \S+none\.json cannot be read \(ENOENT\)\.$/,
  );
});
