/** `npm start`: takes balance snapshots with the deployed stack on this machine, without an AWS account. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand } from './command';
import { liveCredentials } from './credentials';
import { LIVE_FOLDER, LOCAL_FOLDER } from './history';
import { explainDatabaseError } from './history-errors';
import { type StartOptions, takeSnapshots } from './take-snapshots';
import { ASSEMBLY_HELP } from './template/load-deployment';

const EXAMPLES = `
Examples:
  npm start                       take the snapshot of the current slot from a fake BingX
  npm start -- --slots 48         fill the last 48 slots; one in a hundred fails
  npm start -- --slots 48 --failures
                                  the same with one failed slot in five
  npm start -- --live             take a snapshot of your own account, with the key in BINGX_API_KEY and
                                  BINGX_SECRET_KEY; a read-only key is enough

It runs the stack that cdk deploy would put into AWS. The history is kept in .local, that of your own account in
.local/live; delete the folder to start over.`;

const MAX_SLOTS = 100_000;

function slotCount(text: string): number {
  const count = Number(text);
  if (!/^[1-9]\d*$/.test(text) || count > MAX_SLOTS) {
    throw new InvalidArgumentError(`It must be an integer from 1 to ${MAX_SLOTS}.`);
  }
  return count;
}

function utcTime(text: string): number {
  const at = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT.*Z$/.test(text) || Number.isNaN(at)) {
    throw new InvalidArgumentError('It must be a UTC time, such as 2026-11-22T06:10:00Z.');
  }
  return at;
}

function folderPath(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must be the path of a folder.');
  return text;
}

const command = new Command('npm start --')
  .description('Take a balance snapshot with the deployed function, table and schedule, on this machine.')
  .option('--slots <n>', 'fill the last n slots of the schedule, the current one included', slotCount, 1)
  .option('--failures', 'let one filled slot in five fail instead of one in a hundred')
  .option('--at <time>', 'simulate this time (UTC)', utcTime)
  .addOption(
    new Option('--live', 'use the real exchange with your own key').conflicts(['slots', 'at', 'failures']),
  )
  .option('--account <id>', 'an account of cdk.json (default: the first)')
  .option('--verbose', "also print the function's log")
  .option(
    '--folder <path>',
    'where the history is kept (default: .local, with --live .local/live)',
    folderPath,
  )
  .option('--assembly <path>', ASSEMBLY_HELP)
  .allowExcessArguments(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

type Flags = Omit<StartOptions, 'live' | 'folder'> & { live?: true; folder?: string };

command.action(async ({ live, folder = live ? LIVE_FOLDER : LOCAL_FOLDER, ...flags }: Flags) => {
  const options: StartOptions = { ...flags, folder: resolve(folder), live: live && liveCredentials(command) };
  await runCommand(
    (signal) => takeSnapshots(options, signal),
    (error) => explainDatabaseError(error, folder),
  );
});

void command.parseAsync();
