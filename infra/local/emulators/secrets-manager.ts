/** Secrets Manager on this machine: the two calls of its JSON 1.1 protocol that the product makes. */
import { createHash } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './constants';
import { type Fault, injectFault } from './faults';
import { listen } from './listen';
import { createRequestLog } from './request-log';
import { serveSigned } from './serve-signed';
import { createStubs, type Stubs } from './stubs';

type SecretsRequest = { operation: string; secretId: string };

/** Faults are scripted by operation: `GetSecretValue`, `DescribeSecret`. */
export type SecretsManager = Stubs<Fault> & {
  url: string;
  requests: SecretsRequest[];
  nextRequest(operation: string): Promise<SecretsRequest>;
  /** Makes a secret or gives it a new value. */
  put(name: string, secretString: string): void;
  remove(name: string): void;
  stop(): Promise<void>;
};

/** Secrets Manager adds six characters to a name to make the ARN. */
export const secretArn = (name: string) =>
  `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${name}-Embedd`;

/** An error as Secrets Manager answers it, e.g. `secretsError('AccessDeniedException', 'not authorized')`. */
export const secretsError = (type: string, message = type, status = 400): Fault => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, Message: message }),
});

export async function startSecretsManager({
  latencyMs = 0,
}: {
  latencyMs?: number;
} = {}): Promise<SecretsManager> {
  const values = new Map<string, string>();
  const arrivals = createRequestLog<SecretsRequest>();
  const { take, forget: _, ...orders } = createStubs<Fault>();

  function find(secretId: string) {
    for (const [name, value] of values) {
      if ([name, secretArn(name)].includes(secretId)) return { name, value };
    }
    return undefined;
  }

  function answer({ operation, secretId }: SecretsRequest): Fault {
    const secret = find(secretId);
    const reply = replies[operation];
    if (!reply) return secretsError('UnknownOperationException');
    if (!secret) {
      return secretsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return {
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(reply(secret)),
    };
  }

  const serve = serveSigned(secretsError, async (request, response, body) => {
    const asked = {
      operation: String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, ''),
      secretId: String(JSON.parse(body.toString()).SecretId),
    };
    arrivals.record(asked);
    const shown = take(asked.operation) ?? answer(asked);
    await injectFault({ ...shown, delayMs: latencyMs + (shown.delayMs ?? 0) }, request, response);
  });
  const { url, stop } = await listen(serve);

  return {
    url,
    requests: arrivals.all,
    nextRequest: (operation) => arrivals.next((request) => request.operation === operation),
    ...orders,
    put: (name, secretString) => void values.set(name, secretString),
    remove: (name) => void values.delete(name),
    stop,
  };
}

type Secret = { name: string; value: string };

/** A new value is a new version. */
const versionId = ({ value }: Secret) => createHash('sha256').update(value).digest('hex').slice(0, 32);

const replies: Record<string, (secret: Secret) => object> = {
  GetSecretValue: (secret) => ({
    ARN: secretArn(secret.name),
    Name: secret.name,
    VersionId: versionId(secret),
    SecretString: secret.value,
    VersionStages: ['AWSCURRENT'],
  }),
  DescribeSecret: (secret) => ({
    ARN: secretArn(secret.name),
    Name: secret.name,
    VersionIdsToStages: { [versionId(secret)]: ['AWSCURRENT'] },
  }),
};
