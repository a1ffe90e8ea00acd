/** The embedded Secrets Manager: what it answers, and the faults that it can be told. */
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
])('gives a secret by %s', async (_by, id) => {
  expect(await read(id)).toMatchObject({ Name: 'a/secret', SecretString: '{"apiKey":"k"}' });
});

it('gives a new version for a new value', async () => {
  const { VersionId } = await read('a/secret');
  secrets.put('a/secret', '{"apiKey":"rotated"}');

  const rotated = await read('a/secret');
  const described = await client.send(new DescribeSecretCommand({ SecretId: 'a/secret' }));

  expect(rotated.VersionId).not.toBe(VersionId);
  expect(described.VersionIdsToStages).toEqual({ [rotated.VersionId ?? '']: ['AWSCURRENT'] });
});

it('does not know what was not put there, or was removed', async () => {
  secrets.remove('a/secret');

  await expect(read('a/secret')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('fails as it is told, then behaves again, and records who asked for what', async () => {
  secrets.script('GetSecretValue', secretsError('AccessDeniedException', 'not yours'), { fault: 'reset' });

  await expect(read('a/secret')).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'not yours',
  });
  await expect(read('a/secret')).rejects.toThrow('ECONNRESET');
  await expect(read('a/secret')).resolves.toMatchObject({ Name: 'a/secret' });
  expect(secrets.requests).toEqual(Array(3).fill({ operation: 'GetSecretValue', secretId: 'a/secret' }));
});
