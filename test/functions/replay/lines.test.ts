/** The snapshots that a log holds, whatever else is in it. */
import fc from 'fast-check';
import type { CapturedRow } from '../../../functions/history/row';
import { toUnstored, type UnstoredPart } from '../../../functions/history/unstored';
import { unstoredIn } from '../../../functions/replay/lines';
import { capturedRow } from '../../support/rows';

const entry = (unstored: UnstoredPart) =>
  JSON.stringify({ level: 'ERROR', message: 'Snapshot not stored', unstored });

/** What a run prints whose row the table did not take. */
const printed = (row: CapturedRow) => toUnstored(row).map(entry);

/** The same for a row that is too large for one line. */
function printedInParts(row: CapturedRow, of: number): string[] {
  const [whole] = toUnstored(row) as [UnstoredPart];
  const size = Math.ceil(whole.row.length / of);
  return Array.from({ length: of }, (_, i) =>
    entry({ ...whole, part: i + 1, of, row: whole.row.slice(i * size, (i + 1) * size) }),
  );
}

const early = capturedRow({ capturedAt: '2026-11-22T06:00:01.000Z' });
const late = capturedRow({ capturedAt: '2026-11-22T06:02:00.000Z' });
const later = capturedRow({ slot: '2026-11-22T07:00:00Z', capturedAt: '2026-11-22T07:00:01.000Z' });
const ofAnother = capturedRow({ account: 'savings', capturedAt: '2026-11-22T06:00:02.000Z' });

const rowsIn = async (lines: string[]) =>
  (await unstoredIn(lines)).map((found) => ('row' in found ? found.row : found.fault));

it('are found behind what Lambda puts before a line, and with a line break after it', async () => {
  const [line] = printed(early);

  expect(await unstoredIn([`2026-11-22T06:00:02Z\t5e0\tERROR\t${line}\r\n`])).toEqual([
    { account: 'main', slot: '2026-11-22T06:00:00Z', capturedAt: early.capturedAt, row: early },
  ]);
});

it.each([
  ['no lines', []],
  ['an empty line', ['']],
  ['a line that is no JSON', ['START RequestId: 5e0']],
  ['the words alone', ['Snapshot not stored']],
  ['the words beside an entry cut short', [`${printed(early)[0]?.slice(0, 200)}`]],
  ['an entry without a row', [JSON.stringify({ message: 'Snapshot not stored' })]],
  [
    'an entry that holds something else',
    [JSON.stringify({ message: 'Snapshot not stored', unstored: { part: 1 } })],
  ],
  [
    'an entry of another message about one',
    printed(early).map((line) => `{"message":"Asked about","was":${line}}`),
  ],
  [
    'an entry of another message that holds a row',
    toUnstored(early).map((unstored) =>
      JSON.stringify({ message: 'Read', of: 'Snapshot not stored', unstored }),
    ),
  ],
])('are not seen in %s', async (_what, lines) => {
  expect(await unstoredIn(lines)).toEqual([]);
});

it('come in the order in which they were taken, each whole, however the lines of their runs are mixed', async () => {
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

it('are each told from those of another account and another slot that were taken in the same moment', async () => {
  const { capturedAt } = early;
  const rows = ['main', 'savings'].flatMap((account) =>
    ['2026-11-22T05:00:00Z', '2026-11-22T06:00:00Z'].map((slot) =>
      capturedRow({ account, slot, capturedAt }),
    ),
  );

  expect(await rowsIn(rows.flatMap(printed))).toEqual(rows);
});

it('are one where its lines were delivered twice', async () => {
  expect(await rowsIn([...printedInParts(late, 2), ...printedInParts(late, 2)])).toEqual([late]);
});

it('are told with what is wrong where a part of one is not in the log, and do not hide the others', async () => {
  const [, ...withoutFirst] = printedInParts(late, 3);

  expect(await unstoredIn([...withoutFirst, ...printed(later)])).toEqual([
    {
      account: 'main',
      slot: '2026-11-22T06:00:00Z',
      capturedAt: late.capturedAt,
      fault: 'part 1 of 3 is missing',
    },
    expect.objectContaining({ row: later }),
  ]);
});
