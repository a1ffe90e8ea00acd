/** The fake serves every wallet, the account totals and the ticker, as strictly as the exchange and in its shapes. */
import { createHmac } from 'node:crypto';
import { ENDPOINTS as CLIENT_ENDPOINTS } from '../../../../functions/bingx/endpoints';
import { demoWallets } from '../../../../infra/local/demo/wallets';
import { PAYLOADS } from '../../../../infra/local/fake-bingx/payloads';
import { ERRORS, permissionRefusal, repeatedErrorsError } from '../../../../infra/local/fake-bingx/responses';
import {
  type FakeBingx,
  type FakeBingxOptions,
  PATHS,
  startFakeBingx,
} from '../../../../infra/local/fake-bingx/server';

const NOW = 1_764_000_000_000;
const ACCOUNT = {
  apiKey: 'the-key',
  secretKey: 'the-secret',
  uid: '1341158271307522053',
  balances: [{ asset: 'BTC', free: '1', locked: '0' }],
  wallets: demoWallets,
};
const OPTIONS = { accounts: [ACCOUNT], now: () => NOW };
const WALLETS = [
  PATHS.fundBalance,
  PATHS.usdtPerpetualBalance,
  PATHS.coinPerpetualBalance,
  PATHS.standardFuturesBalance,
  PATHS.allAccountBalance,
];
const FUTURES: string[] = [
  PATHS.usdtPerpetualBalance,
  PATHS.coinPerpetualBalance,
  PATHS.standardFuturesBalance,
];

let exchange: FakeBingx;
afterEach(() => exchange.stop());

async function start(options: Partial<FakeBingxOptions> = {}) {
  exchange = await startFakeBingx({ ...OPTIONS, ...options });
}

const sign = (text: string) =>
  `${text}&signature=${createHmac('sha256', ACCOUNT.secretKey).update(text).digest('hex')}`;
const STAMPED = sign(`timestamp=${NOW}`);

async function text(path: string, query = STAMPED, { apiKey = 'the-key', method = 'GET' } = {}) {
  const headers: Record<string, string> = apiKey === '' ? {} : { 'X-BX-APIKEY': apiKey };
  return (await fetch(`${exchange.url}${path}?${query}`, { method, headers })).text();
}

async function ask(...request: Parameters<typeof text>) {
  const { timestamp: _, ...answer } = JSON.parse(await text(...request));
  return answer;
}

/** Names and types of all members, with lists by their first row. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));
}

describe('responses', () => {
  it.each([
    [PATHS.fundBalance, PAYLOADS.fund.assetsWithNumbers],
    [PATHS.usdtPerpetualBalance, PAYLOADS.USDTMPerp.twoCurrencies],
    [PATHS.coinPerpetualBalance, PAYLOADS.coinMPerp.withGain],
    [PATHS.standardFuturesBalance, PAYLOADS.stdFutures.crossMargin],
    [PATHS.allAccountBalance, PAYLOADS.allAccountBalance.bareList],
  ])('of %s have the members of the recorded one, in their order', async (path, live) => {
    await start();

    const answer = JSON.parse(await text(path));

    expect(JSON.stringify(shape(answer))).toBe(JSON.stringify(shape(JSON.parse(live))));
  });

  it('have ticker rows in the documented format', async () => {
    await start();

    const { data } = JSON.parse(await text(PATHS.ticker, `timestamp=${NOW}`, { apiKey: '' }));

    const documented = JSON.parse(PAYLOADS.ticker.oneRow).data[0];
    expect(JSON.stringify(shape(data[0]))).toBe(JSON.stringify(shape(documented)));
  });

  it('parse as money in every wallet, with futures in profit and in loss', async () => {
    await start();
    const { spot: _, ticker, ...signed } = CLIENT_ENDPOINTS;
    const { parseJson } = await import('../../../../functions/bingx/response');
    const read: Record<string, unknown> = {};
    for (const [name, { path, parse }] of Object.entries(signed)) {
      read[name] = parse(parseJson(Buffer.from(await text(path))));
    }

    expect(read).toMatchObject({
      fund: { value: { assets: [{ asset: 'USDT', free: '1250.37692200000000237300' }, { asset: 'USDC' }] } },
      USDTMPerp: { value: { assets: [{ asset: 'USDT', unrealizedProfit: expect.stringMatching(/^\d/) }] } },
      coinMPerp: { value: { assets: [{ asset: 'BTC', unrealizedProfit: expect.stringMatching(/^-/) }] } },
      stdFutures: {
        value: {
          assets: [
            { asset: 'USDT', crossUnrealizedProfit: expect.stringMatching(/^-/) },
            { asset: 'VST', balance: '100000.00000000000000000000' },
          ],
        },
      },
      allAccountBalance: { value: { sopt: '0', copyTrading: '250.00' } },
    });
    expect(ticker.path).toBe(PATHS.ticker);
  });

  it('list all sixteen assets of standard futures', async () => {
    await start();

    expect((await ask(PATHS.standardFuturesBalance)).data).toHaveLength(16);
  });

  it('of an account without other wallets are empty, with a currency that was never opened', async () => {
    await start({ accounts: [{ ...ACCOUNT, wallets: undefined }] });

    expect(await ask(PATHS.fundBalance)).toEqual({ code: 0, data: { assets: [] } });
    expect((await ask(PATHS.usdtPerpetualBalance)).data[1]).toMatchObject({ userId: '', balance: '' });
  });

  it('are filtered by the documented parameters', async () => {
    await start();
    const narrowed = (parameter: string) => sign(`${parameter}&timestamp=${NOW}`);

    expect((await ask(PATHS.fundBalance, narrowed('asset=USDC'))).data.assets).toHaveLength(1);
    expect((await ask(PATHS.coinPerpetualBalance, narrowed('symbol=SOL-USD'))).data).toEqual([]);
    expect((await ask(PATHS.allAccountBalance, narrowed('accountType=grid'))).data).toEqual([
      { accountType: 'grid', usdtBalance: '0' },
    ]);
    expect(exchange.violations).toEqual([]);
  });

  it.each(Object.entries(PAYLOADS.fund))(
    'can be any recorded one, byte for byte: %s',
    async (_name, body) => {
      await start();
      exchange.variants[PATHS.fundBalance] = body;

      expect(await text(PATHS.fundBalance)).toBe(body);
      expect(await ask(PATHS.fundBalance, 'timestamp=1')).toEqual(ERRORS.signatureMissing);

      exchange.reset();
      expect(await text(PATHS.fundBalance)).toContain('1250.37692200000000237300');
    },
  );
});

describe('a signed path', () => {
  it.each(WALLETS)('%s checks key, signature, time, address and right, in that order', async (path) => {
    const bare = { permissions: [1], ipAddresses: [], note: '' };
    const account = { ...ACCOUNT, whitelist: ['203.0.113.7'], permissions: bare };
    await start({ accounts: [account] });
    const late = sign(`timestamp=${NOW - 5001}`);

    const codes = [
      (await ask(path, 'timestamp=1', { apiKey: 'another' })).code,
      (await ask(path, 'timestamp=1')).code,
      (await ask(path, `timestamp=1&signature=${'0'.repeat(64)}`)).code,
      (await ask(path, late)).code,
      (await ask(path)).code,
    ];
    account.whitelist = ['127.0.0.1'];

    expect(codes).toEqual([100413, 100412, 100001, 100421, 100419]);
    expect(await ask(path)).toEqual(permissionRefusal('read'));
  });

  it.each(WALLETS)('%s has its own rate limit, by account', async (path) => {
    const second = { ...ACCOUNT, apiKey: 'second' };
    await start({ accounts: [ACCOUNT, second, { ...ACCOUNT, apiKey: 'other', uid: 'another' }] });
    const limit = path === PATHS.fundBalance ? 2 : 5;
    for (let request = 0; request < limit; request++) expect((await ask(path)).code).toBe(0);

    const limited = FUTURES.includes(path) ? ERRORS.futuresRateLimited : ERRORS.rateLimited;
    expect(await ask(path, STAMPED, { apiKey: 'second' })).toEqual(limited);
    expect((await ask(path, STAMPED, { apiKey: 'other' })).code).toBe(0);
    expect((await ask(PATHS.spotBalance)).code).toBe(0);
  });

  it('can have a rate limit by address and path, as some documents suggest', async () => {
    await start({
      accounts: [ACCOUNT, { ...ACCOUNT, uid: 'another', apiKey: 'other' }],
      ipRateLimit: { requests: 1, perMs: 1000 },
    });

    expect((await ask(PATHS.spotBalance)).code).toBe(0);
    expect((await ask(PATHS.fundBalance)).code).toBe(0);
    expect(await ask(PATHS.spotBalance, STAMPED, { apiKey: 'other' })).toEqual(ERRORS.rateLimited);
  });

  it.each([
    [PATHS.allAccountBalance, 'accountType=spot', 100400],
    [PATHS.fundBalance, 'page=1', 100400],
    [PATHS.usdtPerpetualBalance, 'limit=10', 109400],
    [PATHS.coinPerpetualBalance, 'symbol=BTC-USDT', 109400],
    [PATHS.standardFuturesBalance, 'constructor=1', 109400],
  ])('%s refuses and records the parameter %s', async (path, parameter, code) => {
    await start();

    expect(await ask(path, sign(`${parameter}&timestamp=${NOW}`))).toEqual({
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

    const refusal = await ask(PATHS.fundBalance);

    expect(refusal.code).toBe(100004);
    expect(refusal.msg).toContain('this api need Universal Transfer permission');
    expect((await ask(PATHS.fundBalance, STAMPED, { apiKey: 'more' })).code).toBe(0);
    expect((await ask(PATHS.usdtPerpetualBalance)).code).toBe(0);
  });

  it('bans a caller for eight minutes after more than twenty equal errors', async () => {
    let now = NOW;
    await start({ now: () => now });
    const stamped = () => sign(`timestamp=${now}`);
    for (let request = 0; request < 20; request++) {
      expect((await ask(PATHS.fundBalance, 'timestamp=1')).code).toBe(100412);
    }

    const ban = repeatedErrorsError(NOW + 480_000, 100412);
    expect(await ask(PATHS.fundBalance, 'timestamp=1')).toEqual(ban);
    expect(await ask(PATHS.fundBalance)).toEqual(ban);
    expect((await ask(PATHS.usdtPerpetualBalance)).code).toBe(0);
    now += 480_000;
    expect((await ask(PATHS.fundBalance, stamped())).code).toBe(0);
  });

  it('ignores errors older than eight minutes, and counts each code separately', async () => {
    let now = NOW;
    await start({ now: () => now });
    for (let request = 0; request < 40; request++) {
      now += 30_000;
      expect((await ask(PATHS.fundBalance, 'timestamp=1')).code).toBe(100412);
    }
    for (let request = 0; request < 20; request++) {
      expect((await ask(PATHS.fundBalance, `timestamp=1&signature=0`)).code).toBe(100001);
    }
  });
});

describe('the ticker', () => {
  it('needs a timestamp, and refuses a key or a signature', async () => {
    await start();
    const anonymous = { apiKey: '' };

    expect((await ask(PATHS.ticker, `timestamp=${NOW}`, anonymous)).data).toHaveLength(2300);
    expect(await ask(PATHS.ticker, '', anonymous)).toEqual({ code: 100400, msg: 'timestamp is required' });
    expect(exchange.violations).toEqual([]);
    expect((await ask(PATHS.ticker, `timestamp=${NOW}`)).code).toBe(100400);
    expect((await ask(PATHS.ticker, STAMPED, anonymous)).code).toBe(100400);
    expect(exchange.violations).toHaveLength(2);
  });
});

it.each([
  ['/openApi/wallets/v1/capital/fundBalance', 'GET', ERRORS.noSuchApi],
  [PATHS.standardFuturesBalance, 'DELETE', ERRORS.wrongMethod],
  [PATHS.ticker, 'POST', ERRORS.wrongMethod],
])('refuses %s by %s', async (path, method, refusal) => {
  await start();

  expect(await ask(path, STAMPED, { method })).toEqual(refusal);
});
