/** Output to a file: it appears only when it is complete; pipes, devices and opened files are written directly. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { toFile } from '../../../functions/cli/output';
import { temporaryFile } from '../../support/run-report';

describe('a file', () => {
  it('replaces the existing one only when it is complete', async () => {
    const file = join(temporaryFile('dev'), 'report.csv');
    mkdirSync(dirname(file));
    writeFileSync(file, 'older');

    const output = await toFile(file);
    await output.write('a,b\r\n');
    const meanwhile = readFileSync(file, 'utf8');
    await output.write(Buffer.from('1,2\r\n'));
    await output.finish();

    expect(meanwhile).toBe('older');
    expect(readFileSync(file, 'utf8')).toBe('a,b\r\n1,2\r\n');
    expect(readdirSync(dirname(file))).toEqual(['report.csv']);
  });

  it('leaves no temporary file when it is discarded', async () => {
    const file = temporaryFile('report.csv');

    const output = await toFile(file);
    await output.write('half of it');
    await output.discard();
    // As it may be where it was the end that failed.
    await output.discard();

    expect(readdirSync(dirname(file))).toEqual([]);
    await expect(output.write('more')).rejects.toThrow(/report\.csv cannot be written: /);
  });

  it('is an error if its path is a folder', async () => {
    const folder = temporaryFile('folder');
    mkdirSync(folder);

    await expect(toFile(folder)).rejects.toThrow(
      /^\S+\/folder cannot be written: it is a folder; name a file in it\.$/,
    );
    expect(readdirSync(dirname(folder))).toEqual(['folder']);
  });

  it('is named in the error if the rename fails', async () => {
    const file = temporaryFile('report.csv');
    const output = await toFile(file);
    await output.write('all of it');
    mkdirSync(file);

    await expect(output.finish()).rejects.toThrow(
      /\/report\.csv cannot be written: it is a folder; name a file in it\.$/,
    );
  });

  it('is an error that names the missing folder', async () => {
    const folder = temporaryFile('absent');

    await expect(toFile(join(folder, 'report.csv'))).rejects.toThrow(
      `${folder}/report.csv cannot be written: there is no folder ${folder}; create it first.`,
    );
  });

  it('is complete when two commands write it at once; the last one wins', async () => {
    const file = temporaryFile('report.csv');

    const [first, second] = [await toFile(file), await toFile(file)];
    await first.write('first ');
    await second.write('second ');
    await first.write('report');
    await second.write('report');
    await second.finish();
    await first.finish();

    expect(readFileSync(file, 'utf8')).toBe('first report');
    expect(readdirSync(dirname(file))).toEqual(['report.csv']);
  });

  it('is not written through a planted link', async () => {
    const file = temporaryFile('report.csv');
    const victim = join(dirname(file), 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, `${file}.part`);
    symlinkSync(victim, file);

    const output = await toFile(file);
    await output.write('report');
    await output.finish();

    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(lstatSync(file).isFile()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('report');
  });

  it('keeps its permissions when it is replaced', async () => {
    const file = temporaryFile('report.csv');
    writeFileSync(file, 'older');
    chmodSync(file, 0o600);

    const output = await toFile(file);
    await output.finish();

    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is an error in one sentence when the disk is full', async () => {
    const output = await toFile('/dev/full');

    await expect(output.write('report')).rejects.toThrow(
      '/dev/full cannot be written: the disk is full; free some space, or use another disk.',
    );
    await output.discard();
  });

  it('that is a pipe without a reader is waited for until the command ends', async () => {
    const pipe = temporaryFile('pipe');
    execFileSync('mkfifo', [pipe]);
    const abort = new AbortController();

    const waiting = toFile(pipe, abort.signal);
    abort.abort();

    await expect(waiting).rejects.toThrow(/aborted/);
  });

  it.each(['finish', 'discard'] as const)('that is a pipe ends for its reader with %s()', async (end) => {
    const pipe = temporaryFile('pipe');
    execFileSync('mkfifo', [pipe]);

    const opening = toFile(pipe);
    const reader = promisify(execFile)('cat', [pipe], { timeout: 3_000 });
    const output = await opening;
    await output.write('report');
    await output[end]();

    await expect(reader).resolves.toMatchObject({ stdout: 'report' });
  });

  it('that is a pipe is an error once it is removed', async () => {
    const pipe = temporaryFile('pipe');
    execFileSync('mkfifo', [pipe]);

    const waiting = toFile(pipe);
    rmSync(pipe);

    await expect(waiting).rejects.toThrow(/pipe cannot be written: /);
  });

  it('that the shell has opened is appended to', async () => {
    const file = temporaryFile('redirected.csv');
    const fd = openSync(file, 'w');

    const output = await toFile(`/dev/fd/${fd}`);
    await output.write('report');
    await output.finish();
    closeSync(fd);

    expect(readFileSync(file, 'utf8')).toBe('report');
    expect(readdirSync(dirname(file))).toEqual(['redirected.csv']);
  });

  it('that is a device is written directly and stays a device', async () => {
    const device = temporaryFile('device');
    symlinkSync('/dev/null', device);

    const taken = await toFile(device);
    await taken.write('all of it');
    await taken.finish();
    const given = await toFile(device);
    await given.discard();

    expect(readdirSync(dirname(device))).toEqual(['device']);
    expect(lstatSync(device).isSymbolicLink()).toBe(true);
  });
});
