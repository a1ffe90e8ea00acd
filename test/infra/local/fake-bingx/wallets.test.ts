/** The fake serves every wallet, the account totals and the ticker, as strictly as the exchange and in its shapes. */
import { ENDPOINTS as CLIENT_ENDPOINTS } from '../../../../functions/bingx/endpoints';
import { PAYLOADS } from '../../../../infra/local/fake-bingx/payloads';
import { ERRORS } from '../../../../infra/local/fake-bingx/responses';
import { PATHS } from '../../../../infra/local/fake-bingx/server';
import { ACCOUNT, exchange, NOW, request, STAMPED, sign, start, text } from './signed-requests';

afterEach(() => exchange.stop());

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
    const { parseJson } = await import('../../../../functions/bingx/json');
    const read: Record<string, unknown> = {};
    for (const [name, { path, parse }] of Object.entries(signed)) {
      read[name] = parse(parseJson(Buffer.from(await text(path)))?.document);
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

    expect((await request(PATHS.standardFuturesBalance)).data).toHaveLength(16);
  });

  it('of an account without other wallets are empty, with a currency that was never opened', async () => {
    await start({ accounts: [{ ...ACCOUNT, wallets: undefined }] });

    expect(await request(PATHS.fundBalance)).toEqual({ code: 0, data: { assets: [] } });
    expect((await request(PATHS.usdtPerpetualBalance)).data[1]).toMatchObject({ userId: '', balance: '' });
  });

  it('are filtered by the documented parameters', async () => {
    await start();
    const narrowed = (parameter: string) => sign(`${parameter}&timestamp=${NOW}`);

    expect((await request(PATHS.fundBalance, narrowed('asset=USDC'))).data.assets).toHaveLength(1);
    expect((await request(PATHS.coinPerpetualBalance, narrowed('symbol=SOL-USD'))).data).toEqual([]);
    expect((await request(PATHS.allAccountBalance, narrowed('accountType=grid'))).data).toEqual([
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
      expect(await request(PATHS.fundBalance, 'timestamp=1')).toEqual(ERRORS.signatureMissing);

      exchange.reset();
      expect(await text(PATHS.fundBalance)).toContain('1250.37692200000000237300');
    },
  );
});

describe('the ticker', () => {
  it('needs a timestamp, and refuses a key or a signature', async () => {
    await start();
    const anonymous = { apiKey: '' };

    expect((await request(PATHS.ticker, `timestamp=${NOW}`, anonymous)).data).toHaveLength(2300);
    expect(await request(PATHS.ticker, '', anonymous)).toEqual({
      code: 100400,
      msg: 'timestamp is required',
    });
    expect(exchange.violations).toEqual([]);
    expect((await request(PATHS.ticker, `timestamp=${NOW}`)).code).toBe(100400);
    expect((await request(PATHS.ticker, STAMPED, anonymous)).code).toBe(100400);
    expect(exchange.violations).toHaveLength(2);
  });
});

it.each([
  ['/openApi/wallets/v1/capital/fundBalance', 'GET', ERRORS.noSuchApi],
  [PATHS.standardFuturesBalance, 'DELETE', ERRORS.wrongMethod],
  [PATHS.ticker, 'POST', ERRORS.wrongMethod],
])('refuses %s by %s', async (path, method, refusal) => {
  await start();

  expect(await request(path, STAMPED, { method })).toEqual(refusal);
});
