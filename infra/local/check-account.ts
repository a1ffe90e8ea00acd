/** `npm run check-account`: runs the snapshot function's account check on the local stack. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Credentials } from '../../functions/bingx/types';
import { toPrintable } from '../../functions/history/printable';
import type { CheckReport } from '../../functions/snapshot/check-account';
import type { CheckResult } from '../../functions/snapshot/check-result';
import type { CheckEvent } from '../../functions/snapshot/event';
import { accountOf, runCommand } from './command';
import { DEMO, liveCredentials } from './credentials';
import { demoWallet } from './demo/wallet';
import { startFakeBingx } from './fake-bingx/server';
import { type Defer, withResources } from './resources';
import { startLocalStack } from './stack';
import { synthesize } from './template/synthesize';

const EXAMPLES = `
Examples:
  npm run check-account -- main
  read -rs BINGX_API_KEY; read -rs BINGX_SECRET_KEY; export BINGX_API_KEY BINGX_SECRET_KEY
  npm run check-account -- main --live
                                  check your own key, from this machine

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
  .allowExcessArguments(false)
  .addHelpText('after', EXAMPLES)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

command.action(async (account: string | undefined, { live }: { live?: true }) => {
  const own = live && liveCredentials(command);
  await runCommand((signal) => withResources(signal, (defer) => check(account, own, defer, signal)));
});

async function check(
  name: string | undefined,
  own: Credentials | undefined,
  defer: Defer,
  signal: AbortSignal,
): Promise<number> {
  console.error('Starting the stack that cdk deploy would deploy');
  const assembly = mkdtempSync(join(tmpdir(), 'check-account-'));
  defer({ stop: async () => rmSync(assembly, { recursive: true, force: true, maxRetries: 5 }) });
  const deployment = await synthesize(assembly, { signal });
  signal.throwIfAborted();
  const exchange = own
    ? undefined
    : defer(await startFakeBingx({ accounts: [{ ...DEMO, balances: demoWallet }] }));
  const stack = defer(await startLocalStack({ deployment, exchangeUrl: exchange?.url }));

  const account = accountOf(stack.accounts, name);
  const { secretId } = stack.event(account, '');
  stack.secrets.put(secretId, JSON.stringify(own ?? DEMO));
  console.error(`Checking ${account} ${own ? 'at BingX' : 'at the fake BingX'}`);
  const result = await stack.lambda.invoke({ check: true, account, secretId } satisfies CheckEvent);
  if (result.kind === 'failed') throw new Error(result.error.errorMessage);
  return print(result.payload as CheckReport);
}

/** Prints the report; returns the exit code. */
function print({ account, ready, results }: CheckReport): number {
  for (const { check, status, message } of results) {
    // The messages quote the exchange.
    console.log(toPrintable(`${STATUS_LABELS[status].padEnd(8)} ${check.padEnd(12)} ${message}`));
  }
  console.log(ready ? `\n${account} is ready.` : `\n${account} is not ready.`);
  return ready ? 0 : 1;
}

void command.parseAsync();
