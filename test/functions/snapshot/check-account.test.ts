/** The check that operators run before they rely on an account's snapshots. */
import { createExchange } from '../../../functions/bingx/exchange';
import type { KeyPermissions, Reading } from '../../../functions/bingx/types';
import { WALLET_IDS } from '../../../functions/history/row';
import {
  type CheckDependencies,
  type CheckReport,
  checkAccount,
} from '../../../functions/snapshot/check-account';
import type { CheckRequest } from '../../../functions/snapshot/event';
import {
  ERRORS,
  errorBody,
  type Permissions,
  permissionRefusal,
  repeatedErrorsError,
} from '../../../infra/local/fake-bingx/responses';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { SPOT_ONLY } from '../../../infra/local/fake-bingx/wallets';
import { CANARY, expectNoSecrets, secretsOf } from '../../support/no-secrets';
import { world } from '../bingx/run';
import { accountOf, answered, exchangeOf } from './collaborators';

// Slow on a busy machine.
jest.setTimeout(60_000);

const BALANCES = [
  { asset: 'BTC', free: '1', locked: '0' },
  { asset: 'USDT', free: '0', locked: '0' },
];

let here = world();
let fakeBingx: FakeBingx;
beforeEach(async () => {
  here = world();
  fakeBingx = await startFakeBingx({
    accounts: [{ ...CANARY, balances: BALANCES }],
    now: () => here.now(),
    seenAddress: '203.0.113.7',
  });
});
afterEach(() => fakeBingx.stop());

const PERMISSIONS: KeyPermissions = {
  mayRead: true,
  extraPermissions: [],
  isIpRestricted: false,
  addresses: [],
};

const account = () => fakeBingx.accounts[0] as FakeBingx['accounts'][0];

const REQUEST: CheckRequest = {
  check: true,
  account: 'main',
  secretId: 'balance-snapshots/main',
  wallets: WALLET_IDS,
  shapes: false,
};

async function check(
  parts: Partial<CheckDependencies> = {},
  changes: Partial<CheckRequest> = {},
): Promise<CheckReport> {
  const report = await checkAccount(
    { ...REQUEST, ...changes },
    {
      getCredentials: async () => CANARY,
      exchange: createExchange({ ...here.parts, baseUrl: fakeBingx.url }),
      checkTableWritable: async () => undefined,
      deadline: here.parts.clock() + 30_000,
      ...parts,
    },
  );
  expectNoSecrets([report, here.log], secretsOf([CANARY], fakeBingx.requests));
  return report;
}

const findings = (report: CheckReport) =>
  report.results.map(({ check: what, status: state }) => `${what} ${state}`);
const about = (report: CheckReport, what: string) =>
  report.results.filter((finding) => finding.check === what).map(({ message: says }) => says);

it('reports a ready account, with one request to each endpoint', async () => {
  const report = await check();

  expect(report).toMatchObject({ account: 'main', ready: true });
  expect(report).not.toHaveProperty('shapes');
  expect(report.results.map(({ check, status, message }) => `${check} ${status}: ${message}`)).toEqual([
    'secret ok: The secret can be read and has a key.',
    "clock ok: Our clock is 0 ms ahead of the exchange's.",
    'balance ok: The spot wallet can be read: 1 asset.',
    'wallet ok: The wallet fund can be read: 0 assets.',
    'wallet ok: The wallet USDTMPerp can be read: 0 assets.',
    'wallet ok: The wallet coinMPerp can be read: 0 assets.',
    'wallet ok: The wallet stdFutures can be read: 1 asset.',
    "totals ok: USDTMPerp: 0.00 by balance, 0.00 by equity; BingX's own figure is 0.00 USDT: agrees with balance and equity.",
    "totals ok: coinMPerp: 0.00 by balance, 0.00 by equity; BingX's own figure is 0.00 USDT: agrees with balance and equity.",
    "totals ok: stdFutures: 0.00 by balance, 0.00 by balance and unrealized profit; BingX's own figure is 0.00 USDT: agrees with balance and balance and unrealized profit.",
    expect.stringMatching(/^prices ok: Prices can be read: BTC is [\d.]+ USDT\.$/),
    'address ok: The key may be used from any address.',
    'permissions ok: The key may read.',
    'table ok: The table can be written.',
  ]);
  const paths = fakeBingx.requests.map(({ path }) => path);
  expect(new Set(paths).size).toBe(9);
  expect(paths).toHaveLength(9);
});

it('names the permission that an optional wallet needs, and reports the account as ready', async () => {
  const body = errorBody(permissionRefusal('universalTransfer'), here.now());
  fakeBingx.stub(PATHS.fundBalance, { body });

  const report = await check();

  expect(report.ready).toBe(true);
  expect(about(report, 'wallet').at(-1)).toMatch(
    /^The wallet fund cannot be read: permission-denied \(100004\): .* The key lacks the permission Universal Transfer: grant it/,
  );
});

it.each([
  ['agrees with balance', '100.4'],
  ['agrees with equity', '90'],
  ['differs', '95'],
])('compares a futures wallet with the total of BingX: %s', async (verdict, usdtBalance) => {
  account().wallets = {
    ...SPOT_ONLY,
    USDTMPerp: [
      {
        asset: 'USDT',
        balance: '100.0000',
        equity: '90.0000',
        unrealizedProfit: '-10.0000',
        availableMargin: '80.0000',
        usedMargin: '10.0000',
        freezedMargin: '0.0000',
      },
    ],
    totals: [{ accountType: 'USDTMPerp', usdtBalance }],
  };

  const report = await check({}, { wallets: ['spot', 'USDTMPerp'] });

  expect(report.ready).toBe(true);
  expect(about(report, 'totals').join()).toContain(`: ${verdict}.`);
});

it('adds the code and shape of each response on request, without values', async () => {
  const { shapes } = await check({}, { shapes: true });

  expect(Object.keys(shapes ?? {})).toEqual(
    ['spot', 'fund', 'USDTMPerp', 'coinMPerp', 'stdFutures', 'allAccountBalance', 'ticker'].sort(
      (a, b) => Object.keys(shapes ?? {}).indexOf(a) - Object.keys(shapes ?? {}).indexOf(b),
    ),
  );
  expect(shapes?.spot).toEqual({
    code: '0',
    shape: {
      code: 'number',
      msg: 'string',
      debugMsg: 'string',
      data: {
        balances: {
          length: 2,
          items: [{ asset: 'string', displayName: 'string', free: 'string', locked: 'string' }],
        },
      },
    },
  });
  expect(JSON.stringify(shapes)).not.toContain('BTC');
});

it('sends only a time request without a secret, and still checks the table', async () => {
  const report = await check({
    getCredentials: async () => ({ reason: 'credentials-missing', message: 'The secret x does not exist.' }),
  });

  expect(report.ready).toBe(false);
  expect(findings(report)).toEqual(['secret failed', 'table ok']);
  expect(about(report, 'secret')).toEqual(['The secret x does not exist.']);
  expect(fakeBingx.requests.filter(({ path }) => path !== PATHS.serverTime)).toEqual([]);
});

it('reports the client address missing from the whitelist, and sends no further request', async () => {
  account().whitelist = ['198.51.100.1'];

  const report = await check();

  expect(report.ready).toBe(false);
  expect(findings(report)).toEqual(['secret ok', 'clock ok', 'balance failed', 'address failed', 'table ok']);
  expect(about(report, 'address')).toEqual([
    'BingX sees requests from 203.0.113.7, which the key does not allow.',
  ]);
  expect(about(report, 'balance').join()).toMatch(/^ip-not-whitelisted \(100419\): .*Add the address/);
  expect(fakeBingx.requestsTo(PATHS.apiPermissions)).toEqual([]);
});

it("names the addresses of the key's whitelist", async () => {
  account().permissions = { permissions: [2], ipAddresses: ['203.0.113.7', '203.0.113.8'], note: '' };

  expect(about(await check(), 'address')).toEqual([
    "The key is restricted to 203.0.113.7, 203.0.113.8, which includes this function's address.",
  ]);
});

const flags = (raised: object): Permissions => ({
  ipRestrict: false,
  enableReading: true,
  enableSpotAndMarginTrading: false,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableFutures: false,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  createTime: 1730380897367,
  ...raised,
});

it.each<[shape: string, bound: Permissions, unbound: Permissions]>([
  [
    'numbers',
    { permissions: [1, 2, 5], ipAddresses: ['203.0.113.7'], note: '' },
    { permissions: [1, 2, 5], ipAddresses: [], note: '' },
  ],
  [
    'flags',
    flags({ enableSpotAndMarginTrading: true, enableWithdrawals: true, ipRestrict: true }),
    flags({ enableSpotAndMarginTrading: true, enableWithdrawals: true }),
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
    expect(about(withAddress, 'permissions').slice(1)).toEqual([
      expect.stringMatching(/^The key may do more than read: spot .*trading, withdrawal\. /),
    ]);
    expect(without.ready).toBe(true);
    expect(about(without, 'permissions').slice(2)).toEqual([expect.stringContaining('after 14 idle days')]);
  },
);

it('reports a key without the Read permission as not ready', async () => {
  account().permissions = { permissions: [1], ipAddresses: [], note: '' };

  const report = await check();

  expect(report.ready).toBe(false);
  expect(about(report, 'balance').join()).toMatch(/^permission-denied \(100004\)/);
});

it('reports the end of a ban', async () => {
  const until = here.now() + 600_000;
  fakeBingx.stub(PATHS.spotBalance, { body: errorBody(repeatedErrorsError(until), here.now()) });

  expect(about(await check(), 'balance').join()).toContain(`Until ${new Date(until).toISOString()}.`);
});

it('reports the skew of a wrong clock, and the account as ready', async () => {
  here = world({ skewMs: -600_000 });

  const report = await check();

  expect(report.ready).toBe(true);
  expect(findings(report)).toContain('clock warning');
  expect(about(report, 'clock').join()).toMatch(/^Our clock is 600000 ms behind the exchange's/);
});

it('reports that the time could not be measured', async () => {
  fakeBingx.stub(PATHS.serverTime, { status: 503 });

  expect(findings(await check())).toContain('clock warning');
});

it('reports a ready account, with a warning, when the permissions are unknown', async () => {
  fakeBingx.stub(PATHS.apiPermissions, { body: errorBody(ERRORS.noSuchApi, here.now()) });

  const report = await check();

  expect(report.ready).toBe(true);
  expect(findings(report)).toContain('permissions warning');
});

it('reports why the table is not writable', async () => {
  const report = await check({ checkTableWritable: async () => 'AccessDeniedException' });

  expect(report.ready).toBe(false);
  expect(about(report, 'table')).toEqual(['The table cannot be written (AccessDeniedException).']);
});

it('reads the secret again, not a cached one, and requests no wallet but the configured ones', async () => {
  const options: unknown[] = [];
  const report = await check(
    {
      getCredentials: async (requested) => {
        options.push(requested);
        return CANARY;
      },
    },
    { wallets: ['spot', 'fund'] },
  );

  expect(options).toEqual([{ forceRefresh: true }]);
  expect(about(report, 'wallet')).toEqual(['The wallet fund can be read: 0 assets.']);
  expect(fakeBingx.requestsTo(PATHS.spotBalance)).toHaveLength(1);
});

it('a skew of five seconds is a warning, less is not', async () => {
  const statuses = [];
  for (const skewMs of [4_999, 5_000, -5_000]) {
    const exchange = exchangeOf(async () => accountOf(answered({ clockSkewMs: skewMs })));
    const readPermissions = async () => ({ ...answered(), value: PERMISSIONS }) as Reading<KeyPermissions>;
    const report = await check({ exchange: { ...exchange, readPermissions } });
    statuses.push(report.results.find((result) => result.check === 'clock')?.status);
  }

  expect(statuses).toEqual(['ok', 'warning', 'warning']);
});

it('says that requests carry our own time when BingX did not send its own', async () => {
  fakeBingx.stub(PATHS.serverTime, { status: 503 });

  expect(about(await check(), 'clock')).toEqual(['BingX did not send its time; requests carry our own.']);
});

it('a restricted key whose addresses BingX does not list is said to be restricted', async () => {
  account().permissions = flags({ ipRestrict: true });

  expect(about(await check(), 'address')).toEqual([
    "The key is restricted to addresses that BingX does not list, which includes this function's address.",
  ]);
});

it('requests the permissions of a key that may not read as well', async () => {
  account().permissions = { permissions: [1], ipAddresses: [], note: '' };

  const report = await check();

  expect(fakeBingx.requestsTo(PATHS.apiPermissions)).toHaveLength(1);
  expect(about(report, 'permissions').join()).toMatch(
    /^The key's permissions cannot be read: permission-denied .* Give the key the permission Read on BingX\.$/,
  );
});

it('reports no address where a request failed for another reason', async () => {
  fakeBingx.stub(PATHS.spotBalance, { body: errorBody(ERRORS.noSuchApi, here.now()) });

  const report = await check();

  expect(findings(report)).toEqual(['secret ok', 'clock ok', 'balance failed', 'table ok']);
  expect(fakeBingx.requestsTo(PATHS.apiPermissions)).toEqual([]);
});
