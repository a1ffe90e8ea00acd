/** The command line of `npm run history`: export to a file, import from a file, and which table. */
import { Command, Option } from 'commander';
import type { TableChoice } from '../cli/table-source';
import { DEFAULT_STACK_NAME } from '../history/table';

export type ExportOptions = TableChoice & { output: string };
export type ImportOptions = TableChoice & { dryRun?: boolean };

export type CommandLine = {
  exportHistory(options: ExportOptions): Promise<void>;
  importHistory(file: string, options: ImportOptions): Promise<void>;
  writeOut(text: string): void;
  writeErr(text: string): void;
};

const EXPORT_HELP = `
Each line is one row with all its attributes, in DynamoDB's JSON with sorted keys, in order of account and
slot. The number of rows and the SHA-256 of the uncompressed text are printed to standard error: the same
rows give the same hash. The file appears once it is complete.

Examples:
  npm run history -- export --local --output history.ndjson.gz
  npm run history -- export --stack BalanceSnapshots --output history.ndjson.gz`;

const IMPORT_HELP = `
The complete file is checked before anything is written. A captured row is never replaced; a failed row is
replaced by a captured one. Rows that the table has already are not written again, so that an interrupted
import is continued, and a finished one checked, by the same command. Each row is read back, and the result
is printed with the number of rows and their SHA-256. Rows that were not imported are listed on standard output.

Exit code: 0 the table has every row of the file, or keeps a row of its own at its slot; 1 it does not, or the
file is damaged; 2 usage error.

Examples:
  npm run history -- import history.ndjson.gz --local --dry-run
  npm run history -- import history.ndjson.gz --table BalanceSnapshots-History1A2B3C4D`;

/** The program; parsing it calls one of the two commands. */
export function commandLine({ exportHistory, importHistory, writeOut, writeErr }: CommandLine): Command {
  const program = new Command('history')
    .description('Moves and backs up the balance history: between AWS, this machine and a file.')
    .configureOutput({ writeOut, writeErr })
    .exitOverride()
    .showHelpAfterError('Run with --help for usage.');

  tableOptions(program.command('export').description('Writes every row of the history to a file.'))
    .requiredOption('--output <file>', 'the file; gzipped where its name ends in .gz')
    .addHelpText('after', EXPORT_HELP)
    .action(exportHistory);

  tableOptions(program.command('import').description('Writes the rows of a file to the history.'))
    .argument('<file>', 'what export wrote, gzipped or not')
    .option('--dry-run', 'print what would be imported, and write nothing')
    .addHelpText('after', IMPORT_HELP)
    .action(importHistory);

  return program;
}

const tableOptions = (command: Command) =>
  command
    .allowExcessArguments(false)
    .option('--table <name>', 'the DynamoDB table (default: found through the outputs of the stack)')
    .option('--stack <name>', 'the stack that the table belongs to', DEFAULT_STACK_NAME)
    .addOption(
      new Option('--local [folder]', 'the history on this machine (default: .local)').conflicts('table'),
    );
