/** The account's API key: read from its secret, cached, and read again when the exchange rejects it. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { MAX_LENGTH } from '../bingx/limits';
import type { Credentials, CredentialsError } from '../bingx/types';
import { SECRET_PLACEHOLDER } from './environment';

/** The error of Secrets Manager, for the log only. */
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
   * The account's credentials, at most ten minutes old; as they are now with `forceRefresh`, or where the secret had none
   * for the account. Never throws; no message contains a part of the secret.
   */
  getCredentials(
    secretId: string,
    account: string,
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
  /** The texts: accounts that share a secret share its reading. */
  const cache = new Map<string, { text: string; readAt: number }>();

  return {
    keys: () => keys,
    async getCredentials(secretId, account, { forceRefresh = false } = {}) {
      const cached = cache.get(secretId);
      // The absolute age: a clock that was set back makes it unknown.
      if (cached && !forceRefresh && Math.abs(clock() - cached.readAt) < CACHE_MS) {
        const credentials = parseSecret(cached.text, account);
        if ('apiKey' in credentials) return credentials;
      }
      const text = await readSecret(client, secretId, onError);
      if (typeof text !== 'string') return text;
      const credentials = parseSecret(text, account);
      if ('apiKey' in credentials) {
        cache.set(secretId, { text, readAt: clock() });
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
): Promise<string | CredentialsError> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return SecretString ?? '';
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
/** An account may be called apiKey: its entry is an object. */
const pairShape = z.object({ apiKey: z.string() });
const sharedShape = z.record(z.string(), z.unknown());

/**
 * The account's credentials in a secret's text: a pair of keys, or, where accounts share the secret, a pair for each. No
 * message contains a part of it, nor the secret's id, which may be a pasted key.
 */
export function parseSecret(text: string, account: string): Credentials | CredentialsError {
  const missing = (why: string): CredentialsError => ({
    reason: 'credentials-missing',
    message: `The account's secret ${why}; it must be {"apiKey":"…","secretKey":"…"}, or {"<account>":{…}} with an entry for each account.`,
  });
  const document = parseJson(text);
  const isShared = sharedShape.safeParse(document).success && !pairShape.safeParse(document).success;
  const entry = isShared ? Object.entries(document as object).find(([id]) => id === account)?.[1] : document;
  if (isShared && entry === undefined) return missing('has no entry for the account');
  const secret = secretShape.safeParse(entry);
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
