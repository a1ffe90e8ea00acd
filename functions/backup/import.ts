/** Writes the rows of a file to the history table, and reads back what the table then has for them. */

import { withPermission } from '../cli/permission';
import { mapConcurrent } from '../history/concurrency';
import type { HistoryTable } from '../history/read';
import type { ArchiveRow } from './archive';
import type { ItemLine } from './item-line';
import { putRow, readRows } from './table-rows';

export type ImportResult =
  | { kind: 'imported' }
  /** The table had a failed row at the slot of a captured one. */
  | { kind: 'replaced-failed' }
  | { kind: 'already-there' }
  /** The table has another row at the slot, and keeps it: a captured one, or a failed one where the file's failed too. */
  | { kind: 'kept-existing' }
  /** DynamoDB does not accept the row. */
  | { kind: 'refused'; reason: string }
  /** DynamoDB took the row, and what was read back is not the same. */
  | { kind: 'not-confirmed' };

/** `stored` is the line of the row that the table has at this slot after the import; undefined where it has none. */
export type ImportedRow = { row: ArchiveRow; result: ImportResult; stored?: string };

const MAX_BATCH_ROWS = 100;
/** Bounds the memory of a batch, which is held with what the table has at its slots. */
const MAX_BATCH_CHARS = 4 * 1024 * 1024;
const MAX_PARALLEL_WRITES = 16;

/**
 * Imports rows batch by batch, in order. It can be repeated at any time: rows that are there are not written again. A dry
 * run gives the results that an import would have, and writes nothing.
 */
export async function* importRows(
  table: HistoryTable,
  rows: AsyncIterable<ArchiveRow>,
  { dryRun }: { dryRun: boolean },
): AsyncGenerator<ImportedRow[]> {
  for await (const batch of batchesByAccount(rows)) {
    const existing = await readExisting(table, batch);
    const toWrite = batch.filter((row) => isWritten(row, existing.get(row.slot)));
    if (dryRun || toWrite.length === 0) {
      yield batch.map((row) => unwritten(row, existing.get(row.slot)));
      continue;
    }
    const writes = toWrite.map((row) => async () => [row, await write(table, row)] as const);
    const written = new Map<ArchiveRow, WriteResult>();
    for await (const [row, result] of mapConcurrent(writes, MAX_PARALLEL_WRITES)) written.set(row, result);
    const stored = await readExisting(table, batch);
    yield batch.map((row) => {
      const result = written.get(row);
      const before = existing.get(row.slot);
      return result ? confirmed(row, result, before, stored.get(row.slot)) : unwritten(row, before);
    });
  }
}

type Batch = [ArchiveRow, ...ArchiveRow[]];

/** Rows that follow each other and are of one account: one query reads what the table has between them. */
async function* batchesByAccount(rows: AsyncIterable<ArchiveRow>): AsyncGenerator<Batch> {
  let batch: Batch | undefined;
  let chars = 0;
  for await (const row of rows) {
    const isFull = batch?.length === MAX_BATCH_ROWS || chars > MAX_BATCH_CHARS;
    if (batch && !isFull && batch[0].account === row.account) batch.push(row);
    else {
      if (batch) yield batch;
      batch = [row];
      chars = 0;
    }
    chars += row.json.length;
  }
  if (batch) yield batch;
}

/** What the table has at the slots of a batch. */
async function readExisting(table: HistoryTable, batch: Batch): Promise<Map<string, ItemLine>> {
  const slots = new Set(batch.map(({ slot }) => slot));
  const [{ account, slot: from }] = batch;
  const found = new Map<string, ItemLine>();
  for await (const page of readRows(table, account, { from, to: batch.at(-1)?.slot ?? from })) {
    for (const row of page) if (slots.has(row.slot)) found.set(row.slot, row);
  }
  return found;
}

/** What the condition of the write allows (see `writeCondition`), found out before: a refused write costs as much. */
const isWritten = (row: ItemLine, existing: ItemLine | undefined) =>
  !existing || (existing.status === 'failed' && row.status === 'captured');

/** The result of a row that is not written, or of a dry run. */
function unwritten(row: ArchiveRow, existing: ItemLine | undefined): ImportedRow {
  if (!existing) return { row, result: { kind: 'imported' } };
  const stored = existing.json;
  if (isWritten(row, existing)) return { row, result: { kind: 'replaced-failed' }, stored };
  return { row, result: { kind: stored === row.json ? 'already-there' : 'kept-existing' }, stored };
}

type WriteResult = 'accepted' | 'condition-failed' | { reason: string };

async function write({ client, tableName, signal }: HistoryTable, row: ArchiveRow): Promise<WriteResult> {
  try {
    const accepted = await withPermission('dynamodb:PutItem', putRow(client, tableName, row, signal));
    return accepted ? 'accepted' : 'condition-failed';
  } catch (error) {
    const { name, message } = error as Error;
    // It concerns this row alone. Every other error concerns the table.
    if (name !== 'ValidationException' && name !== 'SerializationException') throw error;
    return { reason: message };
  }
}

/** A condition that failed may be due to this very write: the SDK repeats one whose answer was lost. */
function confirmed(
  row: ArchiveRow,
  result: WriteResult,
  before: ItemLine | undefined,
  after: ItemLine | undefined,
): ImportedRow {
  const stored = after?.json;
  if (typeof result === 'object') return { row, result: { kind: 'refused', ...result }, stored };
  if (stored === row.json) return { row, result: { kind: before ? 'replaced-failed' : 'imported' }, stored };
  const isKept = result === 'condition-failed' && after !== undefined;
  return { row, result: { kind: isKept ? 'kept-existing' : 'not-confirmed' }, stored };
}
