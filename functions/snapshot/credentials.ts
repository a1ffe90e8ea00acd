/** The account's API key: read from its secret once per sandbox, again when the exchange refuses it. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Credentials } from '../bingx/exchange';
import { type NoCredentials, parseSecret } from './secret';

export type Secrets = {
  /** The credentials as last read, or read now. Never throws; a message never holds a part of the secret. */
  read(secretId: string): Promise<Credentials | NoCredentials>;
  /** Reads them again; undefined where they are the same as before, or cannot be read. */
  rotated(secretId: string): Promise<Credentials | undefined>;
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

/** Keeps what it read for the sandbox's life: a warm run does not wait for Secrets Manager. */
export function createSecrets(client: SecretsManagerClient): Secrets {
  const known = new Map<string, Credentials>();

  const fetch = async (secretId: string): Promise<Credentials | NoCredentials> => {
    const answer = await readSecret(client, secretId);
    if ('apiKey' in answer) known.set(secretId, answer);
    return answer;
  };

  return {
    read: async (secretId) => known.get(secretId) ?? fetch(secretId),
    async rotated(secretId) {
      const before = known.get(secretId);
      const now = await fetch(secretId);
      if (!('apiKey' in now)) return undefined;
      return before?.apiKey === now.apiKey && before.secretKey === now.secretKey ? undefined : now;
    },
  };
}

async function readSecret(
  client: SecretsManagerClient,
  secretId: string,
): Promise<Credentials | NoCredentials> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return parseSecret(secretId, SecretString ?? '');
  } catch (error) {
    const { name } = error as Error;
    const why = PERMANENT[name];
    return why
      ? { reason: 'credentials-missing', message: `The secret ${secretId} ${why} (${name}).` }
      : { reason: 'credentials-unavailable', message: `Secrets Manager did not give ${secretId} (${name}).` };
  }
}
