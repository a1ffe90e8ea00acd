/** `npm run check-account`: runs the snapshot function's account check on the local stack. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Credentials } from '../../functions/bingx/types';
import { escapeUnprintable, toPrintable } from '../../functions/history/printable';
import type { CheckReport } from '../../functions/snapshot/check-account';
import type { CheckResult } from '../../functions/snapshot/check-result';
import type { CheckEvent } from '../../functions/snapshot/event';
import { accountOf, runCommand } from './command';
import { DEMO, liveCredentials } from './credentials';
import { demoWallet } from './demo/wallet';
import { demoWallets } from './demo/wallets';
import { startFakeBingx } from './fake-bingx/server';
import { type Defer, withResources } from './resources';
import { readKeysFile } from './serve/keys-file';
import { startLocalStack } from './stack';
import { ASSEMBLY_HELP, loadDeployment } from './template/load-deployment';

const EXAMPLES = `
Examples:
  npm run check-account -- main
  read -rs BINGX_API_KEY; read -rs BINGX_SECRET_KEY; export BINGX_API_KEY BINGX_SECRET_KEY
  npm run check-account -- main --live
                                  check your own key, from this machine
  npm run check-account -- main --live --keys keys.json --shapes
                                  also print the structure of BingX's answers
  npm run --silent check-account -- main --live --json > check.json
                                  for the report command: statement --check check.json

It writes nothing. Exit codes: 0 ready (warnings included), 1 a check failed, 2 usage error.`;

const STATUS_LABELS: Record<CheckResult['status'], string> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
};

const command = new Command('npm run check-account --')
  .description("Check what an account's snapshots depend on: secret, clock, key, balance, table.")
  .argument('[account]', 'an account of cdk.json (default: the first)')
  .option('--live', 'use the real exchange with your own key')
  .option('--keys <file>', 'the keys of the accounts (default: BINGX_API_KEY and BINGX_SECRET_KEY)')
  .option('--shapes', 'also print the structure of each answer: names and types, no values')
  .option('--json', 'print the result as JSON')
  .option('--assembly <path>', ASSEMBLY_HELP)
  .allowExcessArguments(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

type Flags = { live?: true; keys?: string; shapes?: true; json?: true; assembly?: string };

command.action(async (account: string | undefined, flags: Flags) => {
  const { live, keys } = flags;
  if (keys !== undefined && !live) command.error('error: --keys requires --live');
  const own = live && keys === undefined ? liveCredentials(command) : undefined;
  const credentialsOf = (name: string) => (keys === undefined ? own : keysIn(keys, name));
  await runCommand((signal) =>
    withResources(signal, (defer) => check(account, credentialsOf, flags, defer, signal)),
  );
});

function keysIn(file: string, account: string): Credentials {
  const keys = readKeysFile(file)(account);
  if (keys) return keys;
  throw new Error(`Keys file ${file} has no keys for account ${account}.`);
}

async function check(
  name: string | undefined,
  credentialsOf: (account: string) => Credentials | undefined,
  { live, shapes, json, assembly }: Flags,
  defer: Defer,
  signal: AbortSignal,
): Promise<number> {
  const log = (text: string) => console.error(text);
  const folder = mkdtempSync(join(tmpdir(), 'check-account-'));
  defer({ stop: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) });
  const deployment = await loadDeployment(folder, { assembly, signal, log });
  signal.throwIfAborted();
  const exchange = live
    ? undefined
    : defer(await startFakeBingx({ accounts: [{ ...DEMO, balances: demoWallet, wallets: demoWallets }] }));
  const stack = defer(await startLocalStack({ deployment, exchangeUrl: exchange?.url }));

  const account = accountOf(stack.accounts, name);
  const { secretId, wallets } = stack.event(account, '');
  stack.secrets.put(secretId, JSON.stringify(credentialsOf(account) ?? DEMO));
  log(`Checking ${account} ${live ? 'at BingX' : 'at the fake BingX'}`);
  const event: CheckEvent = {
    check: true,
    account,
    secretId,
    ...(wallets && { wallets }),
    ...(shapes && { shapes }),
  };
  const result = await stack.lambda.invoke(event);
  if (result.kind === 'failed') throw new Error(result.error.errorMessage);
  const report = result.payload as CheckReport;
  if (json) console.log(escapeUnprintable(JSON.stringify(report, null, 2)));
  else print(report);
  return report.ready ? 0 : 1;
}

function print({ account, ready, results, shapes }: CheckReport): void {
  for (const { check, status, message } of results) {
    // The messages quote the exchange.
    console.log(toPrintable(`${STATUS_LABELS[status].padEnd(8)} ${check.padEnd(12)} ${message}`));
  }
  if (shapes) console.log(`\n${escapeUnprintable(JSON.stringify(shapes, null, 2))}`);
  console.log(ready ? `\n${account} is ready.` : `\n${account} is not ready.`);
}

void command.parseAsync();
