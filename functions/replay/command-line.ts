/** The command line of the replay: where the rows are to be found, and which table they go back to. */
import { Command, Option } from 'commander';
import { DEFAULT_STACK_NAME } from '../history/table';

export type Options = {
  file?: string;
  logGroup?: string;
  since?: string;
  table?: string;
  stack: string;
  dryRun?: boolean;
};

const HELP = `
A run that has a balance in hand and finds the table away prints the whole row to its log. This command
looks for such rows and writes each through the condition that runs write under: a slot that has been
captured meanwhile stays as it is, a failed one becomes captured. It can be run again at any time.

A saved log (--file) is lines of aws logs tail, the JSON of aws logs filter-log-events, or the CSV of Logs
Insights with its column @message. What is neither a line of Lambda nor of the function is counted.

Exit code: 0 every row found is in the table (or there was none), 1 one is not, or the log holds entries
that were not recognized, 2 wrong usage.

Examples:
  npm run replay -- --dry-run
  npm run replay -- --since 2d
  npm run replay -- --log-group /aws/lambda/… --table …
  aws logs tail … --since 2d | npm run replay -- --file - --table …`;

/** The program; parsing it calls `carryOut`. */
export function commandLine(
  carryOut: (options: Options) => Promise<void>,
  writeOut: (text: string) => void,
  writeErr: (text: string) => void,
): Command {
  return new Command('replay')
    .description('Puts balances that DynamoDB did not take back from the log into the table.')
    .addOption(
      new Option('--file <path>', 'read a saved log from a file, or from standard input (-)').conflicts([
        'logGroup',
        'since',
      ]),
    )
    .option('--log-group <name>', 'the log group to search (default: found through the outputs of the stack)')
    .option('--since <time>', 'search from here on: 2026-11-22, 2026-11-22T06:00:00Z, 12h, 7d (default: all)')
    .option('--table <name>', 'the DynamoDB table (default: found through the outputs of the stack)')
    .option('--stack <name>', 'the stack that log group and table belong to', DEFAULT_STACK_NAME)
    .option('--dry-run', 'say what would be put back, and write nothing')
    .configureOutput({ writeOut, writeErr })
    .exitOverride()
    .showHelpAfterError('Add --help to see what it does.')
    .addHelpText('after', HELP)
    .action(carryOut);
}
