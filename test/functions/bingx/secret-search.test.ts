/** A secret that the exchange echoes encoded, compressed or truncated does not leave the client. */
import { randomBytes } from 'node:crypto';
import zlib, { gzipSync } from 'node:zlib';
import { createRedaction } from '../../../functions/bingx/redaction';
import { withoutCoreStackTraces } from '../../support/core-errors';
import { BODY_ENCODINGS, type Encoding, TEXT_ENCODINGS } from '../../support/encodings';
import fc from '../../support/fast-check';
import { CANARY, expectNoSecrets } from '../../support/no-secrets';

withoutCoreStackTraces();

const SIGNATURE = '428a3c383bde514baff0d10d3c20e5adfaacaf799e324546dafe5ccc480dd827';
const SECRETS = [CANARY.apiKey, CANARY.secretKey, SIGNATURE];
const { line, bytes, isIn } = createRedaction(SECRETS);

const body = (text: string) => Buffer.from(bytes(Buffer.from(text))).toString();
const echo = (secret: string) => Buffer.from(`{"code":100001,"msg":"the key ${secret} is not known"}`);
const pairs = (encodings: readonly Encoding[]) =>
  encodings.flatMap((outer) =>
    encodings.map((inner): [string, Encoding, Encoding] => [`${inner.name} in ${outer.name}`, inner, outer]),
  );

describe('a secret in a message', () => {
  it.each(TEXT_ENCODINGS)('is redacted in $name, and the surrounding words remain', ({ encode }) => {
    for (const secret of SECRETS) {
      const redacted = line(`Refused: <${encode(Buffer.from(secret))}>, see above`);

      expectNoSecrets(redacted, SECRETS);
      expect(redacted).toMatch(/^Refused: <.*\[redacted\].*>, see above$/);
    }
  });

  it.each(pairs(TEXT_ENCODINGS))('is redacted in %s', (_name, inner, outer) => {
    for (const secret of SECRETS) {
      const redacted = line(`Refused: ${outer.encode(inner.encode(Buffer.from(secret)))}`);

      expectNoSecrets(redacted, SECRETS);
      expect(redacted).toContain('[redacted]');
    }
  });

  it('is redacted under any number of encodings, in any order', () => {
    const property = fc.property(
      fc.constantFrom(...SECRETS),
      fc.array(fc.constantFrom(...TEXT_ENCODINGS.slice(0, 5)), { minLength: 3, maxLength: 6 }),
      (secret, encodings) => {
        const hidden = encodings.reduce((inner: Buffer, { encode }) => encode(inner), Buffer.from(secret));

        expect(isIn(`<${hidden}>`)).toBe(true);
      },
    );

    fc.assert(property, { numRuns: 60 });
  });

  it('is redacted when the echo was truncated on either side', () => {
    const { apiKey } = CANARY;

    expect(line(`key ${apiKey.slice(0, 20)}…`)).toBe('key [redacted]…');
    expect(line(`key …${apiKey.slice(-12)}`)).toBe('key …[redacted]');
    expect(line(`key ${apiKey.slice(7, 25)}`)).toBe('key [redacted]');
  });

  it('of any length and any characters is redacted', () => {
    const sized = (size: number) => `${randomBytes(size / 2).toString('hex')}`;
    const odd = String.raw`a"b\c'd$&%41e(f)[g]*+?.^|/{h}`;

    for (const secret of [sized(32_768), sized(65_536), odd, '%%%%', '\\', 'ключ от счёта']) {
      const clean = createRedaction([secret]);
      expect(clean.line(`1 ${secret.slice(0, 4_000)} 2`)).toBe('1 [redacted] 2');
      expect(String(clean.bytes(Buffer.from(`1 ${secret} 2`)))).toBe('1 [redacted] 2');
      expect(String(clean.bytes(Buffer.from(JSON.stringify({ secret }))))).not.toContain(
        JSON.stringify(secret).slice(1, -1),
      );
    }
  });

  it('in the form of a signature is redacted, whatever its origin', () => {
    expect(createRedaction([]).line(`signature=${SIGNATURE}`)).toBe('signature=[redacted]');
  });
});

describe('a body', () => {
  it.each([...TEXT_ENCODINGS, ...BODY_ENCODINGS])('in $name reveals no secret', ({ encode }) => {
    for (const secret of SECRETS) {
      const kept = bytes(encode(echo(secret)));

      expectNoSecrets(kept, SECRETS);
      expect(String(kept)).toContain('[redacted]');
    }
  });

  it.each([
    ...pairs(BODY_ENCODINGS.filter(({ name }) => !name.startsWith('truncated'))),
    ...BODY_ENCODINGS.flatMap((inner) =>
      TEXT_ENCODINGS.map((outer): [string, Encoding, Encoding] => [
        `${inner.name} in ${outer.name}`,
        inner,
        outer,
      ]),
    ),
    ...TEXT_ENCODINGS.flatMap((inner) =>
      BODY_ENCODINGS.map((outer): [string, Encoding, Encoding] => [
        `${inner.name} in ${outer.name}`,
        inner,
        outer,
      ]),
    ),
  ])('in %s reveals no secret', (_name, inner, outer) => {
    for (const secret of SECRETS) {
      const kept = bytes(outer.encode(inner.encode(echo(secret))));

      expectNoSecrets(kept, SECRETS);
      expect(String(kept)).toContain('[redacted]');
    }
  });

  it.each(BODY_ENCODINGS)('in $name is kept unchanged when it contains no secret', ({ encode }) => {
    const harmless = encode(
      Buffer.from('{"code":100500,"msg":"The current system is busy, please try again later"}'),
    );

    expect(bytes(harmless)).toBe(harmless);
  });

  it('that cannot be decoded, or decompresses without limit, is not kept', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));

    expect(String(bytes(Buffer.concat([Buffer.from('x'), gzipSync(echo(CANARY.apiKey))])))).toBe(
      '[redacted]',
    );
    expect(String(bytes(bomb))).toBe('[redacted]');
    expect(String(bytes(Buffer.from(`"${bomb.toString('base64')}"`)))).toBe('"[redacted]"');
  });

  it('with too deeply nested encodings is not kept', () => {
    expect(body(`%${'25'.repeat(100_000)}41`)).toBe('[redacted]');
  });

  it('of an ordinary response is kept byte for byte', () => {
    const balances = Array.from({ length: 1_500 }, (_, i) => ({
      asset: `1000COIN${i}`,
      free: `${i}.${'0123456789'.repeat(2)}`,
      locked: '0.00000000',
    }));
    const answer = Buffer.from(JSON.stringify({ code: 0, msg: '', debugMsg: '', data: { balances } }));

    expect(bytes(answer)).toBe(answer);
  });

  // Attempts took a third of the CPU time of a run: `crossWalletBalance` decodes from base64 to an escape sequence.
  it('of an ordinary response is searched without an attempt to unpack its field names', () => {
    const attempts = (['gunzipSync', 'inflateSync', 'inflateRawSync', 'brotliDecompressSync'] as const).map(
      (name) => jest.spyOn(zlib, name),
    );
    const fields = ['crossWalletBalance', 'availableBalance', 'maxWithdrawAmount', 'unrealizedProfit'];
    const answer = JSON.stringify({
      code: 0,
      data: fields.map((field) => ({ [field]: '4.72644300000000000000' })),
    });

    expect(body(answer)).toBe(answer);
    for (const attempt of attempts) expect(attempt).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });
});
