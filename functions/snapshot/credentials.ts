/** The account's API key: read from its secret, kept for a while, and read again when the exchange refuses it. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Credentials } from '../bingx/types';
import { type CredentialsError, parseSecret } from './secret';

/** What went wrong in Secrets Manager, for the log alone. */
type OnError = (error: unknown, secretId: string) => void;

export type Secrets = {
  /** The credentials as read in the last ten minutes, or now. Never throws; a message never holds a part of the secret. */
  read(secretId: string): Promise<Credentials | CredentialsError>;
  /** Reads them again; undefined where they are the same as before, or cannot be read. */
  refresh(secretId: string): Promise<Credentials | undefined>;
};

/** Refusals that no second try mends. Everything else is a fault of the moment. */
const PERMANENT: Record<string, string> = {
  ResourceNotFoundException: 'does not exist',
  AccessDeniedException: 'may not be read by this function',
  DecryptionFailure: 'cannot be decrypted with its KMS key',
  InvalidRequestException: 'cannot be read: it is marked for deletion or has no value',
  InvalidParameterException: 'has a name that Secrets Manager refuses',
  ValidationException: 'has a name that Secrets Manager refuses',
};

/** A warm run does not wait for Secrets Manager; a key that ops corrected, though the old one works, is not missed for long. */
const CACHE_MS = 10 * 60_000;

export type KeptSecrets = Secrets & {
  /** The credentials as they are now. Never throws. */
  readNow: Secrets['read'];
  /** Every key that was ever read, for redaction. */
  keys(): Iterable<string>;
};

/** Keeps what it read for ten minutes of the sandbox's life. `clock` is epoch ms. */
export function createSecrets(
  client: SecretsManagerClient,
  clock: () => number = Date.now,
  onError: OnError = () => undefined,
): KeptSecrets {
  const keys = new Set<string>();
  const known = new Map<string, { credentials: Credentials; readAt: number }>();

  const fetch = async (secretId: string): Promise<Credentials | CredentialsError> => {
    const answer = await readSecret(client, secretId, onError);
    if ('apiKey' in answer) {
      known.set(secretId, { credentials: answer, readAt: clock() });
      keys.add(answer.apiKey).add(answer.secretKey);
    }
    return answer;
  };

  return {
    readNow: fetch,
    keys: () => keys,
    async read(secretId) {
      const kept = known.get(secretId);
      // A clock that was set back since says nothing about age.
      return kept && Math.abs(clock() - kept.readAt) < CACHE_MS ? kept.credentials : fetch(secretId);
    },
    async refresh(secretId) {
      const before = known.get(secretId)?.credentials;
      const now = await fetch(secretId);
      if (!('apiKey' in now)) return undefined;
      return before?.apiKey === now.apiKey && before.secretKey === now.secretKey ? undefined : now;
    },
  };
}

async function readSecret(
  client: SecretsManagerClient,
  secretId: string,
  onError: OnError,
): Promise<Credentials | CredentialsError> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return parseSecret(SecretString ?? '');
  } catch (error) {
    onError(error, secretId);
    const { name } = error as Error;
    return Object.hasOwn(PERMANENT, name)
      ? { reason: 'credentials-missing', message: `The account's secret ${PERMANENT[name]} (${name}).` }
      : {
          reason: 'credentials-unavailable',
          message: `Secrets Manager did not return the secret (${name}).`,
        };
  }
}
