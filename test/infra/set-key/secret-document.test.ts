/** What becomes of the text of a secret: the given accounts' keys are changed, and nothing else. */
import { parseSecret } from '../../../functions/snapshot/credentials';
import { changeDocument } from '../../../infra/set-key/secret-document';

const pair = (name: string) => ({ apiKey: `${name}-key`, secretKey: `${name}-secret` });
const keys = (...accounts: string[]) => new Map(accounts.map((account) => [account, pair(account)]));
const change = (document: unknown, accounts: string[], users: string[]) =>
  JSON.parse(changeDocument(JSON.stringify(document), keys(...accounts), users));

const PLACEHOLDER = { apiKey: 'REPLACE_ME', secretKey: 'REPLACE_ME' };

it.each<[what: string, document: unknown, accounts: string[], users: string[], expected: unknown]>([
  ['a placeholder of one account', PLACEHOLDER, ['main'], ['main'], pair('main')],
  ['the pair of one account', pair('old'), ['main'], ['main'], pair('main')],
  ['a pair whose accounts are not known', pair('old'), ['main'], [], pair('main')],
  ['an empty document of one account', {}, ['main'], ['main'], pair('main')],
  ['an empty document of two', {}, ['main'], ['main', 'desk'], { main: pair('main') }],
  ['a placeholder of two accounts', PLACEHOLDER, ['main'], ['main', 'desk'], { main: pair('main') }],
  [
    'a pair of two accounts, of both of them',
    pair('old'),
    ['main', 'desk'],
    ['main', 'desk'],
    { main: pair('main'), desk: pair('desk') },
  ],
  [
    'one entry of several',
    { desk: pair('old'), main: pair('old'), other: { any: 1 } },
    ['main'],
    ['desk', 'main'],
    { desk: pair('old'), main: pair('main'), other: { any: 1 } },
  ],
  [
    'an account without an entry',
    { desk: pair('desk') },
    ['main'],
    [],
    { desk: pair('desk'), main: pair('main') },
  ],
  [
    'an entry with a note',
    { main: { note: 'n', ...pair('old') } },
    ['main'],
    [],
    { main: { note: 'n', ...pair('main') } },
  ],
  [
    'an account with the name of a method',
    { desk: pair('desk') },
    ['constructor'],
    [],
    { desk: pair('desk'), constructor: pair('constructor') },
  ],
])('changes %s', (_what, document, accounts, users, expected) => {
  expect(change(document, accounts, users)).toEqual(expected);
});

it.each([
  ['alone in its secret', PLACEHOLDER, ['main']],
  ['that shares its secret', PLACEHOLDER, ['main', 'desk']],
  ['beside another one', { desk: pair('desk') }, ['main', 'desk']],
])('writes what the snapshot function reads for an account %s', (_what, document, users) => {
  const text = changeDocument(JSON.stringify(document), keys('main'), users);

  expect(parseSecret(text, 'main')).toEqual(pair('main'));
});

it('returns the very text where it has the keys already', () => {
  const text = `{ "main": ${JSON.stringify(pair('main'))} }`;

  expect(changeDocument(text, keys('main'), ['main', 'desk'])).toBe(text);
});

it.each<[what: string, text: string, accounts: string[], users: string[], message: string]>([
  [
    'a pair of two accounts, of one of them',
    JSON.stringify(pair('old')),
    ['main'],
    ['main', 'desk'],
    'those of desk are missing',
  ],
  [
    'a pair, by keys of several accounts',
    JSON.stringify(pair('old')),
    ['main', 'desk'],
    [],
    'all of them at once by --file and --stack',
  ],
  ['a pasted key', 'sh4Red-s3cret', ['main'], [], 'The secret is not a JSON object'],
  ['a list', '["sh4Red-s3cret"]', ['main'], [], 'The secret is not a JSON object'],
])('refuses to change %s, without quoting it', (_what, text, accounts, users, message) => {
  const changing = () => changeDocument(text, keys(...accounts), users);

  expect(changing).toThrow(message);
  expect(changing).not.toThrow(/s3cret|old-/);
});

it('refuses what is larger than a secret may be', () => {
  const almostFull = JSON.stringify({ desk: pair('x'.repeat(32_720)) });

  expect(() => changeDocument(almostFull, keys('main'), [])).toThrow(
    /A secret must have at most 65,536 bytes, got 65,\d\d\d with the new keys/,
  );
});
