/** Secrets Manager emulator: the operations of its JSON 1.1 protocol that the product uses. */
import { createHash } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './constants';
import { type Fault, injectFault } from './faults';
import { listen } from './listen';
import { createRequestLog } from './request-log';
import { serveSigned, UNKNOWN_CREDENTIALS } from './serve-signed';
import { createStubs, type Stubs } from './stubs';

type SecretsRequest = { operation: string; secretId: string };

/** Faults are set by operation: `GetSecretValue`, `DescribeSecret`. */
export type SecretsManager = Stubs<Fault> & {
  url: string;
  requests: SecretsRequest[];
  nextRequest(operation: string): Promise<SecretsRequest>;
  /** Creates a secret or gives it a new value. */
  put(name: string, secretString: string): void;
  remove(name: string): void;
  stop(): Promise<void>;
};

/** An ARN ends with the name and six characters. */
export const secretArn = (name: string) =>
  `arn:aws:secretsmanager:${LOCAL_REGION}:${LOCAL_ACCOUNT}:secret:${name}-Embedd`;

/** An error response of Secrets Manager, e.g. `secretsError('AccessDeniedException', 'not authorized')`. */
export const secretsError = (type: string, message = type, status = 400): Fault => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, Message: message }),
});

export async function startSecretsManager({
  latencyMs = 0,
  isRecording,
}: {
  /** Delay before each response: ms of real time. */
  latencyMs?: number;
  /** Whether `requests` lists all requests; true by default. */
  isRecording?: boolean;
} = {}): Promise<SecretsManager> {
  const values = new Map<string, string>();
  const received = createRequestLog<SecretsRequest>(isRecording);
  const { take, clear: _, ...stubs } = createStubs<Fault>();

  function find(secretId: string) {
    for (const [name, value] of values) {
      if ([name, secretArn(name)].includes(secretId)) return { name, value };
    }
    return undefined;
  }

  function respond({ operation, secretId }: SecretsRequest): Fault {
    const secret = find(secretId);
    const respondTo = RESPONSES[operation];
    if (!respondTo) return secretsError('UnknownOperationException');
    if (!secret) {
      return secretsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return {
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify(respondTo(secret)),
    };
  }

  const serve = serveSigned(secretsError(...UNKNOWN_CREDENTIALS), async (request, response, body) => {
    const parsed = {
      operation: String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, ''),
      secretId: String(JSON.parse(body.toString()).SecretId),
    };
    received.record(parsed);
    const answer = take(parsed.operation) ?? respond(parsed);
    await injectFault({ ...answer, delayMs: latencyMs + (answer.delayMs ?? 0) }, request, response);
  });
  const { url, stop } = await listen(serve);

  return {
    url,
    requests: received.all,
    nextRequest: (operation) => received.next((request) => request.operation === operation),
    ...stubs,
    put: (name, secretString) => void values.set(name, secretString),
    remove: (name) => void values.delete(name),
    stop,
  };
}

type Secret = { name: string; value: string };

/** Derived from the value: a new value is a new version. */
const versionId = ({ value }: Secret) => createHash('sha256').update(value).digest('hex').slice(0, 32);

const RESPONSES: Record<string, (secret: Secret) => object> = {
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
