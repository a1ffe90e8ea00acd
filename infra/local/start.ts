/** `npm start`: the whole job on this machine, without an AWS account. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runCommand } from './command';
import { liveCredentials } from './credentials';
import { LIVE_FOLDER, LOCAL_FOLDER } from './history';
import { type StartOptions, takeSnapshots } from './take-snapshots';

const EXAMPLES = `
Examples:
  npm start                       take the current slot's snapshot from a stand-in for BingX
  npm start -- --slots 48         fill the last 48 slots; one in a hundred fails
  npm start -- --slots 48 --failures
                                  the same for a troubled account: one in five fails
  npm start -- --live             take a snapshot of your own account, with the key in BINGX_API_KEY and
                                  BINGX_SECRET_KEY; a key that may only read is enough

What it stands up is the stack that cdk deploy would put into AWS. The history is kept in .local, that of your own
account in .local/live; delete the folder to begin anew.`;

const MAX_SLOTS = 100_000;

function slotCount(text: string): number {
  const count = Number(text);
  if (!/^[1-9]\d*$/.test(text) || count > MAX_SLOTS) {
    throw new InvalidArgumentError(`It wants a whole number from 1 to ${MAX_SLOTS}.`);
  }
  return count;
}

function moment(text: string): number {
  const at = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT.*Z$/.test(text) || Number.isNaN(at)) {
    throw new InvalidArgumentError('It wants a UTC time, such as 2026-11-22T06:10:00Z.');
  }
  return at;
}

function folderPath(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It wants the path of a folder.');
  return text;
}

const command = new Command('npm start --')
  .description('Take a balance snapshot with the deployed function, table and schedule, on this machine.')
  .option('--slots <n>', 'fill the last n slots of the schedule, the current one included', slotCount, 1)
  .option('--failures', 'let one of the filled slots in five fail instead of one in a hundred')
  .option('--at <time>', 'do as if it were that time (UTC)', moment)
  .addOption(
    new Option('--live', 'ask the real exchange, with your own key').conflicts(['slots', 'at', 'failures']),
  )
  .option('--account <id>', "the account of cdk.json's context (default: the first)")
  .option('--verbose', "print the function's log, too")
  .option(
    '--folder <path>',
    'where the history is kept (default: .local, with --live .local/live)',
    folderPath,
  )
  .allowExcessArguments(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

type Flags = Omit<StartOptions, 'live' | 'folder'> & { live?: true; folder?: string };

command.action(async ({ live, folder = live ? LIVE_FOLDER : LOCAL_FOLDER, ...flags }: Flags) => {
  const options: StartOptions = { ...flags, folder: resolve(folder), live: live && liveCredentials(command) };
  await runCommand((signal) => takeSnapshots(options, signal));
});

void command.parseAsync();
