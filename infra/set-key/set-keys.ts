/** `npm run set-key`: puts BingX API keys into the secrets that the snapshots read. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Command, CommanderError, Option } from 'commander';
import { CommandError, toUserError } from '../../functions/cli/errors';
import { toPrintableLines } from '../../functions/history/printable';
import { DEFAULT_STACK_NAME } from '../../functions/history/table';
import { secretsOfStack } from './find-secrets';
import { readKeys, readKeysFile } from './read-keys';
import { replaceSecret } from './replace-secret';
import { type AccountKeys, changeDocument } from './secret-document';

type ProcessIo = Pick<NodeJS.Process, 'argv' | 'stdin' | 'stdout' | 'stderr'>;

type Options = { account?: string; file?: string; secret?: string; stack: string };

const HELP = `
Keys are never arguments, and are never printed. On a terminal they are asked for, without echo; from a pipe they are
read as two lines: the API key, then the secret key. A file is {"main":{"apiKey":"…","secretKey":"…"},"desk":{…}} and
must not be accessible to group or others.

A secret of one account holds a pair of keys; a secret of several holds an entry for each, of which only the given
accounts' are changed. It is replaced only if nobody else has changed it meanwhile.

It needs the permissions secretsmanager:GetSecretValue, PutSecretValue and UpdateSecretVersionStage, and without
--secret cloudformation:GetTemplate.

Exit code: 0 the keys are set, 1 they are not, 2 usage error.

Examples:
  npm run set-key -- --account main
  npm run set-key -- --file keys.json --stack BalanceSnapshots
  npm run set-key -- --account desk --secret team/bingx`;

/** Runs the command to its end and returns the exit code. */
export async function runSetKey({ argv, stdin, stdout, stderr }: ProcessIo): Promise<number> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const writeOut = (text: string) => void stdout.write(toPrintableLines(text));
  const writeErr = (text: string) => void stderr.write(toPrintableLines(text));

  async function setKeys({ account, file, secret, stack }: Options): Promise<void> {
    if ((account === undefined) === (file === undefined)) {
      throw new CommandError('Give either --account or --file. Run with --help for usage.', 2);
    }
    const fromFile = file === undefined ? undefined : readKeysFile(file);
    const accounts = fromFile ? [...fromFile.keys()] : [account ?? ''];
    const secrets = secret === undefined ? await secretsOfStack(stack) : undefined;
    const bySecret = groupBySecret(accounts, (id) => secret ?? secretOf(id, secrets, stack));
    const keys = fromFile ?? (await readKeys(account ?? '', { stdin, stderr }));
    const client = new SecretsManagerClient({});
    try {
      for (const [secretId, ids] of bySecret) {
        const users = [...(secrets ?? [])].flatMap(([id, used]) => (used === secretId ? [id] : []));
        const chosen: AccountKeys = new Map([...keys].filter(([id]) => ids.includes(id)));
        const result = await replaceSecret(client, secretId, (text) => changeDocument(text, chosen, users));
        const outcome = result === 'changed' ? 'key set in' : 'key is already in';
        writeOut(ids.map((id) => `${id}: ${outcome} ${secretId}\n`).join(''));
      }
    } finally {
      client.destroy();
    }
  }

  try {
    await commandLine(setKeys, writeOut, writeErr).parseAsync(argv);
    return 0;
  } catch (error) {
    // Commander has printed what was wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { sentence, exitCode } = toUserError(error);
    writeErr(`${sentence}\n`);
    return exitCode;
  }
}

function commandLine(
  setKeys: (options: Options) => Promise<void>,
  writeOut: (text: string) => void,
  writeErr: (text: string) => void,
): Command {
  return new Command('set-key')
    .description("Sets an account's BingX API key in AWS Secrets Manager.")
    .option('--account <id>', 'the account whose key is entered or piped')
    .addOption(new Option('--file <path>', 'keys of one or more accounts, as JSON').conflicts('account'))
    .option('--secret <name>', 'name or ARN of the secret (default: the one that the stack reads)')
    .option('--stack <name>', 'the stack that the accounts belong to', DEFAULT_STACK_NAME)
    .allowExcessArguments(false)
    .configureOutput({ writeOut, writeErr })
    .exitOverride()
    .showHelpAfterError('Run with --help for usage.')
    .addHelpText('after', HELP)
    .action(setKeys);
}

function secretOf(account: string, secrets: Map<string, string> | undefined, stack: string): string {
  const secret = secrets?.get(account);
  if (secret !== undefined) return secret;
  throw new CommandError(
    `The stack ${stack} has no account ${account}, only ${[...(secrets?.keys() ?? [])].join(', ')}. Nothing was changed.`,
  );
}

function groupBySecret(accounts: string[], secretOf: (account: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const account of accounts) {
    const secret = secretOf(account);
    groups.set(secret, [...(groups.get(secret) ?? []), account]);
  }
  return groups;
}
