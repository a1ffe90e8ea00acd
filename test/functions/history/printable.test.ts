/** Text of unknown origin cannot control a terminal, and JSON that contains it keeps its value. */
import { escapeUnprintable, toPrintable, toPrintableLines } from '../../../functions/history/printable';
import fc from '../../support/fast-check';

/** Characters that must never reach a terminal, listed independently of the code that removes them. */
const isUnprintable = (codePoint: number) =>
  codePoint < 0x20 ||
  (codePoint >= 0x7f && codePoint <= 0x9f) ||
  [0xad, 0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0xfeff].includes(codePoint) ||
  (codePoint >= 0x2028 && codePoint <= 0x202e) ||
  (codePoint >= 0x2060 && codePoint <= 0x2064) ||
  (codePoint >= 0x2066 && codePoint <= 0x206f) ||
  (codePoint >= 0xd800 && codePoint <= 0xdfff) ||
  (codePoint >= 0xe0020 && codePoint <= 0xe007f);

const unprintable = (text: string) =>
  [...text].filter((character) => isUnprintable(character.codePointAt(0) ?? 0));

/** Texts in which such characters are frequent. */
const hostile = fc.string({
  unit: fc
    .oneof(
      fc.integer({ min: 0, max: 0xff }),
      fc.integer({ min: 0x2000, max: 0x2070 }),
      fc.constantFrom(0x61c, 0xfeff, 0xd800, 0xdfff, 0xe0041, 0x1f600, 0x42, 0x430),
    )
    .map((codePoint) => String.fromCodePoint(codePoint)),
});

describe('printable text', () => {
  it.each([
    ['an ANSI escape', 'a\u001b[2Jb', 'a [2Jb'],
    ['a control sequence of one byte', 'a\u009b2Jb', 'a 2Jb'],
    ['a carriage return', 'real\rfake', 'real fake'],
    ['a line feed', 'one\ntwo', 'one two'],
    ['a bidirectional override', 'BT\u202eC', 'BT C'],
    ['a bidirectional isolate', 'BT\u2066C', 'BT C'],
    ['a zero-width character', 'BT\u200bC', 'BT C'],
    ['a tag character', 'BTC\u{e0041}', 'BTC '],
    ['half of a surrogate pair', 'BTC\ud800', 'BTC '],
  ])('has a space instead of %s', (_, text, printable) => {
    expect(toPrintable(text)).toBe(printable);
  });

  it('keeps letters of any script, emoji and spaces', () => {
    const text = 'Zürich 比特币 Ελλάδα 😀 naïve – “quoted”';

    expect(toPrintable(text)).toBe(text);
  });

  it('has no unprintable character for any text', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        expect(unprintable(toPrintable(text))).toEqual([]);
      }),
    ));

  it('keeps line feeds, but no other control character, in multi-line text', () => {
    expect(toPrintableLines('one\r\ntwo\u001b[31m\n')).toBe('one \ntwo [31m\n');
  });
});

describe('JSON', () => {
  it('has the same value with its unprintable characters escaped, and none left', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ asset: hostile, message: hostile })),
        fc.constantFrom(0, 2),
        (value, indent) => {
          const text = escapeUnprintable(JSON.stringify(value, null, indent));

          expect(JSON.parse(text)).toEqual(value);
          expect(unprintable(text.replaceAll('\n', ''))).toEqual([]);
        },
      ),
    ));
});
