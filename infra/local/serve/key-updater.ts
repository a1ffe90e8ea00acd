/** Keeps the secrets of the local stack equal to the keys file, which may change while the server runs. */
import type { Credentials } from '../../../functions/bingx/types';
import type { LocalStack } from '../stack';

export type KeyUpdater = {
  /** Reads the keys and replaces the secrets that changed. Keeps the former ones if the keys cannot be read. */
  update(): void;
};

/** `readKeys` gives the credentials of an account, or throws. */
export function createKeyUpdater(
  {
    accounts,
    event,
    secrets,
  }: Pick<LocalStack, 'accounts' | 'event'> & {
    secrets: Pick<LocalStack['secrets'], 'put'>;
  },
  readKeys: () => (account: string) => Credentials | undefined,
  log: (text: string) => void,
): KeyUpdater {
  const accountsBySecret = new Map<string, string[]>();
  for (const account of accounts) {
    const { secretId } = event(account, '');
    accountsBySecret.set(secretId, [...(accountsBySecret.get(secretId) ?? []), account]);
  }
  const current = new Map<string, string>();
  let lastProblem: string | undefined;

  function report(problem: string | undefined): void {
    if (problem !== undefined && problem !== lastProblem) log(problem);
    lastProblem = problem;
  }

  return {
    update() {
      let keysOf: (account: string) => Credentials | undefined;
      try {
        keysOf = readKeys();
      } catch (error) {
        report(`${(error as Error).message} The keys that were read before are used.`);
        return;
      }
      const missing = accounts.filter((account) => !keysOf(account));
      report(missing.length > 0 ? `There are no keys for ${missing.join(', ')}.` : undefined);
      for (const [secretId, sharing] of accountsBySecret) {
        const value = secretValue(sharing, keysOf);
        if (value === undefined || current.get(secretId) === value) continue;
        secrets.put(secretId, value);
        current.set(secretId, value);
      }
    },
  };
}

/** A pair of keys, or a document of them for a shared secret; undefined if no account has keys. */
function secretValue(
  accounts: readonly string[],
  keysOf: (account: string) => Credentials | undefined,
): string | undefined {
  const entries = accounts.flatMap((account) => {
    const keys = keysOf(account);
    return keys ? [[account, keys] as const] : [];
  });
  const [first] = entries;
  if (!first) return undefined;
  return JSON.stringify(accounts.length === 1 ? first[1] : Object.fromEntries(entries));
}
