/** Parses responses without losing a digit. */
import { parseJson } from '../../../functions/bingx/json';
import { parseServerTime } from '../../../functions/bingx/response';
import { parseSpot } from '../../../functions/bingx/wallets';
import { exactAmount } from '../../../functions/history/amount';
import { marshallRow, unmarshallRow } from '../../../functions/history/marshall';
import { ROW_VERSION } from '../../../functions/history/table';
import fc from '../../support/fast-check';
import { DOCUMENTED } from './recorded';

// Slow on a busy machine.
jest.setTimeout(60_000);

const RUNS = { numRuns: 1000 };
const parse = (text: string) => parseJson(Buffer.from(text))?.document;

it('parses the documented response', () => {
  expect(parseSpot(parse(DOCUMENTED.balances))).toEqual({
    value: { assets: [{ asset: 'BTC', free: '1', locked: '0' }], isEmpty: false },
  });
});

it('keeps numbers as their own text, and strings unchanged', () => {
  expect(parse('{"a":1.10,"b":[-0,1E+400,12345678901234567890],"c":"x 1 \\" 2","3":null,"d":true}')).toEqual({
    a: '1.10',
    b: ['-0', '1E+400', '12345678901234567890'],
    c: 'x 1 " 2',
    3: null,
    d: true,
  });
});

it.each(['', '{', '{1:2}', '[01]', '[1.]', '[1 2]', '{"a":1}{"b":2}', "{'a':1}", '[NaN]', '\ufeff{}'])(
  'does not take %j for JSON',
  (text) => {
    expect(parse(text)).toBeUndefined();
  },
);

it('parses any JSON like JSON.parse, except that numbers are text', () => {
  const asText = (value: unknown): unknown => {
    if (typeof value === 'number') return JSON.stringify(value);
    if (Array.isArray(value)) return value.map(asText);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, asText(entry)]));
  };
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parse(text)).toEqual(asText(JSON.parse(text)));
    }),
    RUNS,
  );
});

it.each(['', ' ', '__proto__', 'A\u0000', '\\ud800'])('rejects an asset named %j', (name) => {
  const body = `{"code":0,"data":{"balances":[{"asset":"${name}","free":"1","locked":"0"}]}}`;

  expect(parseSpot(parse(body))).toHaveProperty('fault');
});

it.each(['BTC', 'S', '__proto__2', '1INCH', 'BTC-USDT', 'ＷＩＤＥ', '币安人生', '💰'])(
  'accepts an asset named %s',
  (name) => {
    const body = `{"code":0,"data":{"balances":[{"asset":"${name}","free":"1","locked":"0"}]}}`;

    expect(parseSpot(parse(body))).toMatchObject({ value: { assets: [{ asset: name }] } });
  },
);

/** Any number that JSON can write: sign, digits, fraction, exponent. */
const jsonNumber = fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?$/);
const plusSigned = fc.stringMatching(/^\+[0-9]{1,20}(\.[0-9]{1,10})?$/);

it('returns any decimal unchanged, quoted or bare', () => {
  fc.assert(
    fc.property(jsonNumber, fc.oneof(jsonNumber, plusSigned), (bare, quoted) => {
      const body = `{"code":0,"data":{"balances":[{"asset":"X","free":${bare},"locked":"${quoted}"}]}}`;

      expect(parseSpot(parse(body))).toEqual({
        value: {
          assets:
            exactly(bare) === '0' && exactly(quoted) === '0'
              ? []
              : [{ asset: 'X', free: bare, locked: quoted }],
          isEmpty: false,
        },
      });
    }),
    RUNS,
  );
});

/** The value as sign, significant digits and power of ten: equal exactly where two decimals are. */
function exactly(text: string): string {
  const [, minus, integer = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)\.?(\d*)(?:[eE](.+))?$/.exec(text) ?? [];
  const digits = (integer + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return significant === '' ? '0' : `${minus === '-' ? '-' : ''}${significant}e${power}`;
}

it('stores and reads back any decimal with the same value, or rejects it', () => {
  fc.assert(
    fc.property(fc.oneof(jsonNumber, plusSigned), (sent) => {
      const body = `{"code":0,"data":{"balances":[{"asset":"X","free":"${sent}","locked":"0"}]}}`;
      const read = parseSpot(parse(body));
      const free = exactAmount(
        ('value' in read && read.value.assets[0]?.free) || (exactly(sent) === '0' ? '0' : ''),
      );
      if (free === undefined) {
        const significant = exactly(sent).replace(/^-|e.*$/g, '').length;
        const magnitude = significant + Number(exactly(sent).replace(/.*e/, ''));
        expect(significant > 38 || Math.abs(magnitude) > 125).toBe(true);
        return;
      }
      const row = unmarshallRow(
        marshallRow({
          account: 'main',
          slot: '2026-11-22T06:00:00Z',
          status: 'captured',
          capturedAt: '2026-11-22T06:00:01.000Z',
          balances: { spot: { X: { free, locked: '0' } } },
          raw: { spot: Buffer.from(body) },
          version: ROW_VERSION,
        }),
      );

      const kept = row.status === 'captured' ? row.balances.spot?.X?.free : undefined;
      expect(exactly(kept ?? 'lost')).toBe(exactly(sent));
    }),
    RUNS,
  );
});

it.each(['1675319535362', '"1675319535362"'])("parses the exchange's time from %s", (serverTime) => {
  expect(parseServerTime(parse(`{"code":0,"data":{"serverTime":${serverTime}}}`))).toEqual({
    value: 1_675_319_535_362,
  });
});

it('names the invalid field of an invalid time', () => {
  expect(parseServerTime(parse('{"code":0,"data":{"serverTime":"16753195353620"}}'))).toEqual({
    fault: 'data.serverTime',
  });
});
