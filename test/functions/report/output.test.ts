/** Where a report goes: a file appears when it is whole and not before, and a reader is never outrun. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { ReaderGone, toFile, toStream } from '../../../functions/report/output';
import { temporaryFile } from '../../support/run-report';

describe('a file', () => {
  it('takes the place of the older one when it is whole, and not before', async () => {
    const file = temporaryFile('report.csv');
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

  it('leaves nothing behind when it is given up', async () => {
    const file = temporaryFile('report.csv');

    const output = await toFile(file);
    await output.write('half of it');
    await output.discard();
    // As it may be where it was the end that failed.
    await output.discard();

    expect(readdirSync(dirname(file))).toEqual([]);
    await expect(output.write('more')).rejects.toThrow(/report\.csv cannot be written: /);
  });

  it('is refused at once where it would be a folder', async () => {
    const folder = temporaryFile('folder');
    mkdirSync(folder);

    await expect(toFile(folder)).rejects.toThrow(/^\S+\/folder cannot be written: EISDIR: .*\.$/);
    expect(readdirSync(dirname(folder))).toEqual(['folder']);
  });

  it('says so, by its own name, where it cannot be put in its place', async () => {
    const file = temporaryFile('report.csv');
    const output = await toFile(file);
    await output.write('all of it');
    mkdirSync(file);

    await expect(output.finish()).rejects.toThrow(/\/report\.csv cannot be written: .*'\S+\/report\.csv' ->/);
  });

  it('that is a device, say, is written to, and stays what it is', async () => {
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

describe('a stream', () => {
  it('takes one piece at a time, as fast as it is read', async () => {
    const taken: string[] = [];
    let take = () => {};
    const stream = new Writable({
      write(chunk, _encoding, done) {
        taken.push(String(chunk));
        take = done;
      },
    });
    let resolved = false;

    const written = toStream(stream)
      .write('first')
      .then(() => {
        resolved = true;
      });
    await new Promise(setImmediate);
    const early = resolved;
    take();
    await written;

    expect(taken).toEqual(['first']);
    expect(early).toBe(false);
  });

  const failing = (code: string) =>
    new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('It broke'), { code })),
    });

  it('that nobody reads any more is the end of the work', async () => {
    await expect(toStream(failing('EPIPE')).write('text')).rejects.toBeInstanceOf(ReaderGone);
  });

  it('that breaks is an error', async () => {
    await expect(toStream(failing('EIO')).write('text')).rejects.toThrow('It broke');
  });

  it('is left open at the end, for it is not ours', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    const output = toStream(stream);

    await output.write('text');
    await output.finish();
    await output.discard();

    expect(stream).toMatchObject({ destroyed: false, writableEnded: false });
  });
});
