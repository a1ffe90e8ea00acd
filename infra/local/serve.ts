/** The command `npm run serve`: options, and how it ends. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createPrivateFolder } from '../private-folder';
import { runCommand } from './command';
import { liveCredentials } from './credentials';
import { LOCAL_FOLDER, SERVE_FOLDER, SERVE_LIVE_FOLDER } from './history';
import { explainDatabaseError } from './history-errors';
import { withResources } from './resources';
import { readKeysFile } from './serve/keys-file';
import { isNotifyTarget, type PingTarget, parsePing } from './serve/notify';
import { type ServeOptions, serve } from './serve/server';
import { type LocalStack, startLocalStack } from './stack';
import { ASSEMBLY_HELP, loadDeployment } from './template/load-deployment';

const EXAMPLES = `
Examples:
  npm run serve                   run all schedules of cdk.json with a fake BingX
  npm run serve -- --live --keys keys.json
                                  the same for your own accounts
  npm run serve -- --live --keys keys.json --notify https://hooks.slack.com/services/…
                  --ping main=https://hc-ping.com/…

It runs the stack that cdk deploy would put into AWS, until it is stopped. The history is kept in .local/serve, that of
your own accounts in .local/serve-live; npm run report -- … --local FOLDER reads it while the server runs.
keys.json is {"main":{"apiKey":"…","secretKey":"…"}}, readable by its owner only, and may change at any time.
Exit codes: 130 when stopped by Ctrl-C, 0 when stopped by SIGTERM, 1 on an error, 2 on a usage error.`;

function notifyTarget(text: string, previous: readonly string[] = []): string[] {
  if (!isNotifyTarget(text))
    throw new InvalidArgumentError('It must be an http(s) URL, or ntfy: and such a URL.');
  return [...previous, text];
}

function pingTarget(text: string, previous: readonly PingTarget[] = []): PingTarget[] {
  const ping = parsePing(text);
  if (!ping) throw new InvalidArgumentError('It must be an http(s) URL, or ACCOUNT= and such a URL.');
  return [...previous, ping];
}

type Flags = {
  live?: true;
  folder?: string;
  keys?: string;
  notify?: string[];
  ping?: PingTarget[];
  assembly?: string;
};

const command = new Command('npm run serve --')
  .description(
    'Take the balance snapshots of all accounts at their times, on this machine, until it is stopped.',
  )
  .option('--live', 'use the real exchange with your own keys')
  .option('--keys <file>', 'the keys of the accounts (default: BINGX_API_KEY and BINGX_SECRET_KEY)')
  .option(
    '--notify <url>',
    "post the monitor's messages to a Slack or Discord webhook, or to ntfy:URL",
    notifyTarget,
  )
  .option(
    '--ping <[account=]url>',
    'call this URL after each snapshot, with /fail after a failure',
    pingTarget,
  )
  .option(
    '--folder <path>',
    'where everything is kept (default: .local/serve, with --live .local/serve-live)',
  )
  .option('--assembly <path>', ASSEMBLY_HELP)
  .allowExcessArguments(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

/** Reads the keys again each time. */
function keysReader({ live, keys }: Flags): ServeOptions['readKeys'] {
  if (keys !== undefined && !live) command.error('error: --keys requires --live');
  if (!live) return undefined;
  if (keys !== undefined) return () => readKeysFile(keys);
  const own = liveCredentials(command);
  return () => () => own;
}

command.action(async (flags: Flags) => {
  const { live, notify = [], ping = [], assembly } = flags;
  const folder = resolve(flags.folder ?? (live ? SERVE_LIVE_FOLDER : SERVE_FOLDER));
  const options = { folder, readKeys: keysReader(flags), notify, ping };
  const log = (text: string) => console.error(`${new Date().toISOString()} ${text}`);
  let stack: LocalStack | undefined;
  await runCommand(
    (signal) => {
      // A keys file that cannot be read at the start is an error; later, the former keys stay.
      options.readKeys?.();
      if (flags.folder === undefined) createPrivateFolder(LOCAL_FOLDER);
      const dependencies = {
        log,
        logFunction: (text: string) => console.log(text),
        startStack: async (...args: Parameters<typeof startLocalStack>) => {
          stack = await startLocalStack(...args);
          return stack;
        },
        loadDeployment: (within: string) => loadDeployment(within, { assembly, signal, log }),
      };
      return withResources(signal, (defer) => serve(options, dependencies, defer, signal));
    },
    (error) => explainDatabaseError(error, folder),
    async () => stack?.endWithoutTable(),
  );
  // A service that is stopped has not failed. Deliveries under way are not waited for.
  process.exit(process.exitCode === 130 && isStoppedBySigterm ? 0 : process.exitCode);
});

let isStoppedBySigterm = false;
process.once('SIGTERM', () => {
  isStoppedBySigterm = true;
});

void command.parseAsync();
