/** A row as a line: every attribute whatever its type, and the same text for the same row. */
import { compareKeys, parseItemLine, toItemLine } from '../../../functions/backup/item-line';
import fc from '../../support/fast-check';

const KEYS = { account: { S: 'main' }, slot: { S: '2026-11-22T06:00:00Z' } };

describe('a row as a line', () => {
  it('has every attribute, with sorted keys at every level', () => {
    const { json } = toItemLine({
      status: { S: 'captured' },
      ...KEYS,
      balances: { M: { b: { NULL: true }, a: { L: [] } } },
    });

    expect(json).toBe(
      '{"account":{"S":"main"},"balances":{"M":{"a":{"L":[]},"b":{"NULL":true}}},"slot":{"S":"2026-11-22T06:00:00Z"},"status":{"S":"captured"}}',
    );
  });

  it('sorts integer keys as text, like all others', () => {
    const { json } = toItemLine({
      ...KEYS,
      balances: { M: { 9: { N: '1' }, 10: { N: '2' }, A: { N: '3' } } },
    });

    expect(json).toContain('{"10":{"N":"2"},"9":{"N":"1"},"A":{"N":"3"}}');
  });

  it('has attributes of types that are not known', () => {
    const { json } = toItemLine({ ...KEYS, later: { X: { any: ['thing', 1, null] } } });

    expect(json).toContain('"later":{"X":{"any":["thing",1,null]}}');
  });

  it.each([
    ['numbers', { N: '1.50' }, { N: '1.5' }],
    ['numbers with an exponent', { N: '1E-7' }, { N: '0.0000001' }],
    ['sets of text', { SS: ['b', 'a'] }, { SS: ['a', 'b'] }],
    ['sets of numbers', { NS: ['2', '10'] }, { NS: ['10', '2'] }],
    ['sets of bytes', { BS: ['Yg==', 'YQ=='] }, { BS: ['YQ==', 'Yg=='] }],
  ])('is the same where engines write %s differently', (_what, one, other) => {
    expect(toItemLine({ ...KEYS, value: one }).json).toBe(toItemLine({ ...KEYS, value: other }).json);
  });

  it.each([
    ['lists', { L: [{ S: 'b' }, { S: 'a' }] }],
    ['text that looks like a number', { S: '1.50' }],
    ['numbers that are not written as text', { N: 1 }],
    ['numbers beyond the limits of DynamoDB', { N: '1'.repeat(39) }],
  ])('keeps %s as they are', (_what, value) => {
    expect(toItemLine({ ...KEYS, value }).json).toContain(`"value":${JSON.stringify(value)}`);
  });

  it('is read back as the same line, whatever the attributes are', () => {
    const text = fc.string({ unit: 'binary' });
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.record({ S: text }),
        fc.record({ N: fc.integer().map(String) }),
        fc.record({ B: fc.base64String() }),
        fc.record({ BOOL: fc.boolean() }),
        fc.record({ SS: fc.array(text) }),
        fc.record({ L: fc.array(tie('value')) }),
        fc.record({ M: fc.dictionary(text, tie('value')) }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(text, value), (attributes) => {
        const line = toItemLine({ ...attributes, ...KEYS });

        expect(parseItemLine(line.json)).toEqual(line);
        expect(line.json).not.toContain('\n');
      }),
    );
  });
});

describe('what is no row', () => {
  it.each([
    ['nothing', '', 'is not JSON'],
    ['a line that was cut', '{"account":{"S":"ma', 'is not JSON'],
    ['a list', '[]', 'is not a DynamoDB item: it must be a JSON object'],
    [
      'plain JSON',
      '{"account":"main"}',
      'is not a DynamoDB item: attribute "account" must be {"<type>": <value>}',
    ],
    ['two types', '{"a":{"S":"","N":"1"}}', 'is not a DynamoDB item: attribute "a" must be'],
    [
      'no account',
      '{"slot":{"S":"2026-11-22T06:00:00Z"}}',
      'has no key "account": it must be {"S": "<text>"}',
    ],
    ['an empty account', '{"account":{"S":""},"slot":{"S":"x"}}', 'has no key "account"'],
    ['a slot that is a number', '{"account":{"S":"main"},"slot":{"N":"1"}}', 'has no key "slot"'],
  ])('is refused: %s', (_what, line, message) => {
    expect(() => parseItemLine(line)).toThrow(message);
  });

  it.each([
    ['maps', '{"M":{"a":', '}}'],
    ['lists', '{"L":[', ']}'],
  ])('is refused: more levels of %s than DynamoDB has', (_what, open, close) => {
    const line = `{"account":{"S":"main"},"slot":{"S":"x"},"a":${open.repeat(5000)}{}${close.repeat(5000)}}`;

    expect(() => parseItemLine(line)).toThrow('is nested more than 100 levels deep');
  });
});

describe('the order of rows', () => {
  const key = (account: string, slot: string) => ({ account, slot });

  it.each([
    ['by account', key('a', '2'), key('b', '1')],
    ['then by slot', key('a', '1'), key('a', '2')],
    [
      'by UTF-8 bytes, as DynamoDB sorts, where JavaScript sorts otherwise',
      key('\u{ff5e}', ''),
      key('\u{1f600}', ''),
    ],
  ])('is %s', (_by, first, second) => {
    expect(Math.sign(compareKeys(first, second))).toBe(-1);
    expect(Math.sign(compareKeys(second, first))).toBe(1);
    expect(compareKeys(first, { ...first })).toBe(0);
  });
});
