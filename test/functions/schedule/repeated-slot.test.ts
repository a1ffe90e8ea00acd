/** The slot that shows the local time of another slot again, when the clock is set back. */
import { parseSchedule, repeatedSlot } from '../../../functions/schedule/schedule';

it.each([
  [
    '02:30 before the clock is set back',
    'cron(30 2 * * ? *)',
    '2026-10-25T00:30:00Z',
    '2026-10-25T01:30:00Z',
  ],
  ['02:30 after it was set back', 'cron(30 2 * * ? *)', '2026-10-25T01:30:00Z', undefined],
  ['03:00, which occurs once', 'cron(0 3 * * ? *)', '2026-10-25T02:00:00Z', undefined],
  ['02:30 of another day', 'cron(30 2 * * ? *)', '2026-10-24T00:30:00Z', undefined],
  ['a rate, which has no local time', 'rate(1 hour)', '2026-10-25T00:30:00Z', undefined],
])('repeatedSlot in Europe/Berlin of %s', (_, expression, slot, repeated) => {
  expect(repeatedSlot(parseSchedule(expression, 'Europe/Berlin'), slot)).toBe(repeated);
});

it('repeatedSlot is undefined in UTC, whose clock is never set back', () => {
  expect(repeatedSlot(parseSchedule('cron(30 2 * * ? *)'), '2026-10-25T00:30:00Z')).toBeUndefined();
});
