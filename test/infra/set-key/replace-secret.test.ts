/** The last step of replacing a secret, whose response may be lost: the current version decides. */
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { replaceSecret } from '../../../infra/set-key/replace-secret';

const aws = mockClient(SecretsManagerClient);
beforeEach(() => {
  aws.reset();
  aws.onAnyCommand().rejects(new Error('unexpected command'));
  aws.on(PutSecretValueCommand).resolves({ VersionId: 'v2' });
});
afterAll(() => aws.restore());

it('is done where the repeated step is refused because the first one succeeded', async () => {
  const refused = Object.assign(new Error('already moved'), { name: 'InvalidParameterException' });
  aws.on(UpdateSecretVersionStageCommand).rejects(refused);
  aws
    .on(GetSecretValueCommand)
    .resolvesOnce({ SecretString: 'old', VersionId: 'v1' })
    .resolves({ SecretString: 'new', VersionId: 'v2' });

  expect(await replaceSecret(new SecretsManagerClient({}), 's', () => 'new')).toBe('changed');
  expect(aws.commandCalls(PutSecretValueCommand)).toHaveLength(1);
});

it('moves the label from the version that was read to its own, and removes its own label', async () => {
  aws.on(GetSecretValueCommand).resolves({ SecretString: 'old', VersionId: 'v1' });
  aws.on(UpdateSecretVersionStageCommand).resolves({});

  await replaceSecret(new SecretsManagerClient({}), 's', () => 'new');

  const [put] = aws.commandCalls(PutSecretValueCommand).map(({ args: [{ input }] }) => input);
  expect(put).toMatchObject({ SecretString: 'new', VersionStages: ['set-key'] });
  expect(aws.commandCalls(UpdateSecretVersionStageCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { SecretId: 's', VersionStage: 'AWSCURRENT', MoveToVersionId: 'v2', RemoveFromVersionId: 'v1' },
    { SecretId: 's', VersionStage: 'set-key', RemoveFromVersionId: 'v2' },
  ]);
});
