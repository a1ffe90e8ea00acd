/** Output to a stream: writing waits for the reader, and a terminal gets no control characters. */
import { Writable } from 'node:stream';
import { BrokenPipeError, toStream } from '../../../functions/cli/output';
import { collect } from '../../support/run-report';

describe('a stream', () => {
  it('accepts one chunk at a time, at the reader’s speed', async () => {
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

  it('that the reader closed ends the command', async () => {
    await expect(toStream(failing('EPIPE')).write('text')).rejects.toBeInstanceOf(BrokenPipeError);
  });

  it('that fails is an error in one sentence', async () => {
    await expect(toStream(failing('EIO')).write('text')).rejects.toThrow(
      'Standard output cannot be written: the disk reported an input/output error.',
    );
    await expect(toStream(failing('EODD')).write('text')).rejects.toThrow(
      'Standard output cannot be written: It broke.',
    );
  });

  it.each([
    { isTTY: true, expected: 'main,BTC  [2J\nsavings,BT C\n' },
    { isTTY: false, expected: 'main,BTC\r\u001b[2J\r\nsavings,BT\u202eC\r\n' },
  ])('gets every byte unless it is a terminal (isTTY: $isTTY)', async ({ isTTY, expected }) => {
    const { chunks, stream } = collect();
    Object.assign(stream, { isTTY });

    await toStream(stream).write('main,BTC\r\u001b[2J\r\nsavings,BT\u202eC\r\n');
    await toStream(stream).write(Buffer.from('\u001f\u008b'));

    expect(Buffer.concat(chunks).toString()).toBe(`${expected}\u001f\u008b`);
  });

  it('is left open at the end', async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
    const output = toStream(stream);

    await output.write('text');
    await output.finish();
    await output.discard();

    expect(stream).toMatchObject({ destroyed: false, writableEnded: false });
  });
});
