/** What the commands of long simulations share: their options, progress on standard error, tables, and how they end. */
import Table from 'cli-table3';
import { type Command, CommanderError, InvalidArgumentError } from 'commander';

/** The value of an option: an integer, at least 0. */
export function nonNegativeInteger(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be an integer.');
  return Number(text);
}

/** Prints a line to standard error for each twentieth of `total` steps, with the minutes so far. */
export function progressOf(unit: string, total: number): () => void {
  const began = Date.now();
  let done = 0;
  return () => {
    const part = (steps: number) => Math.floor((steps * 20) / total);
    if (part(++done) > part(done - 1))
      console.error(
        `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}, ${minutesSince(began)} minutes`,
      );
  };
}

export const minutesSince = (time: number): string => ((Date.now() - time) / 60_000).toFixed(1);

export const peakMemoryMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** A table of names and values; numbers have separators. */
export function resultTable(lines: readonly (readonly [string, number | string])[]): string {
  const table = new Table({ style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  table.push(
    ...lines.map(([what, value]) => [what, typeof value === 'number' ? value.toLocaleString('en') : value]),
  );
  return table.toString();
}

/** Counts by name, indented, the most frequent first. */
export const byCount = (counts: Iterable<readonly [string, number]>): [string, number][] =>
  [...counts].sort(([, a], [, b]) => b - a).map(([name, n]) => [`  ${name}`, n]);

/** Runs the command's action. The exit code is the action's result, 2 after a usage error and 1 after an exception. */
export function runLongCommand<Options extends object>(
  command: Command,
  action: (options: Options) => Promise<number>,
): void {
  // The emulators' own clients run on this machine's Node, for which the SDK may print a warning.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  command
    .exitOverride()
    .action(async (options: Options) => process.exit(await action(options)))
    .parseAsync()
    .catch((error: unknown) => {
      if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
      console.error(error);
      process.exit(1);
    });
}
