/** Which texts are slots. */
import { isPossibleSlot, isSlot, slotTime, toSlot } from '../../../functions/schedule/slot';
import fc from '../../support/fast-check';

it('toSlot and slotTime are inverse, to the second', () => {
  const moment = fc.integer({ min: 0, max: Date.parse('2999-12-31T23:59:59Z') });
  fc.assert(
    fc.property(moment, (epochMs) => {
      const slot = toSlot(epochMs);

      expect(isSlot(slot)).toBe(true);
      expect(slotTime(slot)).toBe(epochMs - (epochMs % 1000));
    }),
  );
});

it.each([
  ['a text', 'noon'],
  ['an empty text', ''],
  ['a day that does not exist', '2026-02-30T06:00:00Z'],
  ['an hour that does not exist', '2026-11-22T24:00:00Z'],
  ['a time with milliseconds', '2026-11-22T06:00:00.000Z'],
  ['a time without seconds', '2026-11-22T06:00Z'],
  ['a time with an offset', '2026-11-22T06:00:00+01:00'],
  ['a time without a zone', '2026-11-22T06:00:00'],
])('isSlot refuses %s', (_, text) => {
  expect(isSlot(text)).toBe(false);
});

it.each([
  ['the first second of 2018', '2018-01-01T00:00:00Z', true],
  ['the last second before it', '2017-12-31T23:59:59Z', false],
  ['a later slot', '2026-11-22T06:00:00Z', true],
  ['a later text that is no time', 'noon', false],
])('isPossibleSlot of %s is judged by format and by the year in which BingX began', (_, text, possible) => {
  expect(isPossibleSlot(text)).toBe(possible);
});
