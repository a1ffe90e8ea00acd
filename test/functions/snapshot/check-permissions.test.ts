/** What the check of an account reports about the addresses and the permissions of its API key. */
import { ERRORS, errorBody, type Permissions } from '../../../infra/local/fake-bingx/responses';
import { PATHS } from '../../../infra/local/fake-bingx/server';
import { flaggedPermissions } from '../../support/flagged-permissions';
import { account, check, fakeBingx, here, messagesOf, statuses, useFakeBingx } from './account-check';

useFakeBingx();

it('reports the client address missing from the whitelist, and sends no further request', async () => {
  account().whitelist = ['198.51.100.1'];

  const report = await check();

  expect(report.ready).toBe(false);
  expect(statuses(report)).toEqual(['secret ok', 'clock ok', 'balance failed', 'address failed', 'table ok']);
  expect(messagesOf(report, 'address')).toEqual([
    'BingX sees requests from 203.0.113.7, which the key does not allow.',
  ]);
  expect(messagesOf(report, 'balance').join()).toMatch(/^ip-not-whitelisted \(100419\): .*Add the address/);
  expect(fakeBingx.requestsTo(PATHS.apiPermissions)).toEqual([]);
});

it("names the addresses of the key's whitelist", async () => {
  account().permissions = { permissions: [2], ipAddresses: ['203.0.113.7', '203.0.113.8'], note: '' };

  expect(messagesOf(await check(), 'address')).toEqual([
    "The key is restricted to 203.0.113.7, 203.0.113.8, which includes this function's address.",
  ]);
});

it.each<[shape: string, bound: Permissions, unbound: Permissions]>([
  [
    'numbers',
    { permissions: [1, 2, 5], ipAddresses: ['203.0.113.7'], note: '' },
    { permissions: [1, 2, 5], ipAddresses: [], note: '' },
  ],
  [
    'flags',
    flaggedPermissions({ enableSpotAndMarginTrading: true, enableWithdrawals: true, ipRestrict: true }),
    flaggedPermissions({ enableSpotAndMarginTrading: true, enableWithdrawals: true }),
  ],
])(
  'warns about permissions beyond Read, and about their expiry for a key without IP restriction (%s)',
  async (_s, bound, unbound) => {
    account().permissions = bound;
    const withAddress = await check();
    account().permissions = unbound;
    here.pass(10_000);
    const without = await check();

    expect(withAddress.ready).toBe(true);
    expect([withAddress.key, without.key]).toMatchObject([
      { extraPermissions: [expect.stringMatching(/^spot/), 'withdrawal'], isIpRestricted: true },
      { extraPermissions: [expect.stringMatching(/^spot/), 'withdrawal'], isIpRestricted: false },
    ]);
    expect(messagesOf(withAddress, 'permissions').slice(1)).toEqual([
      expect.stringMatching(/^The key may do more than read: spot .*trading, withdrawal\. /),
    ]);
    expect(without.ready).toBe(true);
    expect(messagesOf(without, 'permissions').slice(2)).toEqual([
      expect.stringContaining('after 14 idle days'),
    ]);
  },
);

it('reports a key without the Read permission as not ready', async () => {
  account().permissions = { permissions: [1], ipAddresses: [], note: '' };

  const report = await check();

  expect(report.ready).toBe(false);
  expect(messagesOf(report, 'balance').join()).toMatch(/^permission-denied \(100004\)/);
});

it('reports a ready account, with a warning, when the permissions are unknown', async () => {
  fakeBingx.stub(PATHS.apiPermissions, { body: errorBody(ERRORS.noSuchApi, here.now()) });

  const report = await check();

  expect(report.ready).toBe(true);
  expect(statuses(report)).toContain('permissions warning');
});

it('a restricted key whose addresses BingX does not list is said to be restricted', async () => {
  account().permissions = flaggedPermissions({ ipRestrict: true });

  expect(messagesOf(await check(), 'address')).toEqual([
    "The key is restricted to addresses that BingX does not list, which includes this function's address.",
  ]);
});

it('requests the permissions of a key that may not read as well', async () => {
  account().permissions = { permissions: [1], ipAddresses: [], note: '' };

  const report = await check();

  expect(fakeBingx.requestsTo(PATHS.apiPermissions)).toHaveLength(1);
  expect(messagesOf(report, 'permissions').join()).toMatch(
    /^The key's permissions cannot be read: permission-denied .* Give the key the permission Read on BingX\.$/,
  );
});
