/** `npm run history`: wires export and import to this process, its exit codes and its signals. */
import { CommanderError } from 'commander';
import { CommandError, toUserError } from '../cli/errors';
import { toFile } from '../cli/output';
import { createProgress } from '../cli/progress';
import { Interrupted, listenForSignals } from '../cli/signals';
import { openSource, type Source, type TableChoice } from '../cli/table-source';
import { toPrintableLines } from '../history/printable';
import type { HistoryTable } from '../history/read';
import { readArchive, writeArchive } from './archive';
import { type Checksum, createChecksum } from './checksum';
import { commandLine, type ExportOptions, type ImportOptions } from './command-line';
import { exportRows } from './export';
import { importRows } from './import';
import { createSummary, toSentence } from './summary';

type ProcessIo = Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr'> & {
  /** Epoch ms. */
  now(): number;
  /** Opens the history on this machine. With `create`, makes an empty one where there is none. */
  openLocal(folder: string | undefined, options: { create: boolean }): Promise<Source>;
};

/** Runs one command to its end and returns the exit code. */
export async function runHistory({ argv, stdout, stderr, now, openLocal }: ProcessIo): Promise<number> {
  // The SDK's warning about future Node versions concerns developers, not users.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  const interruption = listenForSignals();
  const writeOut = (text: string) => void stdout.write(toPrintableLines(text));
  const writeErr = (text: string) => void stderr.write(toPrintableLines(text));
  let exitCode = 0;
  let tableName: string | undefined;

  async function withTable(
    choice: TableChoice,
    create: boolean,
    work: (table: HistoryTable, progress: (share: number) => void) => Promise<void>,
  ): Promise<void> {
    const opening = openSource(choice, (folder) => openLocal(folder, { create }));
    const { client, close, ...source } = await interruption.orInterrupted(opening);
    tableName = source.tableName;
    const progress = await createProgress(stderr, now, create ? 'Importing' : 'Reading');
    try {
      await interruption.orInterrupted(
        work({ client, tableName, signal: interruption.signal }, (share) => progress.at(share)),
      );
    } finally {
      interruption.end();
      progress.stop();
      await close();
    }
  }

  async function exportHistory({ output: path, ...choice }: ExportOptions): Promise<void> {
    let checksum: Checksum | undefined;
    await withTable(choice, false, async (table, progress) => {
      const output = await toFile(path, interruption.signal);
      try {
        checksum = await writeArchive(path, exportRows(table, { now: now(), progress }), output.write);
        await output.finish();
      } catch (error) {
        await output.discard();
        throw error;
      }
    });
    if (checksum) writeErr(`${path}: ${toSentence(checksum)}\n`);
  }

  async function importHistory(path: string, { dryRun = false, ...choice }: ImportOptions): Promise<void> {
    const expected = await interruption.orInterrupted(checkArchive(path));
    writeErr(`${path}: ${toSentence(expected)}\n`);
    const summary = createSummary({ dryRun, expected });
    try {
      await withTable(choice, !dryRun, async (table, progress) => {
        for await (const batch of importRows(table, readArchive(path), { dryRun })) {
          writeOut(summary.add(batch));
          progress(summary.processed() / expected.rows);
        }
      });
    } catch (error) {
      if (!dryRun && tableName !== undefined) writeErr(`${summary.unfinished()}\n`);
      throw error;
    }
    const { text, isComplete } = summary.result(path, tableName);
    writeErr(`${text}\n`);
    if (!isComplete) exitCode = 1;
  }

  try {
    await commandLine({ exportHistory, importHistory, writeOut, writeErr }).parseAsync(argv);
    return exitCode;
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode;
    // Commander has printed what was wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const user = toUserError(error, tableName);
    writeErr(`${user.sentence}\n`);
    return user.exitCode;
  } finally {
    interruption.close();
  }
}

/** Reads all of a file before any of it is imported. */
async function checkArchive(path: string): Promise<Checksum> {
  const checksum = createChecksum();
  try {
    for await (const { json } of readArchive(path)) checksum.add(json);
  } catch (error) {
    const { sentence, exitCode } = toUserError(error);
    throw new CommandError(`${sentence} Nothing was imported.`, exitCode);
  }
  return checksum.result();
}
