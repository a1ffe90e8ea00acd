/** How often slots of a filled history fail. */
import { failureForSlot } from '../../../../infra/local/demo/demo-failures';

const SLOTS = Array.from({ length: 24_000 }, (_, slotNumber) => slotNumber);

const failuresOf = (hasManyFailures: boolean | undefined) =>
  SLOTS.flatMap((slotNumber) => failureForSlot(slotNumber, hasManyFailures) ?? []);

it.each([
  ['one slot in a hundred', 'by default', undefined, 0.01],
  ['one slot in five', 'with many failures', true, 0.2],
])('lets %s fail %s, in five ways', (_share, _when, hasManyFailures, share) => {
  const failures = failuresOf(hasManyFailures);

  expect(failures.length / SLOTS.length).toBeGreaterThan(share * 0.9);
  expect(failures.length / SLOTS.length).toBeLessThan(share * 1.1);
  expect(new Set(failures).size).toBe(5);
});

it('spreads failures over all hours of the day', () => {
  const hours = SLOTS.filter((slotNumber) => failureForSlot(slotNumber)).map((slotNumber) => slotNumber % 24);

  expect(new Set(hours).size).toBe(24);
});
