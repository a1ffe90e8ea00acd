/** What ops read of an account before they rely on its snapshots. */
import { createClient } from '../../../functions/bingx/client';
import {
  type CheckDependencies,
  type CheckReport,
  checkAccount,
} from '../../../functions/snapshot/check-account';
import {
  ERRORS,
  errorBody,
  type Permissions,
  repeatedErrorsError,
} from '../../../infra/local/fake-bingx/responses';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { CANARY, expectNoSecrets, secretsOf } from '../../support/no-secrets';
import { world } from '../bingx/run';

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

const account = () => fakeBingx.accounts[0] as FakeBingx['accounts'][0];

async function check(parts: Partial<CheckDependencies> = {}): Promise<CheckReport> {
  const report = await checkAccount({
    account: 'main',
    getCredentials: async () => CANARY,
    client: createClient({ ...here.parts, baseUrl: fakeBingx.url }),
    checkTableWritable: async () => undefined,
    deadline: here.parts.clock() + 30_000,
    ...parts,
  });
  expectNoSecrets([report, here.log], secretsOf([CANARY], fakeBingx.requests));
  return report;
}

const findings = (report: CheckReport) =>
  report.results.map(({ check: what, status: state }) => `${what} ${state}`);
const about = (report: CheckReport, what: string) =>
  report.results.filter((finding) => finding.check === what).map(({ message: says }) => says);

it('finds everything ready, with one request for each question', async () => {
  const report = await check();

  expect(report).toEqual({
    account: 'main',
    ready: true,
    results: [
      { check: 'secret', status: 'ok', message: 'The secret can be read and holds a key.' },
      { check: 'clock', status: 'ok', message: "Our clock is 0 ms ahead of the exchange's." },
      { check: 'balance', status: 'ok', message: 'The spot wallet can be read: 2 assets.' },
      { check: 'address', status: 'ok', message: 'The key may be used from any address.' },
      { check: 'permissions', status: 'ok', message: 'The key may read.' },
      { check: 'table', status: 'ok', message: 'The table can be written.' },
    ],
  });
  expect(fakeBingx.requests.map(({ path }) => path)).toEqual([
    PATHS.serverTime,
    PATHS.spotBalance,
    PATHS.apiPermissions,
  ]);
});

it('asks the exchange nothing but the time without a secret, and still tries the table', async () => {
  const report = await check({
    getCredentials: async () => ({ reason: 'credentials-missing', message: 'The secret x does not exist.' }),
  });

  expect(report.ready).toBe(false);
  expect(findings(report)).toEqual(['secret failed', 'table ok']);
  expect(about(report, 'secret')).toEqual(['The secret x does not exist.']);
  expect(fakeBingx.requests.filter(({ path }) => path !== PATHS.serverTime)).toEqual([]);
});

it('tells the address that BingX saw and the whitelist lacks, and asks no more', async () => {
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
    "The key is bound to 203.0.113.7, 203.0.113.8, and this function's is among them.",
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
  'warns of rights beyond Read, and of their expiry in a key that is not bound (%s)',
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

it('says which hand a key without Read needs', async () => {
  account().permissions = { permissions: [1], ipAddresses: [], note: '' };

  const report = await check();

  expect(report.ready).toBe(false);
  expect(about(report, 'balance').join()).toMatch(/^permission-denied \(100004\)/);
});

it('says when a ban ends', async () => {
  const until = here.now() + 600_000;
  fakeBingx.script(PATHS.spotBalance, { body: errorBody(repeatedErrorsError(until), here.now()) });

  expect(about(await check(), 'balance').join()).toContain(`Until ${new Date(until).toISOString()}.`);
});

it('calls a wrong clock by its size, and the account ready', async () => {
  here = world({ skewMs: -600_000 });

  const report = await check();

  expect(report.ready).toBe(true);
  expect(findings(report)).toContain('clock warning');
  expect(about(report, 'clock').join()).toMatch(/^Our clock is 600000 ms behind the exchange's/);
});

it('says so where the time was not told', async () => {
  fakeBingx.script(PATHS.serverTime, { status: 503 });

  expect(findings(await check())).toContain('clock warning');
});

it('is ready without knowing the permissions, with a warning', async () => {
  fakeBingx.script(PATHS.apiPermissions, { body: errorBody(ERRORS.noSuchApi, here.now()) });

  const report = await check();

  expect(report.ready).toBe(true);
  expect(findings(report)).toContain('permissions warning');
});

it('names what keeps the table from being written', async () => {
  const report = await check({ checkTableWritable: async () => 'AccessDeniedException' });

  expect(report.ready).toBe(false);
  expect(about(report, 'table')).toEqual(['The table cannot be written (AccessDeniedException).']);
});
