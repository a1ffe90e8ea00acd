/** How every command on this machine runs and ends: Ctrl-C stops it cleanly, an error is one sentence. */

import { toPrintable } from '../../functions/history/printable';

/** What was asked for cannot be meant: exit code 2. */
class WrongUsage extends Error {
  override name = 'WrongUsage';
}

/** The account that is named, or the first one. Throws `WrongUsage` where there is none of that name. */
export function accountOf(accounts: readonly string[], named: string | undefined): string {
  const account = named === undefined ? accounts[0] : accounts.find((id) => id === named);
  if (account !== undefined) return account;
  throw new WrongUsage(`there is no account "${named}" in cdk.json; it has ${accounts.join(', ')}`);
}

/** The error and what caused it: of a database that cannot be opened, the cause alone says why. */
const sentenceOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message} (${sentenceOf(cause)})` : message;

/** Runs `work` and sets the exit code: what it returns, 1 for an error, 2 for wrong usage, 130 for an interruption. */
export async function runCommand(work: (signal: AbortSignal) => Promise<number>): Promise<void> {
  // A Node older than Lambda's is fine for trying things out; the SDK need not say so each time.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // A balance is nobody else's business, nor is the code that is given the key.
  process.umask(0o077);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
  // dynalite throws what its database reports (a damaged block, a full disk) where nobody can catch it, and its request
  // and its server then wait without end: nothing can be stopped in order.
  process.once('uncaughtException', (error) => {
    console.error(`error: ${toPrintable(sentenceOf(error))}`);
    process.exit(1);
  });
  try {
    process.exitCode = await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) console.error(`error: ${toPrintable(sentenceOf(error as Error))}`);
    process.exitCode = stop.signal.aborted ? 130 : error instanceof WrongUsage ? 2 : 1;
  }
}
