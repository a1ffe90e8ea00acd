/** What a secret may hold, when it is read, and that nothing of it is ever said. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { createSecrets } from '../../../functions/snapshot/credentials';

const ID = 'balance-snapshots/main';
const manager = mockClient(SecretsManagerClient);
const secretIs = (SecretString: string) =>
  manager.on(GetSecretValueCommand, { SecretId: ID }).resolves({ SecretString });
const keys = (apiKey: string, secretKey: string) => JSON.stringify({ apiKey, secretKey });
const secrets = () => createSecrets(new SecretsManagerClient({ region: 'eu-central-1' }));

beforeEach(() => {
  manager.reset();
});

describe('the credentials', () => {
  it('are read once for the sandbox, without the blanks and newlines that people paste', async () => {
    secretIs(keys(' canary-key\n', 'canary-secret\n'));
    const opened = secrets();

    const first = await opened.read(ID);
    const second = await opened.read(ID);

    expect(first).toEqual({ apiKey: 'canary-key', secretKey: 'canary-secret' });
    expect(second).toEqual(first);
    expect(manager.calls()).toHaveLength(1);
  });

  it('are read again after ten minutes, for a key that was corrected while the old one still works', async () => {
    secretIs(keys('of another account', 'old'));
    let now = Date.parse('2026-11-22T06:00:00Z');
    const opened = createSecrets(new SecretsManagerClient({ region: 'eu-central-1' }), () => now);
    await opened.read(ID);
    secretIs(keys('right', 'new'));

    now += 599_999;
    const kept = await opened.read(ID);
    now += 1;
    const anew = await opened.read(ID);

    expect(kept).toEqual({ apiKey: 'of another account', secretKey: 'old' });
    expect(anew).toEqual({ apiKey: 'right', secretKey: 'new' });
  });

  it('are new where the secret was rotated, and none where it was not', async () => {
    secretIs(keys('old', 'old'));
    const opened = secrets();
    await opened.read(ID);

    expect(await opened.refresh(ID)).toBeUndefined();
    secretIs(keys('old', 'new'));
    expect(await opened.refresh(ID)).toEqual({ apiKey: 'old', secretKey: 'new' });
    expect(await opened.read(ID)).toEqual({ apiKey: 'old', secretKey: 'new' });
  });

  it('are new where only the key was rotated, and where none was read before', async () => {
    secretIs(keys('old', 'same'));
    const opened = secrets();

    expect(await opened.refresh(ID)).toEqual({ apiKey: 'old', secretKey: 'same' });
    secretIs(keys('new', 'same'));
    expect(await opened.refresh(ID)).toEqual({ apiKey: 'new', secretKey: 'same' });
  });

  it('are none where the rotated secret cannot be read', async () => {
    secretIs(keys('old', 'old'));
    const opened = secrets();
    await opened.read(ID);
    secretIs('');

    expect(await opened.refresh(ID)).toBeUndefined();
  });

  it.each([
    ['empty', ''],
    ['no JSON', 'canary-key:canary-secret'],
    ['without a key', JSON.stringify({ apiKey: 'canary-key' })],
    ['with a blank key', keys('canary-key', ' ')],
    ['another type', JSON.stringify(['canary-key', 'canary-secret'])],
    ['not filled yet', keys('REPLACE_ME', 'REPLACE_ME')],
    ['half filled', keys('canary-key', 'REPLACE_ME')],
    ['half filled the other way', keys('REPLACE_ME', 'canary-secret')],
  ])('are missing where the secret is %s, and the message quotes none of it', async (_, text) => {
    secretIs(text);

    const read = await secrets().read(ID);

    expect(read).toMatchObject({ reason: 'credentials-missing' });
    expect(JSON.stringify(read)).not.toMatch(/canary|balance-snapshots/);
  });

  it('are missing where a key is longer than any key is', async () => {
    secretIs(keys('k'.repeat(1_025), 's'));
    expect(await secrets().read(ID)).toMatchObject({
      reason: 'credentials-missing',
      message: expect.stringContaining('holds a key of more than 1024 characters'),
    });

    secretIs(keys(` ${'k'.repeat(1_024)} `, 's'.repeat(1_024)));
    expect(await secrets().read(ID)).toHaveProperty('apiKey');
  });

  it('that cannot be read are said without the id of the secret, in which somebody may have pasted the key', async () => {
    manager
      .on(GetSecretValueCommand)
      .rejects(Object.assign(new Error(), { name: 'ResourceNotFoundException' }));

    expect(JSON.stringify(await secrets().read('canary-key'))).not.toContain('canary');
  });

  it.each([
    ['constructor', 'credentials-unavailable'],
    ['ResourceNotFoundException', 'credentials-missing'],
    ['AccessDeniedException', 'credentials-missing'],
    ['DecryptionFailure', 'credentials-missing'],
    ['InvalidRequestException', 'credentials-missing'],
    ['ThrottlingException', 'credentials-unavailable'],
    ['InternalServiceError', 'credentials-unavailable'],
    ['TimeoutError', 'credentials-unavailable'],
  ])('on %s are %s', async (name, reason) => {
    manager.on(GetSecretValueCommand).rejects(Object.assign(new Error('canary'), { name }));

    const read = await secrets().read(ID);

    expect(read).toEqual({ reason, message: expect.stringContaining(name) });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('are asked for again after a failure', async () => {
    manager
      .on(GetSecretValueCommand, { SecretId: ID })
      .rejectsOnce(new Error())
      .resolves({ SecretString: keys('a', 'b') });
    const opened = secrets();

    expect(await opened.read(ID)).toHaveProperty('reason');
    expect(await opened.read(ID)).toEqual({ apiKey: 'a', secretKey: 'b' });
  });
});
