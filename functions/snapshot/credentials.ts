/** The account's API key: read from its secret, cached, and read again when the exchange rejects it. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { MAX_LENGTH } from '../bingx/limits';
import type { Credentials, CredentialsError } from '../bingx/types';
import { SECRET_PLACEHOLDER } from './environment';

/** What went wrong in Secrets Manager, for the log alone. */
type OnError = (error: unknown, secretId: string) => void;

/** Errors that no retry can fix. All others are transient. */
const PERMANENT: Record<string, string> = {
  ResourceNotFoundException: 'does not exist',
  AccessDeniedException: 'may not be read by this function',
  DecryptionFailure: 'cannot be decrypted with its KMS key',
  InvalidRequestException: 'cannot be read: it is marked for deletion or has no value',
  InvalidParameterException: 'has a name that Secrets Manager rejects',
  ValidationException: 'has a name that Secrets Manager rejects',
};

/** A warm run needs no request to Secrets Manager; a key that was corrected while the old one works is used soon. */
const CACHE_MS = 10 * 60_000;

export type CredentialsStore = {
  /**
   * The credentials, at most ten minutes old; as they are now with `forceRefresh`. Never throws; no message contains a part
   * of the secret.
   */
  getCredentials(
    secretId: string,
    options?: { forceRefresh?: boolean },
  ): Promise<Credentials | CredentialsError>;
  /** Every key that was ever read, for redaction. */
  keys(): Iterable<string>;
};

/** Caches for as long as the sandbox lives. `clock` is epoch ms. */
export function createCredentialsStore(
  client: SecretsManagerClient,
  clock: () => number = Date.now,
  onError: OnError = () => undefined,
): CredentialsStore {
  const keys = new Set<string>();
  const cache = new Map<string, { credentials: Credentials; readAt: number }>();

  return {
    keys: () => keys,
    async getCredentials(secretId, { forceRefresh = false } = {}) {
      const cached = cache.get(secretId);
      // The absolute age: a clock that was set back makes it unknown.
      if (cached && !forceRefresh && Math.abs(clock() - cached.readAt) < CACHE_MS) return cached.credentials;
      const credentials = await readSecret(client, secretId, onError);
      if ('apiKey' in credentials) {
        cache.set(secretId, { credentials, readAt: clock() });
        keys.add(credentials.apiKey).add(credentials.secretKey);
      }
      return credentials;
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

/** Trimmed: keys are often pasted with a newline. */
const keyText = z.string().check(z.trim(), z.minLength(1));
const secretShape = z.object({ apiKey: keyText, secretKey: keyText });

/** The credentials in a secret's text; no message contains a part of it, nor the secret's id, which may be a pasted key. */
export function parseSecret(text: string): Credentials | CredentialsError {
  const missing = (why: string): CredentialsError => ({
    reason: 'credentials-missing',
    message: `The account's secret ${why}; it must be {"apiKey":"…","secretKey":"…"}.`,
  });
  const secret = secretShape.safeParse(parseJson(text));
  if (!secret.success) return missing('is empty, not JSON, or lacks a key');
  const { apiKey, secretKey } = secret.data;
  if (apiKey === SECRET_PLACEHOLDER || secretKey === SECRET_PLACEHOLDER)
    return missing('has not been filled yet');
  if (Math.max(apiKey.length, secretKey.length) > MAX_LENGTH.key) {
    return missing(`has a key of more than ${MAX_LENGTH.key} characters`);
  }
  return { apiKey, secretKey };
}

/** Undefined for what is not JSON: the parser's own error would quote the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
