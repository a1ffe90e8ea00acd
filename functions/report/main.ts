/** The report command: wires the command line to this process, its exit codes and its signals. */
import { setMaxListeners } from 'node:events';
import { CommanderError } from 'commander';
import { commandLine, type Order } from './command-line';
import type { Reporting } from './commands';
import { tell } from './errors';
import { FORMATS, type Write } from './formats/format';
import { type Output, ReaderGone, toFile, toStream } from './output';
import { writePage } from './page/page';
import { progressOn } from './progress';
import { type OpenLocal, openSource } from './source';

const DEFAULT_WIDTH = 100;
/** What a shell expects of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

class Interrupted extends Error {
  override name = 'Interrupted';
}

type Surroundings = Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr'> & {
  /** Epoch ms. */
  now(): number;
  /** Makes `--local` possible. */
  openLocal?: OpenLocal;
};

/** Runs one report command to its end; what it gives is the exit code. */
export async function runReport({ argv, stdout, stderr, now, openLocal }: Surroundings): Promise<number> {
  // The SDK's notice about Node versions to come is for whoever maintains this, not for whoever asks for a report.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const abort = new AbortController();
  // Every request under way listens: Node would take more than ten for a leak, and say so.
  setMaxListeners(0, abort.signal);
  const interrupt = () => abort.abort(new Interrupted());
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const interrupted = new Promise<never>((_, reject) => {
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason));
  });
  interrupted.catch(() => {});
  let tableName: string | undefined;

  async function carryOut(order: Order): Promise<void> {
    const source = await Promise.race([openSource(order.choice, openLocal), interrupted]);
    tableName = source.tableName;
    const progress = await progressOn(stderr, now);
    const warnings: string[] = [];
    const reporting: Reporting = {
      table: { client: source.client, tableName, signal: abort.signal },
      now: now(),
      warn: (sentence) => warnings.push(sentence),
      progress: progress.at,
    };
    try {
      const output = order.output === undefined ? toStream(stdout) : await toFile(order.output);
      const width = stdout.columns ?? DEFAULT_WIDTH;
      await written(output, (write) => Promise.race([make(order, reporting, write, width), interrupted]));
    } finally {
      abort.abort();
      progress.stop();
      for (const sentence of warnings) stderr.write(`${sentence}\n`);
      await source.close();
    }
  }

  try {
    const program = commandLine({
      now: now(),
      carryOut,
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof ReaderGone) return 0;
    if (error instanceof Interrupted) return INTERRUPTED;
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { sentence, exitCode } = tell(error, tableName);
    stderr.write(`${sentence}\n`);
    return exitCode;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function written(output: Output, work: (write: Write) => Promise<void>): Promise<void> {
  try {
    await work(output.write);
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  }
}

async function make(order: Order, reporting: Reporting, write: Write, width: number): Promise<void> {
  if (order.kind === 'rows') return FORMATS[order.format](order.report(reporting), write, { width });
  return writePage(reporting, order.question, write);
}
