/** The Secrets Manager emulator returns secrets and injects faults. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
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
  expect(described.VersionIdsToStages).toEqual({ [rotated.VersionId ?? '']: ['AWSCURRENT'] });
});

it('does not find a removed secret', async () => {
  secrets.remove('a/secret');

  await expect(read('a/secret')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('gives stubbed responses, then its own again, and records requests', async () => {
  secrets.script('GetSecretValue', secretsError('AccessDeniedException', 'not authorized'), {
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
