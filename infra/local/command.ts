/** Runs a local command: Ctrl-C stops it cleanly, an error is printed as one sentence. */
import { setTimeout as wait } from 'node:timers/promises';
import { toPrintable } from '../../functions/history/printable';

/** The command line is wrong: exit code 2. */
class UsageError extends Error {
  override name = 'UsageError';
}

/** The account `named`, or the first one. Throws `UsageError` for an unknown name. */
export function accountOf(accounts: readonly string[], named: string | undefined): string {
  const account = named === undefined ? accounts[0] : accounts.find((id) => id === named);
  if (account !== undefined) return account;
  throw new UsageError(`account "${named}" is not in cdk.json, which has ${accounts.join(', ')}`);
}

/** Within what systemd and Docker allow for a stop: ms. */
const MAX_END_MS = 10_000;

/** The message with its causes: LevelDB names the reason in the cause alone. */
const messageWithCauses = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message} (${messageWithCauses(cause)})` : message;

/**
 * Runs `work` and sets the exit code: its result, 1 for an error, 2 for a usage error, 130 if interrupted. An error's
 * message is that of `explain`, or else its own with its causes. `endAfterCrash` has a few seconds before the process
 * exits with an error that no code could catch.
 */
export async function runCommand(
  work: (signal: AbortSignal) => Promise<number>,
  explain: (error: Error) => string | undefined = () => undefined,
  endAfterCrash: () => Promise<void> = async () => {},
): Promise<void> {
  // An older Node is fine here; the SDK would warn about it at each start.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const print = (error: Error) =>
    console.error(`error: ${toPrintable(explain(error) ?? messageWithCauses(error))}`);
  // Balances, and the code that reads the key, are for the owner alone.
  process.umask(0o077);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
  // dynalite throws database errors (a damaged block, a full disk) from a callback, and its server never closes then:
  // an orderly stop is impossible.
  let hasCrashed = false;
  let failStop: (error: Error) => void = () => undefined;
  const stopFailed = new Promise<never>((_, reject) => {
    failStop = reject;
  });
  process.on('uncaughtException', (error) => {
    // A request under way finds its database closed. What is still open may never close.
    if (stop.signal.aborted) {
      failStop(error);
      setTimeout(() => process.exit(), 1_000).unref();
      return;
    }
    if (hasCrashed) return;
    hasCrashed = true;
    print(error);
    void Promise.race([endAfterCrash(), wait(MAX_END_MS)]).finally(() => process.exit(1));
  });
  try {
    process.exitCode = await Promise.race([work(stop.signal), stopFailed]);
  } catch (error) {
    if (!stop.signal.aborted) print(error as Error);
    process.exitCode = stop.signal.aborted ? 130 : error instanceof UsageError ? 2 : 1;
  }
}
