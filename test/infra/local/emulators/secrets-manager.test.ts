/** The Secrets Manager emulator returns secrets and injects faults. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { LOCAL_CREDENTIALS } from '../../../../infra/local/emulators/constants';
import {
  type SecretsManager,
  secretArn,
  secretsError,
  startSecretsManager,
} from '../../../../infra/local/emulators/secrets-manager';

let secrets: SecretsManager;
let client: SecretsManagerClient;
beforeEach(async () => {
  secrets = await startSecretsManager();
  secrets.put('a/secret', '{"apiKey":"k"}');
  client = new SecretsManagerClient({
    endpoint: secrets.url,
    region: 'us-east-1',
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await secrets.stop();
});

const read = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));

it.each([
  ['its name', 'a/secret'],
  ['its ARN', secretArn('a/secret')],
])('returns a secret by %s', async (_by, id) => {
  expect(await read(id)).toMatchObject({ Name: 'a/secret', SecretString: '{"apiKey":"k"}' });
});

it('creates a new version for a new value', async () => {
  const { VersionId } = await read('a/secret');
  secrets.put('a/secret', '{"apiKey":"rotated"}');

  const rotated = await read('a/secret');
  const described = await client.send(new DescribeSecretCommand({ SecretId: 'a/secret' }));

  expect(rotated.VersionId).not.toBe(VersionId);
  expect(described.VersionIdsToStages).toEqual({
    [rotated.VersionId ?? '']: ['AWSCURRENT'],
    [VersionId ?? '']: ['AWSPREVIOUS'],
  });
});

it('does not find a removed secret', async () => {
  secrets.remove('a/secret');

  await expect(read('a/secret')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('gives stubbed responses, then its own again, and records requests', async () => {
  secrets.stub('GetSecretValue', secretsError('AccessDeniedException', 'not authorized'), {
    fault: 'reset',
  });

  await expect(read('a/secret')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'not authorized',
  });
  await expect(read('a/secret')).rejects.toThrow('ECONNRESET');
  await expect(read('a/secret')).resolves.toMatchObject({ Name: 'a/secret' });
  expect(secrets.requests).toEqual(Array(3).fill({ operation: 'GetSecretValue', secretId: 'a/secret' }));
});

describe('a version under a staging label of its own', () => {
  const addVersion = () =>
    client.send(
      new PutSecretValueCommand({
        SecretId: 'a/secret',
        SecretString: '{"apiKey":"new"}',
        VersionStages: ['new'],
      }),
    );
  const makeCurrent = (to?: string, from?: string) =>
    client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'a/secret',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: to,
        RemoveFromVersionId: from,
      }),
    );

  it('leaves the current version as it is', async () => {
    const before = await read('a/secret');

    await addVersion();

    expect(await read('a/secret')).toMatchObject({
      VersionId: before.VersionId,
      SecretString: '{"apiKey":"k"}',
    });
  });

  it('becomes current when the label is moved from the version that has it', async () => {
    const before = await read('a/secret');
    const { VersionId } = await addVersion();

    await makeCurrent(VersionId, before.VersionId);

    expect(await read('a/secret')).toMatchObject({ VersionId, SecretString: '{"apiKey":"new"}' });
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'a/secret' }));
    expect(described.VersionIdsToStages).toEqual({
      [VersionId ?? '']: ['AWSCURRENT', 'new'],
      [before.VersionId ?? '']: ['AWSPREVIOUS'],
    });
  });

  it('does not become current when another version has become so', async () => {
    const before = await read('a/secret');
    const { VersionId } = await addVersion();
    secrets.put('a/secret', '{"apiKey":"rotated"}');

    await expect(makeCurrent(VersionId, before.VersionId)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    expect((await read('a/secret')).SecretString).toBe('{"apiKey":"rotated"}');
  });

  it('is refused above 65,536 bytes', async () => {
    const put = (bytes: number) =>
      client.send(new PutSecretValueCommand({ SecretId: 'a/secret', SecretString: 'x'.repeat(bytes) }));

    await expect(put(65_536)).resolves.toBeDefined();
    await expect(put(65_537)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});
