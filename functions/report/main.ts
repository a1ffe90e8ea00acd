/** The report command: wires the command line to this process, its exit codes and its signals. */
import { CommanderError } from 'commander';
import { CommandError, toUserError } from '../cli/errors';
import { BrokenPipeError, type Output, toFile, toStream, type Write } from '../cli/output';
import { createProgress } from '../cli/progress';
import { Interrupted, listenForSignals } from '../cli/signals';
import { type OpenLocal, openSource } from '../cli/table-source';
import { toPrintable, toPrintableLines } from '../history/printable';
import { commandLine, type ReportCommand } from './command-line';
import { FORMATS } from './formats';
import type { Layout } from './formats/writer';
import { writePage } from './page/page';
import type { ReportContext } from './queries';

/** Of a terminal that does not say how wide it is. */
const DEFAULT_WIDTH = 100;

type ProcessIo = Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr'> & {
  /** Epoch ms. */
  now(): number;
  /** Makes `--local` possible. */
  openLocal?: OpenLocal;
};

/** Runs one report command to its end; what it gives is the exit code. */
export async function runReport({ argv, stdout, stderr, now, openLocal }: ProcessIo): Promise<number> {
  // The SDK's notice about Node versions to come is for whoever maintains this, not for whoever asks for a report.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // Where standard error cannot be written, nobody can be told; where standard output cannot, the write itself says so.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  const interruption = listenForSignals();
  let tableName: string | undefined;

  async function carryOut(order: ReportCommand): Promise<void> {
    refuseBinaryOnTerminal(order, stdout);
    const source = await interruption.orInterrupted(openSource(order.choice, openLocal));
    tableName = source.tableName;
    const progress = await createProgress(stderr, now);
    const warnings: string[] = [];
    const reporting: ReportContext = {
      table: { client: source.client, tableName, signal: interruption.signal },
      now: now(),
      warn: (sentence) => warnings.push(sentence),
      progress: progress.at,
    };
    try {
      const output =
        order.output === undefined
          ? toStream(stdout)
          : await interruption.orInterrupted(toFile(order.output, interruption.signal));
      await written(output, (write) =>
        interruption.orInterrupted(make(order, reporting, write, layoutOf(order, stdout))),
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
      execute: carryOut,
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(toPrintableLines(text)),
    });
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof BrokenPipeError) return 0;
    if (error instanceof Interrupted) return error.exitCode;
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { sentence, exitCode } = toUserError(error, tableName);
    stderr.write(`${sentence}\n`);
    return exitCode;
  } finally {
    interruption.close();
  }
}

function refuseBinaryOnTerminal(order: ReportCommand, { isTTY }: NodeJS.WriteStream): void {
  if (isTTY && order.output === undefined && order.kind === 'rows' && order.format === 'parquet') {
    throw new CommandError(
      'Parquet is binary and cannot be shown on a terminal; name a file by --output.',
      2,
    );
  }
}

/** A table is wrapped for a terminal alone: a file or a program gets each row in one line. */
const layoutOf = (order: ReportCommand, { isTTY, columns }: NodeJS.WriteStream): Layout => ({
  width: isTTY && order.output === undefined ? columns || DEFAULT_WIDTH : Number.POSITIVE_INFINITY,
});

async function written(output: Output, work: (write: Write) => Promise<void>): Promise<void> {
  try {
    await work(output.write);
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  }
}

async function make(
  order: ReportCommand,
  reporting: ReportContext,
  write: Write,
  layout: Layout,
): Promise<void> {
  if (order.kind === 'rows') return FORMATS[order.format](order.report(reporting), write, layout);
  return writePage(reporting, order.question, write);
}
