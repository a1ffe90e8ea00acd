/** Times and time zones on the command line, and calendar periods. */

import { parseTime, parseTimezone } from '../../../functions/cli/time';
import {
  type Calendar,
  formatDuration,
  lastOfEach,
  periodName,
  periods,
} from '../../../functions/report/period';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import { hours } from '../../support/slots';
import { inBatches } from './write-report';

const NOW = Date.parse('2026-03-31T12:34:56Z');
const iso = (text: string, edge: 'start' | 'end' = 'start', timezone = 'UTC') =>
  new Date(parseTime(text, { option: '--from', boundary: edge, timezone, relativeTo: NOW })).toISOString();

describe('a time', () => {
  it.each([
    ['2025-12-31T23:59:59Z', '2025-12-31T23:59:59.000Z'],
    ['2025-12-31T23:59:59.999Z', '2025-12-31T23:59:59.000Z'],
    ['2025-12-31T23:59:59+01:00', '2025-12-31T22:59:59.000Z'],
    ['2025-12-31T23:59', '2025-12-31T23:59:00.000Z'],
    ['2025-12-31T23:59:59-0130', '2026-01-01T01:29:59.000Z'],
    ['2025-12-31T23:59+01', '2025-12-31T22:59:00.000Z'],
    ['2025-12-31T23:59+01:00[Europe/Berlin]', '2025-12-31T22:59:00.000Z'],
    ['2025-12-31 23:59', '2025-12-31T23:59:00.000Z'],
    ['2025-12-31t23:59z', '2025-12-31T23:59:00.000Z'],
    ['now', '2026-03-31T12:34:56.000Z'],
    ['12h', '2026-03-31T00:34:56.000Z'],
    ['7d', '2026-03-24T12:34:56.000Z'],
    ['4w', '2026-03-03T12:34:56.000Z'],
    ['1mo', '2026-02-28T12:34:56.000Z'],
    ['1y', '2025-03-31T12:34:56.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  it('is a full day where it is a date: its first second as a start, its last as an end', () => {
    expect(iso('2025-12-31', 'start')).toBe('2025-12-31T00:00:00.000Z');
    expect(iso('2025-12-31', 'end')).toBe('2025-12-31T23:59:59.000Z');
  });

  it('counts days in the given zone, also those of 23 or 25 hours', () => {
    expect(iso('2026-03-29', 'start', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(iso('2026-03-29', 'end', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.000Z');
    expect(iso('3d', 'start', 'Europe/Berlin')).toBe('2026-03-28T13:34:56.000Z');
    expect(iso('2025-12-31T12:00', 'start', 'Asia/Tokyo')).toBe('2025-12-31T03:00:00.000Z');
  });

  it.each([
    '',
    'yesterday',
    '2025',
    '2025-13-01',
    '2025-02-30',
    '2025-12-31T25:00',
    '2025-02-30T12:00',
    '7',
    '7 d',
    '-7d',
    '1m',
  ])('is not "%s"', (text) => {
    expect(() => iso(text)).toThrow(/^--from ".*" is not a time; it must be 2025-12-31, /);
  });

  it.each([
    'a7d',
    '7days',
    '123456d',
    'on 2025-12-31',
    '2025-12-31st',
    'x2025-12-31T00:00',
    '12345-12-31',
    '+012345-12-31',
    '+012345-12-31T00:00',
    '20251231T1200',
    '2025-12-31T12:00[Europe/Berlin]',
  ])('is not hidden in "%s"', (text) => {
    expect(() => iso(text)).toThrow(`--from "${text}" is not a time`);
  });

  it.each([
    ['9999-12-31', 'America/New_York'],
    ['9999-12-31T23:59:59-05:00', 'UTC'],
    ['9999-12-31T23:59', 'Pacific/Honolulu'],
  ])('is never later than the last slot that can be written: %s in %s', (text, timezone) => {
    expect(iso(text, 'end', timezone)).toBe('9999-12-31T23:59:59.000Z');
  });

  it('is never earlier than the first slot that can be written', () => {
    expect(iso('99999y')).toBe('0000-01-01T00:00:00.000Z');
    expect(iso('0000-01-01', 'start', 'Asia/Tokyo')).toBe('0000-01-01T00:00:00.000Z');
  });

  it('of a span back is a full second, like every slot', () => {
    const back = NOW + 999;

    expect(parseTime('1h', { option: '--at', boundary: 'end', timezone: 'UTC', relativeTo: back })).toBe(
      NOW - 3_600_000,
    );
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Berlin'])('is %s, by its IANA name', (name) => {
    expect(parseTimezone(name)).toBe(name);
  });

  it('must exist', () => {
    expect(() => parseTimezone('Europe/Atlantis')).toThrow('--timezone "Europe/Atlantis" is unknown');
  });
});

describe('periods', () => {
  const begins = (every: 'hour' | 'day' | 'week' | 'month', slots: string[], timezone = 'UTC') => {
    const begin = periods(every, timezone);
    return slots.filter((slot) => begin(slot)).map((slot) => slot.slice(0, 13));
  };
  const quarter = hours('2026-02-27T22:00:00Z', 24 * 40);

  it('begin with the first slot, and then on the clock', () => {
    expect(begins('day', quarter.slice(0, 60))).toEqual([
      '2026-02-27T22',
      '2026-02-28T00',
      '2026-03-01T00',
      '2026-03-02T00',
    ]);
  });

  it('begin with Mondays and with the first of the month', () => {
    expect(begins('week', quarter).slice(1, 3)).toEqual(['2026-03-02T00', '2026-03-09T00']);
    expect(begins('month', quarter)).toEqual(['2026-02-27T22', '2026-03-01T00', '2026-04-01T00']);
  });

  it('follow the zone’s clock through a clock change', () => {
    expect(begins('day', quarter, 'Europe/Berlin').slice(-12, -9)).toEqual([
      '2026-03-27T23',
      '2026-03-28T23',
      '2026-03-29T22',
    ]);
  });

  it.each([
    ['Africa/Cairo', '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
    ['Asia/Beirut', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'],
    ['America/Havana', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['America/Santiago', '2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'],
    ['America/Asuncion', '2023-10-01T04:00:00Z', '2023-10-02T03:00:00Z'],
    ['Atlantic/Azores', '2026-03-29T01:00:00Z', '2026-03-30T00:00:00Z'],
  ])('of a day in %s end at midnight, though summer time begins there at midnight', (zone, first, second) => {
    const slots = hours(first, 30);

    const begin = periods('day', zone);

    expect(slots.filter((slot) => begin(slot))).toEqual([first, second]);
  });

  it.each([
    // The clock is set back from 02:00 to 01:30: half an hour is shown a second time.
    ['Australia/Lord_Howe', '2026-04-04T14:00:00Z', ['14:00', '15:00', '15:30', '16:30']],
    // The clock is set back from 03:45 to 02:45: a quarter of 02 is shown again before 03.
    ['Pacific/Chatham', '2026-04-04T13:15:00Z', ['13:15', '14:00', '14:15', '15:15']],
  ])('of an hour end where the clock of %s is set', (zone, first, begun) => {
    const slots = Array.from({ length: 11 }, (_, quarter) => toSlot(slotTime(first) + quarter * 900_000));

    const begin = periods('hour', zone);

    expect(slots.filter((slot) => begin(slot)).map((slot) => slot.slice(11, 16))).toEqual(begun);
  });

  it('of an hour begin each hour', () => {
    expect(begins('hour', ['2026-01-01T00:10:00Z', '2026-01-01T00:59:59Z', '2026-01-01T01:00:00Z'])).toEqual([
      '2026-01-01T00',
      '2026-01-01T01',
    ]);
  });
});

it.each<[slot: string, every: Calendar, timezone: string, name: string]>([
  ['2026-01-01T05:30:00Z', 'hour', 'UTC', '2026-01-01T05:00Z'],
  ['2026-01-01T05:30:00Z', 'hour', 'Europe/Berlin', '2026-01-01T06:00+01:00'],
  ['2025-12-31T23:00:00Z', 'day', 'Europe/Berlin', '2026-01-01'],
  ['2026-01-01T00:00:00Z', 'week', 'UTC', '2026-W01'],
  ['2027-01-01T00:00:00Z', 'week', 'UTC', '2026-W53'],
  ['2025-12-31T23:00:00Z', 'month', 'Europe/Berlin', '2026-01'],
])('%s is in the %s that %s calls %s', (slot, every, timezone, name) => {
  expect(periodName(slot, every, timezone)).toBe(name);
});

it('of each period, the last slot of the highest rank is kept', async () => {
  const lastOfDays = async (slots: { slot: string; rank: number }[]) => {
    const kept: string[] = [];
    for await (const batch of lastOfEach('day', 'UTC', inBatches(slots, 2), ({ rank }) => rank)) {
      kept.push(...batch.map(({ slot }) => slot.slice(8, 13)));
    }
    return kept;
  };
  const slots = hours('2026-01-01T22:00:00Z', 30).map((slot) => ({
    slot,
    rank: /T(00|07)/.test(slot) ? 1 : 0,
  }));

  expect(await lastOfDays(slots)).toEqual(['01T23', '02T07', '03T00']);
  expect(await lastOfDays([])).toEqual([]);
});

it.each([
  [0, '0 s'],
  [12_000, '12 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [20 * 60_000, '20 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [200 * 60_000, '3 h 20 min'],
  [24 * 3_600_000 - 1, '23 h 59 min'],
  [24 * 3_600_000, '1 d'],
  [52 * 3_600_000, '2 d 4 h'],
  [-200 * 60_000, '3 h 20 min'],
  [-12_000, '12 s'],
])('says %i ms as %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});
