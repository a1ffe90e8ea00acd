/** The permissions of an API key, parsed from both documented response shapes. */

import { parseJson } from '../../../functions/bingx/json';
import { parsePermissions } from '../../../functions/bingx/permissions';
import { flaggedPermissions } from '../../support/flagged-permissions';

const read = (document: unknown) =>
  parsePermissions(parseJson(Buffer.from(JSON.stringify(document)))?.document);

const bare = (permissions: number[], ipAddresses: string[] = []) => ({
  apiKey: 'the key itself',
  permissions,
  ipAddresses,
  note: '',
});

const flags = (raised: object) => ({ code: 0, msg: '', data: flaggedPermissions(raised) });

it('parses permission numbers without an envelope', () => {
  expect(read(bare([2]))).toEqual({
    value: { mayRead: true, extraPermissions: [], isIpRestricted: false, addresses: [] },
  });
  expect(read(bare([1, 2, 3, 4, 5, 7, 9], ['203.0.113.7']))).toEqual({
    value: {
      mayRead: true,
      extraPermissions: [
        'spot trading',
        'perpetual trading',
        'universal transfer',
        'withdrawal',
        'transfer between sub-accounts',
        'permission 9',
      ],
      isIpRestricted: true,
      addresses: ['203.0.113.7'],
    },
  });
});

it('parses an envelope of flags, and treats an undocumented flag as a permission', () => {
  expect(read(flags({}))).toEqual({
    value: { mayRead: true, extraPermissions: [], isIpRestricted: false, addresses: [] },
  });
  expect(
    read(flags({ ipRestrict: true, enableReading: false, enableWithdrawals: true, enableMoon: true })),
  ).toEqual({
    value: {
      mayRead: false,
      extraPermissions: ['withdrawal', 'enableMoon'],
      isIpRestricted: true,
      addresses: [],
    },
  });
});

it.each([
  ['no list', undefined, []],
  ['a text instead of a list', '203.0.113.7', []],
  ['blanks', ['', ' '], []],
  ['values that are not text', [7, null, '203.0.113.7'], ['7', '203.0.113.7']],
])('reads the IP restrictions of a key with %s as its addresses', (_what, ipAddresses, addresses) => {
  expect(read({ permissions: [2], ipAddresses })).toEqual({
    value: { mayRead: true, extraPermissions: [], isIpRestricted: addresses.length > 0, addresses },
  });
});

it('reports a permission named like a property of Object.prototype', () => {
  expect(read({ permissions: ['2', 'constructor', '__proto__'] })).toMatchObject({
    value: { extraPermissions: ['permission constructor', 'permission __proto__'] },
  });
  expect(read(flags({ toString: true } as never))).toMatchObject({
    value: { extraPermissions: ['toString'] },
  });
});

it('lists at most 20 permissions and addresses, each in one short line', () => {
  const texts = Array.from({ length: 10_000 }, (_, i) => `${i}\u001b[2J${'x'.repeat(i < 20 ? 10_000 : 10)}`);

  const found = read({ permissions: [2, ...texts], ipAddresses: texts });

  const { extraPermissions, addresses } = (
    found as { value: { extraPermissions: string[]; addresses: string[] } }
  ).value;
  for (const named of [extraPermissions, addresses]) {
    expect(named).toHaveLength(21);
    expect(named.at(-1)).toBe('9980 more');
    for (const line of named) expect(line).toMatch(/^[\x20-\x7e…]{1,64}$/);
  }
});

it('reports a key without the Read permission', () => {
  expect(read(bare([1]))).toMatchObject({ value: { mayRead: false, extraPermissions: ['spot trading'] } });
});

it('names the first invalid field, never its value', () => {
  expect(read({ data: { ipRestrict: 'secret', enableReading: true } })).toEqual({ fault: 'data.ipRestrict' });
  expect(read('secret')).toEqual({ fault: 'the document' });
});

it.each([[null], [[]], [{}], [{ code: 0, data: {} }], [{ permissions: 'all' }]])('rejects %j', (document) => {
  expect(read(document)).toHaveProperty('fault');
});
