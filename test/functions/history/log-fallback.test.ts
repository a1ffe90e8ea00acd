/** A snapshot of any size that could not be saved is written to the log and read back. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { encodeForLog } from '../../../functions/history/log-fallback';
import { decodeFromLog, parseLogChunk } from '../../../functions/history/log-fallback-read';
import { toDynamoJson } from '../../../functions/history/marshall';
import fc from '../../support/fast-check';
import { capturedRow, failedRow, fiveWalletRow } from '../../support/rows';

const CLOUDWATCH_EVENT_BYTES = 256 * 1024;
const amount = fc.stringMatching(/^(0|[1-9]\d{0,18})(\.\d{0,18}[1-9])?$/);
const wallet = fc.dictionary(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.record({ free: amount, locked: amount }),
);

it('is read back byte for byte', () => {
  fc.assert(
    fc.property(wallet, fc.uint8Array({ maxLength: 2000 }), (spot, raw) => {
      const row = capturedRow({ balances: { spot }, raw: { spot: Buffer.from(raw) } });

      expect(decodeFromLog(encodeForLog(row))).toEqual(row);
    }),
  );
});

it('of any size is split into parts that fit a log event, and is read back from them in any order', () => {
  const row = capturedRow({ raw: { spot: randomBytes(1_000_000) } });

  const parts = encodeForLog(row);

  expect(parts.length).toBeGreaterThan(5);
  for (const unstored of parts) {
    expect(JSON.stringify({ message: 'Snapshot not stored', unstored }).length).toBeLessThan(
      CLOUDWATCH_EVENT_BYTES - 1024,
    );
  }
  // Jest compares a megabyte of bytes far more slowly.
  expect(isDeepStrictEqual(decodeFromLog(parts.toReversed()), row)).toBe(true);
});

it('of version 2 is read back with the response of each endpoint', () => {
  const row = fiveWalletRow({ raw: { spot: randomBytes(100), fund: randomBytes(100) } });

  expect(decodeFromLog(encodeForLog(row))).toEqual(row);
});

it('has one part when it is small', () => {
  expect(encodeForLog(capturedRow())).toMatchObject([
    {
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      account: 'main',
      slot: '2026-11-22T06:00:00Z',
      capturedAt: '2026-11-22T06:00:01.234Z',
      part: 1,
      of: 1,
    },
  ]);
});

it('has the same unique id in all of its parts', () => {
  const idsOf = (clockSkewMs: number, raw: Uint8Array) =>
    new Set(encodeForLog(capturedRow({ clockSkewMs, raw: { spot: raw } })).map(({ id }) => id));
  const raw = randomBytes(400_000);

  expect(idsOf(1, raw).size).toBe(1);
  expect(idsOf(1, raw)).toEqual(idsOf(1, raw));
  expect(idsOf(1, raw)).not.toEqual(idsOf(2, raw));
});

it('with a missing part is rejected with the number of the part', () => {
  const parts = encodeForLog(capturedRow({ raw: { spot: randomBytes(400_000) } }));

  expect(() => decodeFromLog(parts.toSpliced(1, 1))).toThrow(`part 2 of ${parts.length} is missing`);
});

it.each([
  ['cut off', (row: string) => row.slice(0, -40)],
  ['of other content', () => Buffer.from('{}').toString('base64')],
])('whose text is %s is rejected as damaged', (_what, damage) => {
  const parts = encodeForLog(capturedRow()).map((part) => ({ ...part, row: damage(part.row) }));

  expect(() => decodeFromLog(parts)).toThrow('its text was damaged');
});

it('without any part is rejected with the first part as missing', () => {
  expect(() => decodeFromLog([])).toThrow('part 1 of 1 is missing');
});

it('is never a failed row, which has no balance to restore', () => {
  const row = gzipSync(JSON.stringify(toDynamoJson(failedRow()))).toString('base64');
  const parts = encodeForLog(capturedRow()).map(({ id: _, ...part }) => ({ ...part, row }));

  expect(() => decodeFromLog(parts)).toThrow('it is no captured row');
});

describe('a log entry', () => {
  const [part] = encodeForLog(capturedRow());

  it('that contains a part is parsed as this part, whatever its other properties', () => {
    expect(parseLogChunk({ ...part, level: 'ERROR' })).toEqual(part);
  });

  it.each([
    ['a text', 'unstored'],
    ['nothing', undefined],
    ['a part before the first', { ...part, part: 0 }],
    ['a part of zero parts', { ...part, of: 0 }],
    ['half a part', { ...part, part: 0.5 }],
    ['a part without its text', { ...part, row: undefined }],
  ])('that contains %s is not a part', (_what, entry) => {
    expect(parseLogChunk(entry)).toBeUndefined();
  });
});
