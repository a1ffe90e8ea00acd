/** The slot as text: what is one, and what is not. */
import fc from 'fast-check';
import { isSlot, slotTime, toSlot } from '../../../functions/schedule/slot';

it('comes back as the time that it was written for, to the second', () => {
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
  ['no time', 'noon'],
  ['nothing', ''],
  ['a day that there is not', '2026-02-30T06:00:00Z'],
  ['an hour that there is not', '2026-11-22T24:00:00Z'],
  ['milliseconds', '2026-11-22T06:00:00.000Z'],
  ['no seconds', '2026-11-22T06:00Z'],
  ['another zone', '2026-11-22T06:00:00+01:00'],
  ['no zone', '2026-11-22T06:00:00'],
])('is not %s', (_, text) => {
  expect(isSlot(text)).toBe(false);
});
