/** How often the slots of a filled history fail. */
import { failureForSlot } from '../../../../infra/local/demo/demo-failures';

const SLOTS = Array.from({ length: 24_000 }, (_, slotNumber) => slotNumber);

const troublesIn = (isTroubled: boolean | undefined) =>
  SLOTS.flatMap((slotNumber) => failureForSlot(slotNumber, isTroubled) ?? []);

it.each([
  ['one slot in a hundred', 'by default', undefined, 0.01],
  ['one slot in five', 'for a troubled account', true, 0.2],
])('lets %s fail %s, each in one of five ways', (_share, _when, isTroubled, share) => {
  const troubles = troublesIn(isTroubled);

  expect(troubles.length / SLOTS.length).toBeGreaterThan(share * 0.9);
  expect(troubles.length / SLOTS.length).toBeLessThan(share * 1.1);
  expect(new Set(troubles).size).toBe(5);
});

it('moves failures through the hours of the day', () => {
  const hours = SLOTS.filter((slotNumber) => failureForSlot(slotNumber)).map((slotNumber) => slotNumber % 24);

  expect(new Set(hours).size).toBe(24);
});
