/** The report command: wires the command line to this process, its exit codes and its signals. */
import { CommanderError } from 'commander';
import { CommandError, toUserError } from '../cli/errors';
import { BrokenPipeError, type Output, toFile, toStream, type Write } from '../cli/output';
import { createProgress } from '../cli/progress';
import { Interrupted, listenForSignals } from '../cli/signals';
import { type OpenLocal, openSource } from '../cli/table-source';
import { toPrintable, toPrintableLines } from '../history/printable';
import { commandLine, type ReportCommand } from './command-line';
import type { ReportContext } from './context';
import { FORMATS, type Format } from './formats';
import type { WriterOptions } from './formats/writer';
import { writePage } from './page/page';
import type { StatementFormat } from './statement/formats';

/** Columns of a terminal that does not report its width. */
const DEFAULT_WIDTH = 100;

type ProcessIo = Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr'> & {
  /** Epoch ms. */
  now(): number;
  /** Required for `--local`. */
  openLocal?: OpenLocal;
};

/** Runs one report command and returns the exit code. */
export async function runReport({ argv, stdout, stderr, now, openLocal }: ProcessIo): Promise<number> {
  // The SDK's warning about future Node versions is for maintainers, not for users of a report.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // A failed write to standard error cannot be reported anywhere; one to standard output rejects the write itself.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  const interruption = listenForSignals();
  let tableName: string | undefined;

  async function execute(command: ReportCommand): Promise<void> {
    refuseBinaryOnTerminal(command, stdout);
    const source = await interruption.orInterrupted(openSource(command.choice, openLocal));
    tableName = source.tableName;
    const progress = await createProgress(stderr, now);
    const warnings: string[] = [];
    const context: ReportContext = {
      table: { client: source.client, tableName, signal: interruption.signal },
      now: now(),
      warn: (sentence) => warnings.push(sentence),
      progress: progress.at,
    };
    try {
      const output =
        command.output === undefined
          ? toStream(stdout)
          : await interruption.orInterrupted(toFile(command.output, interruption.signal));
      await writeTo(output, (write) =>
        interruption.orInterrupted(writeReport(command, context, write, writerOptions(command, stdout))),
      );
    } finally {
      interruption.end();
      progress.stop();
      for (const sentence of warnings) stderr.write(`${toPrintable(sentence)}\n`);
      await source.close();
    }
  }

  try {
    const program = commandLine({
      now: now(),
      execute,
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(toPrintableLines(text)),
    });
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof BrokenPipeError) return 0;
    if (error instanceof Interrupted) return error.exitCode;
    // Commander has printed the error or the help already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { sentence, exitCode } = toUserError(error, tableName);
    stderr.write(`${sentence}\n`);
    return exitCode;
  } finally {
    interruption.close();
  }
}

const BINARY_FORMATS: Partial<Record<Format | StatementFormat, string>> = { parquet: 'Parquet', pdf: 'PDF' };

function refuseBinaryOnTerminal(command: ReportCommand, { isTTY }: NodeJS.WriteStream): void {
  if (!isTTY || command.output !== undefined || command.kind === 'page') return;
  const name = BINARY_FORMATS[command.format];
  if (name === undefined) return;
  throw new CommandError(`${name} is binary and cannot be shown on a terminal; name a file by --output.`, 2);
}

/** Tables are wrapped for a terminal only: a file or a program gets each row in one line. */
const writerOptions = (command: ReportCommand, { isTTY, columns }: NodeJS.WriteStream): WriterOptions => ({
  width: isTTY && command.output === undefined ? columns || DEFAULT_WIDTH : Number.POSITIVE_INFINITY,
  decimals: command.kind === 'rows' && command.decimals,
});

async function writeTo(output: Output, work: (write: Write) => Promise<void>): Promise<void> {
  try {
    await work(output.write);
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  }
}

async function writeReport(
  command: ReportCommand,
  context: ReportContext,
  write: Write,
  options: WriterOptions,
): Promise<void> {
  switch (command.kind) {
    case 'rows':
      return FORMATS[command.format](command.report(context), write, options);
    case 'page':
      return writePage(context, command.filter, write);
    default: {
      // Loaded only if needed: it parses answers by the code of the client. `tsx/cjs` finds no file by `import()`.
      const { writeStatement, writeVerification }: typeof import('./statement/write') =
        require('./statement/write');
      return command.kind === 'statement'
        ? writeStatement(context, command, write)
        : writeVerification(context, command, write, options);
    }
  }
}
