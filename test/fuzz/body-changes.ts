/** Random changes of an answer's bytes. */
import fc from '../support/fast-check';

/** Tokens that are difficult for parsers. */
const TOKENS = [
  '"',
  '\\',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  'null',
  'true',
  '-',
  '-0',
  '0',
  '00',
  '1e5',
  '1E400',
  '0.1',
  '.',
  'NaN',
  '"code":1,',
  '"code":"0",',
  '"code":0.0,',
  '"free":"2",',
  '"locked":null',
  '"asset":"BTC",',
  '"data":[]',
  '"balances":{}',
  '\\u0000',
  '\\ud800',
  '\u2028',
  '\ufeff',
  '\xff',
  '/**/',
  "'",
  ' ',
  '\n',
  '\t',
  '\u0000',
].map((token) => Buffer.from(token, token === '\xff' ? 'latin1' : 'utf8'));

type Change = (body: Buffer) => Buffer;
const place = fc.double({ min: 0, max: 1, noNaN: true });
const at = (body: Buffer, where: number) => Math.floor(where * body.length);

const flipBit = fc.record({ where: place, bit: fc.nat(7) }).map(
  ({ where, bit }): Change =>
    (body) => {
      const changed = Buffer.from(body);
      const index = at(body, where);
      if (index < changed.length) changed[index] = (changed[index] ?? 0) ^ (1 << bit);
      return changed;
    },
);
const insert = fc.record({ where: place, token: fc.constantFrom(...TOKENS) }).map(
  ({ where, token }): Change =>
    (body) =>
      Buffer.concat([body.subarray(0, at(body, where)), token, body.subarray(at(body, where))]),
);
const removeRange = fc.record({ where: place, length: fc.nat(40) }).map(
  ({ where, length }): Change =>
    (body) =>
      Buffer.concat([body.subarray(0, at(body, where)), body.subarray(at(body, where) + length)]),
);
const repeat = fc.record({ where: place, length: fc.nat(60) }).map(
  ({ where, length }): Change =>
    (body) => {
      const from = at(body, where);
      return Buffer.concat([body.subarray(0, from + length), body.subarray(from)]);
    },
);
const truncate = place.map(
  (where): Change =>
    (body) =>
      body.subarray(0, at(body, where)),
);
const reorder = fc.record({ where: place }).map(
  ({ where }): Change =>
    (body) =>
      Buffer.concat([body.subarray(at(body, where)), body.subarray(0, at(body, where))]),
);
/** Replaces a digit: the body stays well-formed with another meaning. */
const otherDigit = fc.record({ where: place, digit: fc.nat(9) }).map(
  ({ where, digit }): Change =>
    (body) => {
      const text = body.toString('latin1');
      const from = text.slice(at(body, where)).search(/\d/);
      if (from < 0) return body;
      const index = at(body, where) + from;
      return Buffer.from(text.slice(0, index) + digit + text.slice(index + 1), 'latin1');
    },
);
/** Amounts as JSON numbers, as other endpoints return them. */
const unquote = fc.constant<Change>((body) =>
  Buffer.from(body.toString('latin1').replace(/"(\d[\d.]*)"/g, '$1'), 'latin1'),
);

/** Half of the changes keep the body well-formed with another meaning. */
export const bodyChange = fc.oneof(
  { weight: 7, arbitrary: otherDigit },
  { weight: 1, arbitrary: unquote },
  flipBit,
  insert,
  removeRange,
  repeat,
  truncate,
  reorder,
);
