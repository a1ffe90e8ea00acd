/** The files of npm start are private to their owner, whatever the umask and the modes of existing files. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../../../infra/local/lock';
import { createPrivateFolder, makePrivate } from '../../../infra/private-folder';

const PROJECT = join(__dirname, '..', '..', '..');

jest.setTimeout(120_000);

let home: string;
let umask: number;
beforeEach(() => {
  umask = process.umask(0);
  home = mkdtempSync(join(tmpdir(), 'private-'));
});
afterEach(() => {
  process.umask(umask);
  rmSync(home, { recursive: true });
});

const modeOf = (path: string) => (lstatSync(path).mode & 0o7777).toString(8);

/** Files at `path` and below that others may read or change. */
const openToOthers = (path: string): string[] =>
  [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, String(name)))].filter(
    (each) => !lstatSync(each).isSymbolicLink() && (lstatSync(each).mode & 0o077) !== 0,
  );

it('makes the history, the lock and the assembly private', async () => {
  const folder = join(home, 'local');
  mkdirSync(join(folder, 'history'), { recursive: true });
  const start = join(PROJECT, 'infra', 'local', 'start.ts');
  // The process inherits the test's umask of 0.
  const child = spawn(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), start, '--folder', folder],
    { cwd: PROJECT, stdio: 'ignore' },
  );

  const exitCode = await new Promise((resolve) => child.on('close', resolve));

  expect(exitCode).toBe(0);
  expect(readdirSync(folder).sort()).toEqual(['cdk.out', 'history', 'lock']);
  expect(openToOthers(folder)).toEqual([]);
});

it('makes existing files private when the folder is locked and when it is released', async () => {
  mkdirSync(join(home, 'history'), { recursive: true });
  writeFileSync(join(home, 'history', '000001.log'), '');
  chmodSync(home, 0o755);

  const unlock = await lockFolder(home);
  const locked = openToOthers(join(home, 'history'));
  writeFileSync(join(home, 'history', '000002.log'), '');
  await unlock();

  expect(locked).toEqual([]);
  expect(openToOthers(home)).toEqual([]);
});

it('changes only its own files in a folder with other contents', async () => {
  writeFileSync(join(home, 'notes.txt'), '');
  chmodSync(home, 0o755);

  const unlock = await lockFolder(home);
  await unlock();

  expect(modeOf(home)).toBe('755');
  expect(modeOf(join(home, 'notes.txt'))).toBe('666');
  expect(openToOthers(join(home, 'lock'))).toEqual([]);
});

it('follows no symbolic link', () => {
  const outside = join(home, 'outside');
  const inside = join(home, 'inside');
  writeFileSync(outside, '');
  createPrivateFolder(inside);
  symlinkSync(outside, join(inside, 'link'));

  makePrivate(inside);

  expect(modeOf(outside)).toBe('666');
  expect(modeOf(inside)).toBe('700');
});

it('keeps a read-only file read-only', () => {
  const file = join(home, 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o444);

  makePrivate(home);

  expect(modeOf(file)).toBe('400');
});

it('ignores a missing folder', () => {
  makePrivate(join(home, 'nothing'));

  expect(existsSync(join(home, 'nothing'))).toBe(false);
});
