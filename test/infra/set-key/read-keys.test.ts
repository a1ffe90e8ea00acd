/** Keys are read from a terminal without echo, a pipe, or a private file; no message contains a part of one. */
import { chmodSync, writeFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { readKeys, readKeysFile } from '../../../infra/set-key/read-keys';
import { collect, temporaryFile } from '../../support/run-report';

const KEYS = { apiKey: 'an-api-key', secretKey: 'a-secret-key' };

describe('on a terminal', () => {
  function terminal(typed: string) {
    const rawModes: boolean[] = [];
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (mode: boolean) => void rawModes.push(mode),
    });
    const { chunks, stream: stderr } = collect();
    stdin.write(typed);
    return {
      reading: readKeys('main', { stdin, stderr }),
      rawModes,
      shown: () => Buffer.concat(chunks).toString(),
    };
  }

  it.each([
    ['typed', 'an-api-key\ra-secret-key\r'],
    ['pasted together', 'an-api-key\na-secret-key\n'],
    ['corrected', 'an-apu\x7fi-key\r a-secret-key \r'],
  ])('keys are read that are %s, and only the prompts are shown', async (_how, typed) => {
    const { reading, rawModes, shown } = terminal(typed);

    expect(await reading).toEqual(new Map([['main', KEYS]]));
    expect(shown()).toBe('API key of main: \nSecret key of main: \n');
    expect(rawModes).toEqual([true, false]);
  });

  it.each([
    ['Ctrl-C', 'an-api-key\r\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s ends it and restores the terminal', async (_key, typed) => {
    const { reading, rawModes } = terminal(typed);

    await expect(reading).rejects.toThrow('Both keys must be entered. Nothing was changed.');
    expect(rawModes).toEqual([true, false]);
  });
});

describe('from a pipe', () => {
  const piped = (text: string) =>
    readKeys('main', { stdin: Readable.from([text]), stderr: collect().stream });

  it.each([
    ['two lines', 'an-api-key\na-secret-key\n'],
    ['two lines of Windows', 'an-api-key\r\na-secret-key\r\n'],
    ['two lines, the last without its end', 'an-api-key\na-secret-key'],
  ])('%s are both keys', async (_what, text) => {
    expect(await piped(text)).toEqual(new Map([['main', KEYS]]));
  });

  it.each([
    ['nothing', '', 'two lines, the API key and the secret key, got 1.'],
    ['one line', 'an-api-key\n', 'two lines, the API key and the secret key, got 1.'],
    ['three lines', 'an-api-key\na-secret-key\nmore\n', 'two lines, the API key and the secret key, got 3.'],
    [
      'an empty line',
      '\na-secret-key\n',
      'The API key of main must have 1 to 1024 ASCII characters without spaces, got 0',
    ],
    ['a blank', 'an-api-key\na secret-key\n', 'The secret key of main must have 1 to 1024 ASCII characters'],
    ['the same twice', 'an-api-key\nan-api-key\n', 'The API key and the secret key of main must differ.'],
  ])('is refused, without a part of it: %s', async (_what, text, message) => {
    await expect(piped(text)).rejects.toThrow(message);
    await expect(piped(text)).rejects.not.toThrow(/an-api|secret-key\b/);
  });
});

describe('from a file', () => {
  function file(content: string, mode = 0o600): string {
    const path = temporaryFile('keys.json');
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  it('keys of several accounts are read', () => {
    const desk = { apiKey: 'k', secretKey: 's' };

    expect(readKeysFile(file(JSON.stringify({ main: KEYS, desk })))).toEqual(
      new Map([
        ['main', KEYS],
        ['desk', desk],
      ]),
    );
  });

  it.each([0o640, 0o604, 0o620, 0o777])('a file with mode %o is refused', (mode) => {
    expect(() => readKeysFile(file(JSON.stringify({ main: KEYS }), mode))).toThrow(
      'must not be accessible to group or others; run chmod 600 ',
    );
  });

  it.each([
    ['no JSON', '{"main": an-api-key', 'must be JSON of the form'],
    ['a pair without an account', JSON.stringify(KEYS), 'must be JSON of the form'],
    ['no account', '{}', 'must have at least one account'],
    ['no name of an account', JSON.stringify({ 'a b': KEYS }), 'An account must have 1 to 32 letters'],
    [
      'an empty key',
      JSON.stringify({ main: { ...KEYS, secretKey: ' ' } }),
      'The secret key of main must have 1 to',
    ],
  ])('is refused, without a part of it: %s', (_what, content, message) => {
    const reading = () => readKeysFile(file(content));

    expect(reading).toThrow(message);
    expect(reading).not.toThrow(/an-api/);
  });
});
