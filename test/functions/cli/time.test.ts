/** Times and time zones as people write them on a command line. */
import { inZone, isTimezone, parseTime, parseTimezone, type TimeOptions } from '../../../functions/cli/time';

const NOW = '2026-03-31T06:30:15.700Z';

const read = (text: string, changes: Partial<TimeOptions> = {}) =>
  new Date(
    parseTime(text, {
      option: '--from',
      boundary: 'start',
      timezone: 'UTC',
      relativeTo: Date.parse(NOW),
      ...changes,
    }),
  ).toISOString();

it.each([
  ['12h', '2026-03-30T18:30:15.000Z'],
  ['7d', '2026-03-24T06:30:15.000Z'],
  ['4w', '2026-03-03T06:30:15.000Z'],
  ['1mo', '2026-02-28T06:30:15.000Z'],
  ['1y', '2025-03-31T06:30:15.000Z'],
  ['10000d', '1998-11-13T06:30:15.000Z'],
  ['now', NOW],
])('%s is counted back from the present: %s', (text, time) => {
  expect(read(text)).toBe(time);
});

it("a span of days is counted on the zone's clock", () => {
  expect(read('7d', { timezone: 'Europe/Berlin' })).toBe('2026-03-24T07:30:15.000Z');
});

it.each([
  ['start', 'UTC', '2026-03-29T00:00:00.000Z'],
  ['end', 'UTC', '2026-03-29T23:59:59.000Z'],
  ['start', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['end', 'Europe/Berlin', '2026-03-29T21:59:59.000Z'],
] as const)('a date is its first or last second: %s in %s', (boundary, timezone, time) => {
  expect(read('2026-03-29', { boundary, timezone })).toBe(time);
});

it.each([
  ['2025-12-31T23:59:59Z', '2025-12-31T23:59:59.000Z'],
  ['2025-12-31T23:59:59.999Z', '2025-12-31T23:59:59.000Z'],
  ['2025-12-31T23:59:59+09:00', '2025-12-31T14:59:59.000Z'],
  ['2025-12-31 23:59', '2025-12-31T22:59:00.000Z'],
  ['2025-12-31t23:59:01', '2025-12-31T22:59:01.000Z'],
  ['2025-12-31T23', '2025-12-31T22:00:00.000Z'],
])('%s is a time in its offset, or else in the zone: %s', (text, time) => {
  expect(read(text, { timezone: 'Europe/Berlin' })).toBe(time);
});

it.each([
  ['99999y', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59-12:00', '9999-12-31T23:59:59.000Z'],
])('%s is limited to years of four digits', (text, time) => {
  expect(read(text)).toBe(time);
});

it.each([
  'yesterday',
  'in 7d',
  '7d ago',
  '123456d',
  '7',
  'd',
  'xd',
  '2026-02-30',
  '2026-2-3',
  '12026-01-01',
  '+012026-01-01',
  '+012026-01-01T12:00:00Z',
  '20260101T12:00:00Z',
  '2026-01-011',
  '2026-01-01T25:00',
  '2026-01-01T23:59:59 Mars',
  '2026-01-01_12:00',
  'on 2026-01-01T12:00:00Z',
])('"%s" is refused with what a time may be, as a usage error', (text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      message: `--from "${text}" is not a time; it must be 2025-12-31, 2025-12-31T23:59:59Z, or a span back such as 12h, 7d, 4w, 3mo or 1y.`,
      exitCode: 2,
    }),
  );
});

it('a time zone is an IANA name', () => {
  expect([isTimezone('Europe/Berlin'), isTimezone('Mars/Phobos')]).toEqual([true, false]);
  expect(parseTimezone('US/Eastern')).toBe('US/Eastern');
  expect(() => parseTimezone('Mars')).toThrow(
    expect.objectContaining({
      message: '--timezone "Mars" is unknown; must be an IANA name such as Europe/Berlin.',
      exitCode: 2,
    }),
  );
});

it("a time on the zone's clock has full seconds", () => {
  expect(inZone(Date.parse(NOW), 'Asia/Tokyo').toString()).toBe('2026-03-31T15:30:15+09:00[Asia/Tokyo]');
});
