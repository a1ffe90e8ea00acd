/** The fake refuses signed requests as strictly as the exchange: key, signature, time, address, right, rate limit, ban. */
import { ERRORS, permissionRefusal, repeatedErrorsError } from '../../../../infra/local/fake-bingx/responses';
import { PATHS } from '../../../../infra/local/fake-bingx/server';
import { ACCOUNT, exchange, NOW, request, STAMPED, sign, start } from './signed-requests';

afterEach(() => exchange.stop());

const FUTURES: string[] = [
  PATHS.usdtPerpetualBalance,
  PATHS.coinPerpetualBalance,
  PATHS.standardFuturesBalance,
];
const WALLETS = [PATHS.fundBalance, ...FUTURES, PATHS.allAccountBalance];

describe('a signed path', () => {
  it.each(WALLETS)('%s checks key, signature, time, address and right, in that order', async (path) => {
    const bare = { permissions: [1], ipAddresses: [], note: '' };
    const account = { ...ACCOUNT, whitelist: ['203.0.113.7'], permissions: bare };
    await start({ accounts: [account] });
    const late = sign(`timestamp=${NOW - 5001}`);

    const codes = [
      (await request(path, 'timestamp=1', { apiKey: 'another' })).code,
      (await request(path, 'timestamp=1')).code,
      (await request(path, `timestamp=1&signature=${'0'.repeat(64)}`)).code,
      (await request(path, late)).code,
      (await request(path)).code,
    ];
    account.whitelist = ['127.0.0.1'];

    expect(codes).toEqual([100413, 100412, 100001, 100421, 100419]);
    expect(await request(path)).toEqual(permissionRefusal('read'));
  });

  it.each(WALLETS)('%s has its own rate limit, by account', async (path) => {
    const second = { ...ACCOUNT, apiKey: 'second' };
    await start({ accounts: [ACCOUNT, second, { ...ACCOUNT, apiKey: 'other', uid: 'another' }] });
    const limit = path === PATHS.fundBalance ? 2 : 5;
    for (let i = 0; i < limit; i++) expect((await request(path)).code).toBe(0);

    const limited = FUTURES.includes(path) ? ERRORS.futuresRateLimited : ERRORS.rateLimited;
    expect(await request(path, STAMPED, { apiKey: 'second' })).toEqual(limited);
    expect((await request(path, STAMPED, { apiKey: 'other' })).code).toBe(0);
    expect((await request(PATHS.spotBalance)).code).toBe(0);
  });

  it('can have a rate limit by address and path, as some documents suggest', async () => {
    await start({
      accounts: [ACCOUNT, { ...ACCOUNT, uid: 'another', apiKey: 'other' }],
      ipRateLimit: { requests: 1, perMs: 1000 },
    });

    expect((await request(PATHS.spotBalance)).code).toBe(0);
    expect((await request(PATHS.fundBalance)).code).toBe(0);
    expect(await request(PATHS.spotBalance, STAMPED, { apiKey: 'other' })).toEqual(ERRORS.rateLimited);
  });

  it.each([
    [PATHS.allAccountBalance, 'accountType=spot', 100400],
    [PATHS.fundBalance, 'page=1', 100400],
    [PATHS.usdtPerpetualBalance, 'limit=10', 109400],
    [PATHS.coinPerpetualBalance, 'symbol=BTC-USDT', 109400],
    [PATHS.standardFuturesBalance, 'constructor=1', 109400],
  ])('%s refuses and records the parameter %s', async (path, parameter, code) => {
    await start();

    expect(await request(path, sign(`${parameter}&timestamp=${NOW}`))).toEqual({
      code,
      msg: 'Invalid parameters',
    });
    expect(exchange.violations).toEqual([`${path}: The parameter ${parameter} is undocumented.`]);
  });

  it('of fund can require a right of its own', async () => {
    const withRight = { permissions: [2, 4], ipAddresses: [], note: '' };
    await start({
      accounts: [ACCOUNT, { ...ACCOUNT, apiKey: 'more', permissions: withRight }],
      needsUniversalTransfer: true,
    });

    const refusal = await request(PATHS.fundBalance);

    expect(refusal.code).toBe(100004);
    expect(refusal.msg).toContain('this api need Universal Transfer permission');
    expect((await request(PATHS.fundBalance, STAMPED, { apiKey: 'more' })).code).toBe(0);
    expect((await request(PATHS.usdtPerpetualBalance)).code).toBe(0);
  });

  it('bans a caller for eight minutes after more than twenty equal errors', async () => {
    let now = NOW;
    await start({ now: () => now });
    const stamped = () => sign(`timestamp=${now}`);
    for (let i = 0; i < 20; i++) {
      expect((await request(PATHS.fundBalance, 'timestamp=1')).code).toBe(100412);
    }

    const ban = repeatedErrorsError(NOW + 480_000, 100412);
    expect(await request(PATHS.fundBalance, 'timestamp=1')).toEqual(ban);
    expect(await request(PATHS.fundBalance)).toEqual(ban);
    expect((await request(PATHS.usdtPerpetualBalance)).code).toBe(0);
    now += 480_000;
    expect((await request(PATHS.fundBalance, stamped())).code).toBe(0);
  });

  it('ignores errors older than eight minutes, and counts each code separately', async () => {
    let now = NOW;
    await start({ now: () => now });
    for (let i = 0; i < 40; i++) {
      now += 30_000;
      expect((await request(PATHS.fundBalance, 'timestamp=1')).code).toBe(100412);
    }
    for (let i = 0; i < 20; i++) {
      expect((await request(PATHS.fundBalance, `timestamp=1&signature=0`)).code).toBe(100001);
    }
  });
});
