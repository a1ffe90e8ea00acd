/** Secrets Manager emulator: the operations of its JSON 1.1 protocol that the product uses. */
import { LOCAL_ACCOUNT, LOCAL_REGION } from './constants';
import { type Fault, injectFault } from './faults';
import { listen } from './listen';
import { createRequestLog } from './request-log';
import { createSecretVersions, type SecretVersions } from './secret-versions';
import { serveSigned, UNKNOWN_CREDENTIALS } from './serve-signed';
import { createStubs, type Stubs } from './stubs';

type SecretsRequest = { operation: string; secretId: string };

/** Faults are set by operation: `GetSecretValue`, `DescribeSecret`, `PutSecretValue`, `UpdateSecretVersionStage`. */
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
  const secrets = new Map<string, SecretVersions>();
  const received = createRequestLog<SecretsRequest>(isRecording);
  const { take, clear: _, ...stubs } = createStubs<Fault>();

  function find(secretId: string): Secret | undefined {
    for (const [name, versions] of secrets) {
      if ([name, secretArn(name)].includes(secretId)) return { name, versions };
    }
    return undefined;
  }

  function respond({ operation, secretId }: SecretsRequest, input: Input): Fault {
    const secret = find(secretId);
    const respondTo = RESPONSES[operation];
    if (!respondTo) return secretsError('UnknownOperationException');
    if (!secret) {
      return secretsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    const response = respondTo(secret, input);
    if ('error' in response) return response.error;
    return {
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ ARN: secretArn(secret.name), Name: secret.name, ...response }),
    };
  }

  function put(name: string, secretString: string): void {
    const versions = secrets.get(name) ?? createSecretVersions();
    secrets.set(name, versions);
    versions.add(secretString, ['AWSCURRENT']);
  }

  const serve = serveSigned(secretsError(...UNKNOWN_CREDENTIALS), async (request, response, body) => {
    const input: Input = JSON.parse(body.toString());
    const parsed = {
      operation: String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, ''),
      secretId: String(input.SecretId),
    };
    received.record(parsed);
    const answer = take(parsed.operation) ?? respond(parsed, input);
    await injectFault({ ...answer, delayMs: latencyMs + (answer.delayMs ?? 0) }, request, response);
  });
  const { url, stop } = await listen(serve);

  return {
    url,
    requests: received.all,
    nextRequest: (operation) => received.next((request) => request.operation === operation),
    ...stubs,
    put,
    remove: (name) => void secrets.delete(name),
    stop,
  };
}

type Secret = { name: string; versions: SecretVersions };

/** The parts of a request that operations read. */
type Input = {
  SecretId?: string;
  SecretString?: string;
  ClientRequestToken?: string;
  VersionStages?: string[];
  VersionStage?: string;
  MoveToVersionId?: string;
  RemoveFromVersionId?: string;
};

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_SECRET_BYTES = 65_536;

const RESPONSES: Record<string, (secret: Secret, input: Input) => { error: Fault } | object> = {
  GetSecretValue({ versions }, { VersionStage = 'AWSCURRENT' }) {
    const version = versions.find(VersionStage);
    if (!version) {
      const message = `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`;
      return { error: secretsError('ResourceNotFoundException', message) };
    }
    const { id, value } = version;
    return { VersionId: id, SecretString: value, VersionStages: versions.stages()[id] };
  },
  DescribeSecret: ({ versions }) => ({ VersionIdsToStages: versions.stages() }),
  PutSecretValue({ versions }, { SecretString = '', VersionStages = ['AWSCURRENT'], ClientRequestToken }) {
    if (SecretString === '' || Buffer.byteLength(SecretString) > MAX_SECRET_BYTES) {
      const message = `SecretString must have 1 to ${MAX_SECRET_BYTES} bytes.`;
      return { error: secretsError('InvalidParameterException', message) };
    }
    return { VersionId: versions.add(SecretString, VersionStages, ClientRequestToken), VersionStages };
  },
  UpdateSecretVersionStage(
    { versions },
    { VersionStage = '', MoveToVersionId: to, RemoveFromVersionId: from },
  ) {
    if (versions.moveStage(VersionStage, { from, to })) return {};
    const message = `RemoveFromVersionId must be the version that the staging label ${VersionStage} is attached to.`;
    return { error: secretsError('InvalidParameterException', message) };
  },
};
