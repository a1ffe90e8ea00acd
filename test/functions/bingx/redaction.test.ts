/** What is taken out of a text or out of bytes, and what is left of them. */
import { createRedaction } from '../../../functions/bingx/redaction';

describe('bytes', () => {
  it('are left alone where nothing secret is in them', () => {
    const body = Buffer.from('{"code":0,"msg":"，\u0000"}');

    expect(createRedaction(['another']).bytes(body)).toBe(body);
    expect(createRedaction([]).bytes(body)).toBe(body);
  });

  it('lose a secret in any case and in any letters, and keep every other byte', () => {
    const { bytes } = createRedaction(['Key', 'ключ']);
    const body = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('kEY=ключ;'), Buffer.from([0xfe])]);

    expect(bytes(body)).toEqual(
      Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from('[redacted]=[redacted];'), Buffer.from([0xfe])]),
    );
  });

  it('are those of the view alone where they lie within others', () => {
    const within = Buffer.from('before key after').subarray(7, 10);

    expect(String(createRedaction(['key']).bytes(within))).toBe('[redacted]');
  });
});

describe('a line', () => {
  it.each(['key', 'a.b*c', 'x+y?', '$^', '(z', '[1]{2}', 'p|q', 'back\\slash', 'a/b-c'])(
    'loses the secret %s, and nothing else',
    (secret) => {
      expect(createRedaction([secret]).line(`1 ${secret} 2 ${secret.toUpperCase()}3`)).toBe(
        '1 [redacted] 2 [redacted]3',
      );
    },
  );

  it('keeps what only resembles a secret', () => {
    expect(createRedaction(['a.c', 'x|y']).line('abc x y')).toBe('abc x y');
  });

  it('loses nothing where nothing is secret, or the secret is empty', () => {
    expect(createRedaction([]).line('abc')).toBe('abc');
    expect(createRedaction(['']).line('abc')).toBe('abc');
  });

  it.each([[['abc', 'abcdef']], [['abcdef', 'abc']]])(
    'loses the whole of a secret that another begins: %j',
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
  ])('names of an address its host alone: %s', (text, said) => {
    expect(createRedaction([]).line(text)).toBe(said);
  });

  it('is one line', () => {
    expect(createRedaction([]).line(' one\r\ntwo\u2028three\u0007\u0085 four ')).toBe('one two three four');
  });

  it('is as long as it may be, and no longer', () => {
    const { line } = createRedaction([]);

    expect(line('x'.repeat(300))).toBe('x'.repeat(300));
    expect(line('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
  });
});
