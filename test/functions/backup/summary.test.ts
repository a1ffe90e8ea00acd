/** What an import did, in words and numbers. */
import { createChecksum } from '../../../functions/backup/checksum';
import type { ImportedRow } from '../../../functions/backup/import';
import { createSummary } from '../../../functions/backup/summary';

const rowAt = (slot: string) => ({ account: 'main', slot, json: `{"slot":${slot}}`, line: Number(slot) });
const imported = (slot: string): ImportedRow => ({
  row: rowAt(slot),
  result: { kind: 'imported' },
  stored: rowAt(slot).json,
});

function summaryOf(...slots: string[]) {
  const file = createChecksum();
  for (const slot of slots) file.add(rowAt(slot).json);
  return createSummary({ dryRun: false, expected: file.result() });
}

describe('the result of an import', () => {
  it.each([
    ['no row', [], 'There was nothing to import.\nT at the slots of the file: 0 rows, '],
    ['one row', ['1'], '1 imported.\nT at the slots of the file: 1 row, '],
  ])('of %s', (_what, slots, expected) => {
    const summary = summaryOf(...slots);

    summary.add(slots.map(imported));

    const { text, isComplete } = summary.result('history.ndjson', 'T');
    expect(text).toMatch(new RegExp(`^${expected}SHA-256 [0-9a-f]{64}$`));
    expect(isComplete).toBe(true);
  });

  it('is incomplete where the file was changed meanwhile', () => {
    const summary = summaryOf('1', '2');

    summary.add([imported('1'), imported('3')]);

    const { text, isComplete } = summary.result('history.ndjson', 'T');
    expect(text).toContain('\nhistory.ndjson was changed while it was imported; run the import again.');
    expect(isComplete).toBe(false);
  });
});

it('a row that DynamoDB refused is listed in one line, whatever line feeds the reason has', () => {
  const refused: ImportedRow = { row: rowAt('1'), result: { kind: 'refused', reason: 'Wrong\n  type' } };

  expect(summaryOf('1').add([refused])).toBe('line 1: main 1 refused by DynamoDB: Wrong type\n');
});
