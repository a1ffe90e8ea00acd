/** Redaction of secrets in text and in bytes. */
import { createRedaction } from '../../../functions/bingx/redaction';

describe('bytes', () => {
  it('are returned unchanged when they contain no secret', () => {
    const body = Buffer.from('{"code":0,"msg":"，\u0000"}');

    expect(createRedaction(['another']).bytes(body)).toBe(body);
    expect(createRedaction([]).bytes(body)).toBe(body);
  });

  it('lose a secret in any case and any script, and keep every other byte', () => {
    const { bytes } = createRedaction(['Key', 'ключ']);
    const body = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('kEY=ключ;'), Buffer.from([0xfe])]);

    expect(bytes(body)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('[redacted]=[redacted];'), Buffer.from([0xfe])]),
    );
  });

  it('are limited to the view of a larger buffer', () => {
    const within = Buffer.from('before key after').subarray(7, 10);

    expect(String(createRedaction(['key']).bytes(within))).toBe('[redacted]');
  });
});

describe('a line', () => {
  it.each(['key', 'a.b*c', 'x+y?', '$^', '(z', '[1]{2}', 'p|q', 'back\\slash', 'a/b-c'])(
    'loses the secret %s and nothing else',
    (secret) => {
      expect(createRedaction([secret]).line(`1 ${secret} 2 ${secret.toUpperCase()}3`)).toBe(
        '1 [redacted] 2 [redacted]3',
      );
    },
  );

  it('keeps text that only matches a secret as a regular expression', () => {
    expect(createRedaction(['a.c', 'x|y']).line('abc x y')).toBe('abc x y');
  });

  it('is unchanged without secrets, or with an empty secret', () => {
    expect(createRedaction([]).line('abc')).toBe('abc');
    expect(createRedaction(['']).line('abc')).toBe('abc');
  });

  it.each([[['abc', 'abcdef']], [['abcdef', 'abc']]])(
    'loses an entire secret when another secret is its prefix: %j',
    (secrets) => {
      expect(createRedaction(secrets).line('abcdef abc')).toBe('[redacted] [redacted]');
    },
  );

  it.each([
    ['see https://bingx.com/en/account/?a=b#c now', 'see bingx.com now'],
    ['http://127.0.0.1:80/x', '127.0.0.1:80'],
    ['HTTPS://BINGX.COM?a=b', 'BINGX.COM'],
    ['https://bingx.com#a', 'bingx.com'],
    ['https://one.com https://two.com', 'one.com two.com'],
    ['bingx.com/en', 'bingx.com/en'],
  ])('keeps only the host of a URL: %s', (text, expected) => {
    expect(createRedaction([]).line(text)).toBe(expected);
  });

  it('has no line breaks or control characters', () => {
    expect(createRedaction([]).line(' one\r\ntwo\u2028three\u0007\u0085 four ')).toBe('one two three four');
  });

  it('is cut at 300 characters', () => {
    const { line } = createRedaction([]);

    expect(line('x'.repeat(300))).toBe('x'.repeat(300));
    expect(line('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  });
});
