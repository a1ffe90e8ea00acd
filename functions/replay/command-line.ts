/** The command line of the replay: where to find unsaved snapshots, and which table to restore them to. */
import { Command, Option } from 'commander';
import { DEFAULT_STACK_NAME } from '../history/table';

export type Options = {
  file?: string;
  logGroup?: string;
  since?: string;
  table?: string;
  local?: true | string;
  stack: string;
  dryRun?: boolean;
};

const HELP = `
A run that cannot write to the table prints the complete row to its log. This command searches the log for
such rows and writes each with the same conditional write as a run: a captured slot is not changed, a
failed slot becomes captured. It can be repeated at any time.

A saved log (--file) is the output of aws logs tail, the JSON of aws logs filter-log-events, or the CSV of
Logs Insights with the column @message. Entries that neither Lambda nor the function wrote are counted.

A home server has its log in the journal or in Docker's log; both also have other lines, which are ignored.

Exit code: 0 every row found is in the table (or none was found), 1 a row is not, or the log contains
unrecognized entries, 2 usage error.

Examples:
  npm run replay -- --dry-run
  npm run replay -- --since 2d
  npm run replay -- --log-group /aws/lambda/… --table …
  aws logs tail … --since 2d | npm run replay -- --file - --table …
  journalctl -u balance-history -o cat | npm run replay -- --file - --local /var/lib/balance-history`;

/** The program; parsing arguments with it calls `execute`. */
export function commandLine(
  execute: (options: Options) => Promise<void>,
  writeOut: (text: string) => void,
  writeErr: (text: string) => void,
): Command {
  return new Command('replay')
    .description('Restores snapshots that could not be written to DynamoDB from the log.')
    .addOption(
      new Option('--file <path>', 'read a saved log from a file, or from standard input (-)').conflicts([
        'logGroup',
        'since',
      ]),
    )
    .option('--log-group <name>', 'the log group to search (default: from the outputs of the stack)')
    .option(
      '--since <time>',
      'search from this time: 2026-11-22, 2026-11-22T06:00:00Z, 12h, 7d (default: everything)',
    )
    .option('--table <name>', 'the DynamoDB table (default: from the outputs of the stack)')
    .addOption(
      new Option(
        '--local [folder]',
        'restore to the history on this machine, from --file (default: .local)',
      ).conflicts(['table', 'logGroup', 'since']),
    )
    .option('--stack <name>', 'the stack with the log group and the table', DEFAULT_STACK_NAME)
    .option('--dry-run', 'print what would be restored, and write nothing')
    .configureOutput({ writeOut, writeErr })
    .exitOverride()
    .showHelpAfterError('Run with --help for usage.')
    .addHelpText('after', HELP)
    .action(execute);
}
