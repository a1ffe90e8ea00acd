/** The check that operators run before they rely on an account's snapshots. */
import type { KeyPermissions, Reading } from '../../../functions/bingx/types';
import {
  ERRORS,
  errorBody,
  permissionRefusal,
  repeatedErrorsError,
} from '../../../infra/local/fake-bingx/responses';
import { PATHS } from '../../../infra/local/fake-bingx/server';
import { SPOT_ONLY } from '../../../infra/local/fake-bingx/wallets';
import { CANARY } from '../../support/no-secrets';
import {
  account,
  check,
  fakeBingx,
  here,
  messagesOf,
  setSkew,
  statuses,
  useFakeBingx,
} from './account-check';
import { accountOf, answered, exchangeOf } from './collaborators';

useFakeBingx();

const PERMISSIONS: KeyPermissions = {
  mayRead: true,
  extraPermissions: [],
  isIpRestricted: false,
  addresses: [],
};

it('reports a ready account, with one request to each endpoint', async () => {
  const report = await check();

  expect(report).toMatchObject({
    account: 'main',
    checkedAt: new Date(here.now()).toISOString(),
    ready: true,
    key: { mayRead: true, extraPermissions: [], isIpRestricted: false },
  });
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
  expect(messagesOf(report, 'wallet').at(-1)).toMatch(
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
  expect(messagesOf(report, 'totals').join()).toContain(`: ${verdict}.`);
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
  expect(statuses(report)).toEqual(['secret failed', 'table ok']);
  expect(messagesOf(report, 'secret')).toEqual(['The secret x does not exist.']);
  expect(fakeBingx.requests.filter(({ path }) => path !== PATHS.serverTime)).toEqual([]);
});

it('reports the end of a ban', async () => {
  const until = here.now() + 600_000;
  fakeBingx.stub(PATHS.spotBalance, { body: errorBody(repeatedErrorsError(until), here.now()) });

  expect(messagesOf(await check(), 'balance').join()).toContain(`Until ${new Date(until).toISOString()}.`);
});

it('reports the skew of a wrong clock, and the account as ready', async () => {
  setSkew(-600_000);

  const report = await check();

  expect(report.ready).toBe(true);
  expect(statuses(report)).toContain('clock warning');
  expect(messagesOf(report, 'clock').join()).toMatch(/^Our clock is 600000 ms behind the exchange's/);
});

it('reports that the time could not be measured', async () => {
  fakeBingx.stub(PATHS.serverTime, { status: 503 });

  expect(statuses(await check())).toContain('clock warning');
});

it('reports why the table is not writable', async () => {
  const report = await check({ checkTableWritable: async () => 'AccessDeniedException' });

  expect(report.ready).toBe(false);
  expect(messagesOf(report, 'table')).toEqual(['The table cannot be written (AccessDeniedException).']);
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
  expect(messagesOf(report, 'wallet')).toEqual(['The wallet fund can be read: 0 assets.']);
  expect(fakeBingx.requestsTo(PATHS.spotBalance)).toHaveLength(1);
});

it('a skew of five seconds is a warning, less is not', async () => {
  const found = [];
  for (const skewMs of [4_999, 5_000, -5_000]) {
    const exchange = exchangeOf(async () => accountOf(answered({ clockSkewMs: skewMs })));
    const readPermissions = async () => ({ ...answered(), value: PERMISSIONS }) as Reading<KeyPermissions>;
    const report = await check({ exchange: { ...exchange, readPermissions } });
    found.push(report.results.find((result) => result.check === 'clock')?.status);
  }

  expect(found).toEqual(['ok', 'warning', 'warning']);
});

it('says that requests carry our own time when BingX did not send its own', async () => {
  fakeBingx.stub(PATHS.serverTime, { status: 503 });

  expect(messagesOf(await check(), 'clock')).toEqual([
    'BingX did not send its time; requests carry our own.',
  ]);
});

it('reports no address where a request failed for another reason', async () => {
  fakeBingx.stub(PATHS.spotBalance, { body: errorBody(ERRORS.noSuchApi, here.now()) });

  const report = await check();

  expect(statuses(report)).toEqual(['secret ok', 'clock ok', 'balance failed', 'table ok']);
  expect(fakeBingx.requestsTo(PATHS.apiPermissions)).toEqual([]);
});
