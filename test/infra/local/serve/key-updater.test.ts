/** The secrets of a server follow its keys file, in the form that the accounts of a secret need. */
import { createKeyUpdater } from '../../../../infra/local/serve/key-updater';

type Keys = Record<string, { apiKey: string; secretKey: string }>;

const keysNamed = (name: string) => ({ apiKey: `${name}-key`, secretKey: `${name}-secret` });

/** `secretIds` by account; `file` is read at each update and may be replaced or throw. */
function createUpdater(secretIds: Record<string, string>, file: { read(): Keys }) {
  const put: [name: string, value: unknown][] = [];
  const logged: string[] = [];
  const stack = {
    accounts: Object.keys(secretIds),
    event: (account: string, slot: string) => ({ account, slot, secretId: secretIds[account] ?? '' }),
    secrets: { put: (name: string, value: string) => void put.push([name, JSON.parse(value)]) },
  };
  const readKeys = () => {
    const keys = file.read();
    return (account: string) => keys[account];
  };
  return { updater: createKeyUpdater(stack, readKeys, (text) => logged.push(text)), put, logged };
}

it('puts a pair into the secret of one account, and a document into a shared one', () => {
  const keys = { main: keysNamed('main'), desk: keysNamed('desk'), fund: keysNamed('fund') };
  const { updater, put } = createUpdater(
    { main: 'own', desk: 'shared', fund: 'shared' },
    { read: () => keys },
  );

  updater.update();

  expect(put).toEqual([
    ['own', keys.main],
    ['shared', { desk: keys.desk, fund: keys.fund }],
  ]);
});

it('replaces a secret only when its keys have changed', () => {
  const file = { read: (): Keys => ({ main: keysNamed('old') }) };
  const { updater, put } = createUpdater({ main: 'own' }, file);

  updater.update();
  updater.update();
  file.read = () => ({ main: keysNamed('new') });
  updater.update();

  expect(put).toEqual([
    ['own', keysNamed('old')],
    ['own', keysNamed('new')],
  ]);
});

it('keeps the former keys while the file cannot be read, and reports the problem once', () => {
  const file = { read: (): Keys => ({ main: keysNamed('main') }) };
  const { updater, put, logged } = createUpdater({ main: 'own' }, file);
  updater.update();
  file.read = () => {
    throw new Error('Keys file k.json cannot be read (ENOENT).');
  };

  updater.update();
  updater.update();

  expect(put).toHaveLength(1);
  expect(logged).toEqual([
    'Keys file k.json cannot be read (ENOENT). The keys that were read before are used.',
  ]);
});

it('names accounts without keys', () => {
  const { updater, put, logged } = createUpdater(
    { main: 'own', desk: 'other' },
    { read: () => ({ main: keysNamed('main') }) },
  );

  updater.update();

  expect(put.map(([name]) => name)).toEqual(['own']);
  expect(logged).toEqual(['There are no keys for desk.']);
});
