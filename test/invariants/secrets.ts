/** An in-process Secrets Manager: each account's secret as operators left it, and injected failures. */
import { SecretsManagerClient, type SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { SecretTrouble } from './troubles';
import { awsError, bytesOf, json, timedOut, type WireRequest, type WireResponse, wiredTo } from './wire';

/** By the secret's name: its text, or why it cannot be read. */
export type SecretsModel = Map<string, { text: string } | { gone: 'deleted' | 'denied' }>;

export const secretsClient = (answer: (request: WireRequest) => Promise<WireResponse>) =>
  new SecretsManagerClient(wiredTo(answer) as SecretsManagerClientConfig);

const TROUBLES: Record<Exclude<SecretTrouble, 'unreached'>, WireResponse> = {
  throttled: awsError(400, 'ThrottlingException'),
  'internal error': awsError(500, 'InternalServiceError'),
  denied: awsError(400, 'AccessDeniedException'),
  'being deleted': awsError(400, 'InvalidRequestException'),
  undecryptable: awsError(400, 'DecryptionFailure'),
};

export function secretValue(
  secrets: SecretsModel,
  request: WireRequest,
  trouble: SecretTrouble | undefined,
): WireResponse {
  if (trouble === 'unreached') throw timedOut();
  if (trouble) return TROUBLES[trouble];
  const { SecretId } = JSON.parse(bytesOf(request).toString()) as { SecretId: string };
  const secret = secrets.get(SecretId);
  if (!secret || ('gone' in secret && secret.gone === 'deleted')) {
    return awsError(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  if ('gone' in secret) return awsError(400, 'AccessDeniedException', 'not authorized');
  return json(200, { Name: SecretId, SecretString: secret.text });
}
