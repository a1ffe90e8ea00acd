/** Replaces the value of a secret, unless somebody else has changed it since it was read. */
import { randomUUID } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../../functions/cli/errors';
import { withPermission } from '../../functions/cli/permission';

const CURRENT = 'AWSCURRENT';

/** The label of the new version until it is current. PutSecretValue would otherwise make it current at once. */
const STAGE = 'set-key';

const MAX_ATTEMPTS = 3;

/**
 * Gives the secret the value that `change` makes of its current one. A value that others change meanwhile is read again, at
 * most three times. Throws one sentence where the secret cannot be read or written.
 */
export async function replaceSecret(
  client: SecretsManagerClient,
  secretId: string,
  change: (text: string) => string,
): Promise<'changed' | 'unchanged'> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const current = await readCurrent(client, secretId);
    const text = change(current.text);
    if (text === current.text) return 'unchanged';
    const version = await addVersion(client, secretId, text);
    try {
      if (await makeCurrent(client, secretId, version, current.version)) return 'changed';
    } finally {
      await removeStage(client, secretId, version);
    }
  }
  throw new CommandError(
    `${secretId} was changed by others during ${MAX_ATTEMPTS} attempts, and was not replaced; run the command again.`,
  );
}

async function readCurrent(client: SecretsManagerClient, secretId: string) {
  const { SecretString, VersionId } = await callAws(
    secretId,
    'secretsmanager:GetSecretValue',
    client.send(new GetSecretValueCommand({ SecretId: secretId })),
  );
  if (SecretString !== undefined && VersionId !== undefined)
    return { text: SecretString, version: VersionId };
  throw new CommandError(`${secretId} must be text, and it is binary.`);
}

async function addVersion(client: SecretsManagerClient, secretId: string, text: string): Promise<string> {
  const { VersionId = '' } = await callAws(
    secretId,
    'secretsmanager:PutSecretValue',
    client.send(
      new PutSecretValueCommand({
        SecretId: secretId,
        SecretString: text,
        VersionStages: [STAGE],
        ClientRequestToken: randomUUID(),
      }),
    ),
  );
  return VersionId;
}

/** False where another version than `from` is current by now. */
async function makeCurrent(
  client: SecretsManagerClient,
  secretId: string,
  to: string,
  from: string,
): Promise<boolean> {
  const move = new UpdateSecretVersionStageCommand({
    SecretId: secretId,
    VersionStage: CURRENT,
    MoveToVersionId: to,
    RemoveFromVersionId: from,
  });
  try {
    await callAws(secretId, 'secretsmanager:UpdateSecretVersionStage', client.send(move));
    return true;
  } catch (error) {
    if ((error as Error).name !== 'InvalidParameterException') throw error;
    // The SDK repeats a request whose answer was lost: the label may be on the new version already.
    return (await readCurrent(client, secretId)).version === to;
  }
}

/** A version without a label is deleted by Secrets Manager. The next run takes the label away in any case. */
async function removeStage(client: SecretsManagerClient, secretId: string, version: string): Promise<void> {
  const remove = { SecretId: secretId, VersionStage: STAGE, RemoveFromVersionId: version };
  await client.send(new UpdateSecretVersionStageCommand(remove)).catch(() => undefined);
}

const UNAVAILABLE = ['ThrottlingException', 'InternalServiceError', 'InternalServiceErrorException'];

/** Awaits a call. What Secrets Manager refuses becomes one sentence; `InvalidParameterException` is for the caller. */
async function callAws<T>(secretId: string, action: string, call: Promise<T>): Promise<T> {
  try {
    return await withPermission(action, call);
  } catch (error) {
    const { name, message } = error as Error;
    if (UNAVAILABLE.includes(name)) {
      throw new CommandError(
        `Secrets Manager is unavailable for ${secretId}; run the command again: ${message}`,
      );
    }
    if (name !== 'ResourceNotFoundException') throw error;
    throw new CommandError(
      /secret value/.test(message)
        ? `${secretId} has no value; give it {} with aws secretsmanager put-secret-value, then run this again.`
        : `There is no secret ${secretId} in this AWS account and region; name it by --secret.`,
    );
  }
}
