/** What an import did, in words and numbers. */
import { type Checksum, createChecksum } from './checksum';
import type { ImportedRow, ImportResult } from './import';

type Kind = ImportResult['kind'];

/** `isStored`: whether the table has the row, or rightly keeps another. */
const RESULTS: Record<Kind, { text: string; dryRun?: string; isListed: boolean; isStored: boolean }> = {
  imported: { text: 'imported', dryRun: 'would be imported', isListed: false, isStored: true },
  'replaced-failed': {
    text: 'imported in place of a failed row',
    dryRun: 'would be imported in place of a failed row',
    isListed: false,
    isStored: true,
  },
  'already-there': { text: 'already there', isListed: false, isStored: true },
  'kept-existing': {
    text: 'not imported because the table has another row at the slot',
    isListed: true,
    isStored: true,
  },
  refused: { text: 'refused by DynamoDB', isListed: true, isStored: false },
  'not-confirmed': {
    text: 'not read back as written; run the import again to check',
    isListed: true,
    isStored: false,
  },
};

/** `expected` is the checksum of the file. */
export function createSummary({ dryRun, expected }: { dryRun: boolean; expected: Checksum }) {
  const read = createChecksum();
  const stored = createChecksum();
  const counts = new Map<Kind, number>();

  function count({ row, result, stored: json }: ImportedRow): string {
    read.add(row.json);
    if (json !== undefined) stored.add(json);
    counts.set(result.kind, (counts.get(result.kind) ?? 0) + 1);
    if (!RESULTS[result.kind].isListed) return '';
    const reason = result.kind === 'refused' ? `: ${result.reason.replaceAll(/\s+/g, ' ')}` : '';
    return `line ${row.line}: ${row.account} ${row.slot} ${RESULTS[result.kind].text}${reason}\n`;
  }
  const processed = () => read.result().rows;

  return {
    processed,
    /** Counts rows, and returns a line for each that was not imported. */
    add: (batch: readonly ImportedRow[]): string => batch.map(count).join(''),
    /** For an import that did not reach the end of the file: rows after these may be in the table, too. */
    unfinished: (): string =>
      `${format(processed())} of ${format(expected.rows)} rows were read back from the table before this; run the same command again to continue.`,
    result(path: string, tableName: string | undefined): { text: string; isComplete: boolean } {
      const kinds = (Object.keys(RESULTS) as Kind[]).filter((kind) => counts.has(kind));
      const text = kinds.map((kind) => {
        const { text, dryRun: conditional = text } = RESULTS[kind];
        return `${format(counts.get(kind) ?? 0)} ${dryRun ? conditional : text}`;
      });
      const lines = [text.length > 0 ? `${text.join(', ')}.` : 'There was nothing to import.'];
      if (!dryRun) lines.push(`${tableName} at the slots of the file: ${toSentence(stored.result())}`);
      const isUnchanged = read.result().sha256 === expected.sha256;
      if (!isUnchanged) lines.push(`${path} was changed while it was imported; run the import again.`);
      return {
        text: lines.join('\n'),
        isComplete: isUnchanged && kinds.every((kind) => RESULTS[kind].isStored),
      };
    },
  };
}

export const toSentence = ({ rows, sha256 }: Checksum): string =>
  `${format(rows)} ${rows === 1 ? 'row' : 'rows'}, SHA-256 ${sha256}`;

const format = (count: number) => count.toLocaleString('en-US');
