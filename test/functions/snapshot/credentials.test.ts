/** The contents and the caching of secrets, which are never quoted. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { createCredentialsStore } from '../../../functions/snapshot/credentials';

const ID = 'balance-snapshots/main';
const manager = mockClient(SecretsManagerClient);
const secretIs = (SecretString: string) =>
  manager.on(GetSecretValueCommand, { SecretId: ID }).resolves({ SecretString });
const keys = (apiKey: string, secretKey: string) => JSON.stringify({ apiKey, secretKey });
const openStore = () => createCredentialsStore(new SecretsManagerClient({ region: 'eu-central-1' }));

beforeEach(() => {
  manager.reset();
});

describe('the credentials', () => {
  it('are read once for the sandbox, without pasted spaces and line breaks', async () => {
    secretIs(keys(' canary-key\n', 'canary-secret\n'));
    const store = openStore();

    const first = await store.getCredentials(ID, 'main');
    const second = await store.getCredentials(ID, 'main');

    expect(first).toEqual({ apiKey: 'canary-key', secretKey: 'canary-secret' });
    expect(second).toEqual(first);
    expect(manager.calls()).toHaveLength(1);
  });

  it('are read again after ten minutes, for a key that was corrected while the old one still works', async () => {
    secretIs(keys('of another account', 'old'));
    let now = Date.parse('2026-11-22T06:00:00Z');
    const store = createCredentialsStore(new SecretsManagerClient({ region: 'eu-central-1' }), () => now);
    await store.getCredentials(ID, 'main');
    secretIs(keys('right', 'new'));

    now += 599_999;
    const kept = await store.getCredentials(ID, 'main');
    now += 1;
    const again = await store.getCredentials(ID, 'main');

    expect(kept).toEqual({ apiKey: 'of another account', secretKey: 'old' });
    expect(again).toEqual({ apiKey: 'right', secretKey: 'new' });
  });

  it('are read again at once when the caller asks for a refresh, and cached from then on', async () => {
    secretIs(keys('old', 'old'));
    const store = openStore();
    await store.getCredentials(ID, 'main');
    secretIs(keys('old', 'new'));

    expect(await store.getCredentials(ID, 'main', { forceRefresh: true })).toEqual({
      apiKey: 'old',
      secretKey: 'new',
    });
    expect(await store.getCredentials(ID, 'main')).toEqual({ apiKey: 'old', secretKey: 'new' });
    expect(manager.calls()).toHaveLength(2);
  });

  it('remain cached when a refresh fails, which returns the error', async () => {
    secretIs(keys('old', 'old'));
    const store = openStore();
    await store.getCredentials(ID, 'main');
    secretIs('');

    expect(await store.getCredentials(ID, 'main', { forceRefresh: true })).toHaveProperty('reason');
    expect(await store.getCredentials(ID, 'main')).toEqual({ apiKey: 'old', secretKey: 'old' });
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
  ])('are missing when the secret is %s, and the message does not quote it', async (_, text) => {
    secretIs(text);

    const read = await openStore().getCredentials(ID, 'main');

    expect(read).toMatchObject({ reason: 'credentials-missing' });
    expect(JSON.stringify(read)).not.toMatch(/canary|balance-snapshots/);
  });

  it('are missing when a key exceeds the maximum length', async () => {
    secretIs(keys('k'.repeat(1_025), 's'));
    expect(await openStore().getCredentials(ID, 'main')).toMatchObject({
      reason: 'credentials-missing',
      message: expect.stringContaining('has a key of more than 1024 characters'),
    });

    secretIs(keys(` ${'k'.repeat(1_024)} `, 's'.repeat(1_024)));
    expect(await openStore().getCredentials(ID, 'main')).toHaveProperty('apiKey');
  });

  it('that cannot be read are reported without the id of the secret, which may be a pasted key', async () => {
    manager
      .on(GetSecretValueCommand)
      .rejects(Object.assign(new Error(), { name: 'ResourceNotFoundException' }));

    expect(JSON.stringify(await openStore().getCredentials('canary-key', 'main'))).not.toContain('canary');
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

    const read = await openStore().getCredentials(ID, 'main');

    expect(read).toEqual({ reason, message: expect.stringContaining(name) });
    expect(JSON.stringify(read)).not.toContain('canary');
  });

  it('are read again after a failure', async () => {
    manager
      .on(GetSecretValueCommand, { SecretId: ID })
      .rejectsOnce(new Error())
      .resolves({ SecretString: keys('a', 'b') });
    const store = openStore();

    expect(await store.getCredentials(ID, 'main')).toHaveProperty('reason');
    expect(await store.getCredentials(ID, 'main')).toEqual({ apiKey: 'a', secretKey: 'b' });
  });
});

describe('a secret that accounts share', () => {
  const shared = (entries: Record<string, unknown>) => secretIs(JSON.stringify(entries));
  const pair = (name: string) => ({ apiKey: `${name}-key`, secretKey: `${name}-secret` });

  it("has each account's credentials, which are read once for all of them", async () => {
    shared({ main: pair('main'), desk: pair('desk'), apiKey: pair('odd') });
    const store = openStore();

    expect(await store.getCredentials(ID, 'main')).toEqual(pair('main'));
    expect(await store.getCredentials(ID, 'desk')).toEqual(pair('desk'));
    expect(await store.getCredentials(ID, 'apiKey')).toEqual(pair('odd'));
    expect(manager.calls()).toHaveLength(1);
    expect([...store.keys()]).toContain('main-secret');
  });

  it('is read again for an account without an entry', async () => {
    shared({ main: pair('main') });
    const store = openStore();
    await store.getCredentials(ID, 'main');
    shared({ main: pair('main'), desk: pair('desk') });

    expect(await store.getCredentials(ID, 'desk')).toEqual(pair('desk'));
    expect(manager.calls()).toHaveLength(2);
  });

  it.each([
    ['constructor', { main: pair('main') }, 'has no entry for the account'],
    ['desk', {}, 'has no entry for the account'],
    ['desk', { desk: { apiKey: 'canary' } }, 'lacks a key'],
    ['desk', { desk: 'canary' }, 'lacks a key'],
    ['desk', { desk: { apiKey: 'REPLACE_ME', secretKey: 'REPLACE_ME' } }, 'has not been filled yet'],
  ])(
    'lacks the credentials of %s after one fresh read, and its message quotes nothing',
    async (account, entries, why) => {
      shared(entries);

      const read = await openStore().getCredentials(ID, account);

      expect(read).toEqual({ reason: 'credentials-missing', message: expect.stringContaining(why) });
      expect(JSON.stringify(read)).not.toMatch(/canary|main-/);
      expect(manager.calls()).toHaveLength(1);
    },
  );
});
