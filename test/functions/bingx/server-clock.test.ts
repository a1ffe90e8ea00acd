/** The offset to the exchange's clock, and which measurements are accepted. */
import { createServerClock } from '../../../functions/bingx/server-clock';
import { NOW } from './run';

it('assumes that the exchange read its clock halfway through the round trip', () => {
  const clock = createServerClock(() => NOW);

  expect(clock.observe({ serverTime: NOW - 5000, sentAt: NOW - 200, answeredAt: NOW })).toBe(true);

  expect(clock.skewMs()).toBe(4900);
  expect(clock.now()).toBe(NOW - 4900);
});

it('accepts a time with the longest allowed round trip', () => {
  const clock = createServerClock(() => NOW);

  expect(clock.observe({ serverTime: NOW - 2000, sentAt: NOW - 4000, answeredAt: NOW })).toBe(true);

  expect(clock.skewMs()).toBe(0);
  expect(clock.isStale()).toBe(false);
});

it.each([
  ['after a round trip so long that it may be seconds off, as after a freeze', NOW - 4001],
  ['before its request was sent: the local clock was set back meanwhile', NOW + 1],
])('rejects a time that arrived %s', (_how, sentAt) => {
  const clock = createServerClock(() => NOW);

  expect(clock.observe({ serverTime: NOW - 5000, sentAt, answeredAt: NOW })).toBe(false);

  expect(clock.skewMs()).toBeUndefined();
  expect(clock.isStale()).toBe(true);
});

it.each([1, -1])('accepts a time that is one day off (%i), but not more', (sign) => {
  const day = sign * 24 * 3_600_000;
  const clock = createServerClock(() => NOW);
  const observe = (serverTime: number) =>
    clock.observe({ serverTime: serverTime, sentAt: NOW, answeredAt: NOW });

  expect(observe(NOW - day - sign)).toBe(false);
  expect(observe(9_999_999_999_999)).toBe(false);
  expect(clock.skewMs()).toBeUndefined();
  expect(observe(NOW - day)).toBe(true);
  expect(observe(NOW - day - sign)).toBe(false);
  expect(clock.skewMs()).toBe(day);
});

it('treats a measurement as stale after the local clock was changed in either direction', () => {
  let now = NOW;
  const clock = createServerClock(() => now);
  clock.observe({ serverTime: NOW, sentAt: NOW, answeredAt: NOW });

  const isStale = [0, 6, 7, -7].map((hours) => {
    now = NOW + hours * 3_600_000;
    return clock.isStale();
  });

  expect(isStale).toEqual([false, false, true, true]);
});
