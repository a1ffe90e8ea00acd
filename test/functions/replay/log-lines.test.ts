/** Finding the snapshots in a log with any other content. */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { encodeForLog, type LogChunk } from '../../../functions/history/log-fallback';
import type { CapturedRow } from '../../../functions/history/row';
import { readLog } from '../../../functions/replay/log-lines';
import fc from '../../support/fast-check';
import { capturedRow } from '../../support/rows';

const entry = (unstored: Omit<LogChunk, 'id'>) =>
  JSON.stringify({ level: 'ERROR', message: 'Snapshot not stored', unstored });

/** The log entries of a run that could not save its row. */
const printed = (row: CapturedRow) => encodeForLog(row).map(entry);

/** The same for a row that is too large for one entry. */
function printedInParts(row: CapturedRow, of: number): string[] {
  const [full] = encodeForLog(row) as [LogChunk];
  const size = Math.ceil(full.row.length / of);
  return Array.from({ length: of }, (_, i) =>
    entry({ ...full, part: i + 1, of, row: full.row.slice(i * size, (i + 1) * size) }),
  );
}

const early = capturedRow({ capturedAt: '2026-11-22T06:00:01.000Z' });
const late = capturedRow({ capturedAt: '2026-11-22T06:02:00.000Z' });
const later = capturedRow({ slot: '2026-11-22T07:00:00Z', capturedAt: '2026-11-22T07:00:01.000Z' });
const ofAnother = capturedRow({ account: 'savings', capturedAt: '2026-11-22T06:00:02.000Z' });

const snapshotsIn = async (lines: string[]) => (await readLog(lines)).snapshots;
const rowsIn = async (lines: string[]) =>
  (await snapshotsIn(lines)).map((found) => ('row' in found ? found.row : found.fault));

it('snapshots are found after the prefix of the Lambda runtime and before a line break', async () => {
  const [line] = printed(early);

  expect(await snapshotsIn([`2026-11-22T06:00:02Z\t5e0\tERROR\t${line}\r\n`])).toEqual([
    { account: 'main', slot: '2026-11-22T06:00:00Z', capturedAt: early.capturedAt, row: early },
  ]);
});

it.each<[what: string, lines: string[]]>([
  ['no lines', []],
  ['an empty line', ['']],
  ['a line of blanks', ['  \t ']],
  ['metrics', ['{"_aws":{"Timestamp":1}}']],
  ['a platform line', ['START RequestId: 5e0 Version: $LATEST']],
  ['a platform line of the JSON log format', ['{"time":"x","type":"platform.start","record":{}}']],
  ['a timeout', ['2026-11-22T06:00:32.000Z 5e0 Task timed out after 30.00 seconds']],
  ["a warning of Node's", ['(node:8) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.']],
  ['a logged text', ['2026-11-22T06:00:02Z\t5e0\tWARN\tSnapshot not stored']],
  [
    'an entry of another message about one',
    printed(early).map((line) => `{"level":"INFO","message":"Asked about","was":${line}}`),
  ],
  [
    'an entry of another message that holds a row',
    encodeForLog(early).map((unstored) =>
      JSON.stringify({ level: 'INFO', message: 'Read', of: 'Snapshot not stored', unstored }),
    ),
  ],
])('no snapshot is found in %s', async (_what, lines) => {
  expect(await readLog(lines)).toEqual({ snapshots: [], unrecognized: { count: 0 } });
});

it.each<[what: string, line: string]>([
  ['text', 'lorem ipsum'],
  ['a truncated entry', `${printed(early)[0]?.slice(0, 200)}`],
  [
    'a truncated entry after the prefix of Lambda',
    `2026-11-22T06:00:02Z\t5e0\tERROR\t${printed(early)[0]?.slice(0, -1)}`,
  ],
  ['an entry with text after it', `${printed(early)[0]} x`],
  ['two entries in a line', `${printed(early)[0]}${printed(late)[0]}`],
  ['an entry without a row', JSON.stringify({ level: 'ERROR', message: 'Snapshot not stored' })],
  ['a JSON null', 'null'],
  ['a level without a message', '{"level":"INFO"}'],
  ['a message without a level', '{"message":"x"}'],
  ['a message with a level that is no text', '{"level":30,"message":"x"}'],
  ['metrics that are null', '{"_aws":null}'],
  ['a list', '[]'],
  ['a million brackets', `2026-11-22T06:00:02 ${'['.repeat(1_000_000)}`],
])('an unrecognized entry is counted: %s', async (_what, line) => {
  expect(await readLog(['START RequestId: 5e0', line, line])).toEqual({
    snapshots: [],
    unrecognized: { count: 2, first: 2 },
  });
});

it('snapshots are in order of capture and complete, in any order of their lines', async () => {
  const rows = [early, ofAnother, late, later];
  const lines = [
    printed(early),
    printed(ofAnother),
    printedInParts(late, 3),
    printedInParts(later, 2),
  ].flat();
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (mixed) => {
      expect(await rowsIn(mixed)).toEqual(rows);
    }),
  );
});

it('snapshots of other accounts and slots with the same capture time are separate', async () => {
  const { capturedAt } = early;
  const rows = ['main', 'savings'].flatMap((account) =>
    ['2026-11-22T05:00:00Z', '2026-11-22T06:00:00Z'].map((slot) =>
      capturedRow({ account, slot, capturedAt }),
    ),
  );

  expect(await rowsIn(rows.flatMap(printed))).toEqual(rows);
});

it('the parts of two runs for the same slot with the same capture time are separate', async () => {
  const { capturedAt } = early;
  const rows = [1, 2].map((clockSkewMs) =>
    capturedRow({ capturedAt, clockSkewMs, raw: { spot: randomBytes(300_000) } }),
  );
  const lines = rows.flatMap(printed);
  expect(lines.length).toBeGreaterThan(5);

  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (mixed) => {
      const found = (await rowsIn(mixed)) as CapturedRow[];

      found.sort((a, b) => Number(a.clockSkewMs) - Number(b.clockSkewMs));
      // Jest compares large arrays of bytes one by one, for seconds.
      expect(isDeepStrictEqual(found, rows)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it('entries of earlier versions, without an id, are read', async () => {
  const lines = encodeForLog(early).map(({ id: _, ...part }) => entry(part));

  expect(await rowsIn(lines)).toEqual([early]);
});

it('repeated lines are read once', async () => {
  expect(await rowsIn([...printedInParts(late, 2), ...printedInParts(late, 2)])).toEqual([late]);
});

it('a snapshot with a missing part is reported, and the others are read', async () => {
  const [, ...withoutFirst] = printedInParts(late, 3);

  expect(await snapshotsIn([...withoutFirst, ...printed(later)])).toEqual([
    {
      account: 'main',
      slot: '2026-11-22T06:00:00Z',
      capturedAt: late.capturedAt,
      fault: 'part 1 of 3 is missing',
    },
    expect.objectContaining({ row: later }),
  ]);
});
