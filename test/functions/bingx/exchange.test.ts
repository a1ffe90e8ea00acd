/** Reads all of an account: no optional endpoint can delay, fail or change the required wallet. */
import { ENDPOINTS } from '../../../functions/bingx/endpoints';
import type { AccountReading } from '../../../functions/bingx/types';
import { type Answer, answer, BODIES, OPTIONAL, readAccount, repeated, SPOT, WALLETS } from './read-account';
import { CREDENTIALS, NOW } from './run';

it('reads five wallets, the totals and the prices with one request each, without losing a digit', async () => {
  const { reading, sent } = readAccount();

  const account = await reading;

  expect(account).toMatchObject({
    required: SPOT,
    wallets: {
      fund: {
        assets: [{ asset: 'USDT', free: '44.37692200000000237300', locked: '0.00000000000000000000' }],
      },
      USDTMPerp: { assets: [{ asset: 'USDT', equity: '196.7431', frozenMargin: '0.0000' }] },
      coinMPerp: { assets: [{ asset: 'BTC', unrealizedProfit: '-0.0001011' }] },
      stdFutures: { assets: [{ asset: 'USDT', balance: '4.72644300000000000000' }] },
    },
    totals: { sopt: '80.00', stdFutures: '0.00000000', eran: '0' },
    errors: {},
  });
  expect(sent).toHaveLength(8);
  const { ticker, ...stored } = BODIES;
  expect(Object.fromEntries(Object.entries(account.answers).map(([id, body]) => [id, String(body)]))).toEqual(
    stored,
  );
  expect(String(account.priceAnswer)).toBe(ticker);
  expect(account.pricesOf(['BTC', 'USDT', 'VST'])).toMatchObject({
    prices: { USDT: '1', BTC: expect.stringMatching(/^\d+(\.\d+)?$/) },
    pricedAt: NOW,
  });
});

it('sends neither key nor signature for the prices', async () => {
  const { reading, requestsTo } = readAccount();

  await reading;

  expect(requestsTo('ticker')).toMatchObject([
    { target: `${ENDPOINTS.ticker.path}?timestamp=${NOW}`, headers: {}, maxBodyBytes: 4 * 1024 * 1024 },
  ]);
});

it('dates prices by the response time when the ticker has no timestamp', async () => {
  const { reading } = readAccount({ ticker: [answer(BODIES.ticker.replace(/"timestamp":\d+,/, ''))] });

  expect((await reading).pricesOf(['BTC']).pricedAt).toBe(NOW);
});

it('reads only the requested wallets', async () => {
  const { reading, requestsTo } = readAccount({}, { wallets: ['coinMPerp', 'spot', 'constructor'] });

  expect(Object.keys((await reading).wallets)).toEqual(['coinMPerp']);
  expect(requestsTo('fund')).toEqual([]);
  expect(requestsTo('spot')).toHaveLength(1);
});

type Fault = { answers: Answer[]; reason: string; requests: number };

const FAULTS: Record<string, Fault> = {
  'without the permission': {
    answers: [
      answer('{"code":100004,"msg":"Permission denied, this api need Universal Transfer permission"}'),
    ],
    reason: 'permission-denied',
    requests: 1,
  },
  banned: {
    answers: [answer('{"code":100410,"msg":"will be unblocked after 1772633973621"}')],
    reason: 'banned',
    requests: 1,
  },
  garbled: { answers: repeated(answer('{"code":0,"da')), reason: 'invalid-response', requests: 2 },
  'in the wrong shape': {
    answers: repeated(answer('{"code":0,"data":7}')),
    reason: 'invalid-response',
    requests: 2,
  },
  'without data and without success': {
    answers: [answer('{"code":100204,"msg":"no data"}', 500)],
    reason: 'request-rejected',
    requests: 1,
  },
  unavailable: { answers: repeated(answer('', 503)), reason: 'exchange-unavailable', requests: 2 },
  unreachable: {
    answers: repeated({ kind: 'network-error', detail: 'ECONNRESET' }),
    reason: 'exchange-unavailable',
    requests: 2,
  },
  retired: {
    answers: [answer('{"code":100400,"msg":"this api is not exist"}')],
    reason: 'retired',
    requests: 1,
  },
};

describe.each(Object.entries(FAULTS))('an optional endpoint that is %s', (_what, fault) => {
  it.each(OPTIONAL)('does not affect the other results: %s', async (id) => {
    const { reading, requestsTo, sent } = readAccount({ [id]: [...fault.answers] });

    const account = await reading;

    expect(account.required).toMatchObject(SPOT);
    expect(Object.keys(account.errors)).toEqual([id]);
    expect(account.errors[id]).toMatchObject({ reason: fault.reason });
    expect(Object.keys(account.wallets)).toEqual(WALLETS.filter((wallet) => wallet !== id));
    expect(account.totals === undefined).toBe(id === 'allAccountBalance');
    expect(requestsTo(id)).toHaveLength(id === 'ticker' ? 1 : fault.requests);
    expect(requestsTo('spot')).toHaveLength(1);
    expect(new Set(sent.map(({ baseUrl }) => baseUrl)).size).toBe(1);
  });
});

describe('an endpoint that hangs', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const settled = async (reading: Promise<AccountReading>) => {
    await jest.advanceTimersByTimeAsync(4_999);
    const before = await Promise.race([reading, 'waiting']);
    await jest.advanceTimersByTimeAsync(1);
    return { before, account: await reading };
  };

  it.each(OPTIONAL)('is abandoned five seconds after spot: %s', async (id) => {
    const { reading } = readAccount({ [id]: ['hang'] });

    const { before, account } = await settled(reading);

    expect(before).toBe('waiting');
    expect(account.required).toMatchObject(SPOT);
    expect(account.errors).toEqual({ [id]: { reason: 'timed-out', message: expect.any(String) } });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is abandoned at the deadline, where that is sooner', async () => {
    const { reading } = readAccount({ fund: ['hang'], ticker: ['hang'] }, { deadlineMs: 2_000 });

    await jest.advanceTimersByTimeAsync(2_000);

    const isEnded = await Promise.race([reading.then(() => true), new Promise(setImmediate)]);
    expect(isEnded).toBe(true);
    expect((await reading).errors).toMatchObject({
      fund: { reason: 'timed-out' },
      ticker: { reason: 'timed-out' },
    });
  });

  it('costs five seconds even when every optional endpoint hangs', async () => {
    const { reading } = readAccount(Object.fromEntries(OPTIONAL.map((id) => [id, ['hang']])));

    const { account } = await settled(reading);

    expect(account.required).toMatchObject(SPOT);
    expect(Object.keys(account.errors).sort()).toEqual([...OPTIONAL].sort());
    expect(account.pricesOf(['USDT', 'BTC']).prices).toEqual({ USDT: '1' });
  });
});

describe('a ban', () => {
  it('of the address, found by the time request, prevents all further requests', async () => {
    const { reading, sent } = readAccount({}, { clockError: true });

    expect((await reading).required).toMatchObject({ kind: 'failed', reason: 'banned' });
    expect(sent).toHaveLength(1);
  });

  it('of the address, found by one endpoint, stops the retries of the optional ones', async () => {
    const { reading, requestsTo } = readAccount({
      fund: [answer('', 403)],
      stdFutures: repeated(answer('', 503)),
    });

    const account = await reading;

    expect(account.required).toMatchObject(SPOT);
    expect(account.errors).toMatchObject({ fund: { reason: 'banned' }, stdFutures: { reason: 'banned' } });
    expect(requestsTo('stdFutures')).toHaveLength(1);
  });
});

it('redacts a key that an optional endpoint echoes', async () => {
  const echo = `{"code":0,"data":{"assets":[{"asset":"${CREDENTIALS.apiKey}","free":"1","locked":"0"}]}}`;
  const { reading } = readAccount({ fund: [answer(echo)] });

  const account = await reading;

  expect(account.errors).toMatchObject({ fund: { reason: 'invalid-response' } });
  expect(String(account.answers.fund)).not.toContain(CREDENTIALS.apiKey);
});
