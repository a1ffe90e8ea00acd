/** Reads a whole account: no optional endpoint can delay, fail or change the required wallet. */
import { ENDPOINTS } from '../../../functions/bingx/endpoints';
import { createExchange } from '../../../functions/bingx/exchange';
import type { HttpRequest, HttpResult } from '../../../functions/bingx/http-client';
import type { AccountReading, GetCredentials } from '../../../functions/bingx/types';
import { tickerBody } from '../../../infra/local/fake-bingx/ticker';
import { CREDENTIALS, NOW } from './run';

type Id = keyof typeof ENDPOINTS;
type Answer = HttpResult | 'hang';

const OPTIONAL = (Object.keys(ENDPOINTS) as Id[]).filter((id) => id !== 'spot');
const WALLETS = ['fund', 'USDTMPerp', 'coinMPerp', 'stdFutures'];

const answer = (body: string | Buffer, status = 200): HttpResult => ({
  kind: 'answer',
  status,
  headers: {},
  body: Buffer.from(body),
  sentAt: NOW,
  answeredAt: NOW,
});

/** Payloads from the exchange's documentation and from public issues, byte for byte. */
const BODIES: Record<Id, string> = {
  spot: '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","displayName":"BTC","free":"44.37692200000000237300","locked":"0"}]}}',
  fund: '{"code":0,"timestamp":1754906016631,"data":{"assets":[{"asset":"USDT","free":44.37692200000000237300,"locked":0.00000000000000000000}]}}',
  USDTMPerp:
    '{"code":0,"msg":"","data":[{"userId":"116***295","asset":"USDT","balance":"194.8212","equity":"196.7431","unrealizedProfit":"1.9219","realisedProfit":"-109.2504","availableMargin":"193.7609","usedMargin":"1.0602","freezedMargin":"0.0000"}]}',
  coinMPerp:
    '{"code":0,"msg":"","timestamp":1718421301887,"data":[{"asset":"BTC","balance":"0.14438227","equity":"0.14428116","unrealizedProfit":"-0.0001011","availableMargin":"0.14317271","usedMargin":"0.00110845","freezedMargin":"0","shortUid":"12345678"}]}',
  stdFutures:
    '{"code":0,"timestamp":1721192833454,"data":[{"asset":"USDT","balance":"4.72644300000000000000","crossWalletBalance":"4.72644300000000000000","crossUnPnl":"0","availableBalance":"4.72644300000000000000","maxWithdrawAmount":"4.72644300000000000000","marginAvailable":false,"updateTime":1721192833443}]}',
  allAccountBalance:
    '{"code":0,"timestamp":1743354559752,"data":[{"accountType":"sopt","usdtBalance":"80.00"},{"accountType":"stdFutures","usdtBalance":"0.00000000"},{"accountType":"coinMPerp","usdtBalance":"0"},{"accountType":"USDTMPerp","usdtBalance":"0.00000000"},{"accountType":"copyTrading","usdtBalance":"0.00"},{"accountType":"grid","usdtBalance":"0"},{"accountType":"eran","usdtBalance":"0"}]}',
  ticker: tickerBody(NOW),
};
const GOOD = Object.fromEntries(Object.entries(BODIES).map(([id, body]) => [id, answer(body)]));

const EMPTY: Partial<Record<Id, string>> = {
  fund: '{"code":0,"data":{"assets":[]}}',
  USDTMPerp: '{"code":0,"data":[]}',
  coinMPerp: '{"code":0,"data":null}',
  stdFutures: '{"code":100204,"msg":"no data"}',
};

const totalsOf = (accountType: string, usdtBalance: string) =>
  answer(JSON.stringify({ code: 0, data: [{ accountType, usdtBalance }] }));

const idOf = ({ target }: HttpRequest) =>
  (Object.keys(ENDPOINTS) as Id[]).find((id) => ENDPOINTS[id].path === target.split('?')[0]);

/** Reads an account; each endpoint sends the given responses in order, and then the documented one. */
function read(
  answers: Partial<Record<Id, Answer[]>> = {},
  { getCredentials = async () => CREDENTIALS, wallets = WALLETS, clockError = false } = {} as {
    getCredentials?: GetCredentials;
    wallets?: readonly string[];
    clockError?: boolean;
  },
) {
  const sent: HttpRequest[] = [];
  const waits: number[] = [];
  const exchange = createExchange({
    baseUrl: 'http://127.0.0.1:1',
    fallbackBaseUrls: ['http://127.0.0.1:2'],
    clock: () => NOW,
    random: () => 0.5,
    sleep: async (ms) => void waits.push(ms),
    send: async (request) => {
      sent.push(request);
      const id = idOf(request);
      if (!id) {
        const time = JSON.stringify({ code: 0, data: { serverTime: NOW } });
        return clockError ? answer('', 403) : answer(time);
      }
      const given = answers[id]?.shift() ?? GOOD[id];
      if (!given) throw new Error(`This test expects no request to ${request.target}`);
      return given === 'hang' ? new Promise<never>(() => undefined) : given;
    },
  });
  const deadline = NOW + 45_000;
  void exchange.syncClock(deadline);
  const reading = exchange.readAccount({ credentials: CREDENTIALS, getCredentials, deadline, wallets });
  const requestsTo = (id: Id) => sent.filter((request) => idOf(request) === id);
  return { reading, sent, requestsTo, waits };
}

const SPOT = {
  kind: 'answered',
  value: { assets: [{ asset: 'BTC', free: '44.37692200000000237300', locked: '0' }] },
  answeredAt: NOW,
};

it('reads five wallets, the totals and the prices with one request each, without losing a digit', async () => {
  const { reading, sent } = read();

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
  expect(account.pricesOf(['BTC', 'USDT', 'VST'])).toMatchObject({
    prices: { USDT: '1', BTC: expect.stringMatching(/^\d+(\.\d+)?$/) },
    pricedAt: NOW,
  });
});

it('sends neither key nor signature for the prices', async () => {
  const { reading, requestsTo } = read();

  await reading;

  expect(requestsTo('ticker')).toMatchObject([
    { target: `${ENDPOINTS.ticker.path}?timestamp=${NOW}`, headers: {}, maxBodyBytes: 4 * 1024 * 1024 },
  ]);
});

it('dates prices by the response time when the ticker has no timestamp', async () => {
  const { reading } = read({ ticker: [answer(BODIES.ticker.replace(/"timestamp":\d+,/, ''))] });

  expect((await reading).pricesOf(['BTC']).pricedAt).toBe(NOW);
});

it('reads only the requested wallets', async () => {
  const { reading, requestsTo } = read({}, { wallets: ['coinMPerp'] });

  expect(Object.keys((await reading).wallets)).toEqual(['coinMPerp']);
  expect(requestsTo('fund')).toEqual([]);
});

type Fault = { answers: Answer[]; reason: string; requests: number };
const repeated = (result: HttpResult) => [result, result, result];

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
    const { reading, requestsTo, sent } = read({ [id]: [...fault.answers] });

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
    const { reading } = read({ [id]: ['hang'] });

    const { before, account } = await settled(reading);

    expect(before).toBe('waiting');
    expect(account.required).toMatchObject(SPOT);
    expect(account.errors).toEqual({ [id]: { reason: 'timed-out', message: expect.any(String) } });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('costs five seconds even when every optional endpoint hangs', async () => {
    const { reading } = read(Object.fromEntries(OPTIONAL.map((id) => [id, ['hang']])));

    const { account } = await settled(reading);

    expect(account.required).toMatchObject(SPOT);
    expect(Object.keys(account.errors).sort()).toEqual([...OPTIONAL].sort());
    expect(account.pricesOf(['USDT', 'BTC']).prices).toEqual({ USDT: '1' });
  });
});

describe('an empty wallet', () => {
  it.each(Object.entries(EMPTY))('is empty unless a total contradicts it: %s', async (id, body) => {
    const { reading, requestsTo } = read({ [id]: [answer(body)] });

    const account = await reading;

    expect(account.wallets[id]).toEqual({ assets: [], isEmpty: true });
    expect(requestsTo(id as Id)).toHaveLength(1);
  });

  it.each(['USDTMPerp', 'coinMPerp', 'stdFutures'] as const)(
    'is read once more when the total is above 0.05 USDT, and then reported as doubtful: %s',
    async (id) => {
      const empty = answer(EMPTY[id] ?? '');
      const allAccountBalance = [totalsOf(id, '0.0501')];
      const { reading, requestsTo, waits } = read({ [id]: [empty, empty], allAccountBalance });

      const account = await reading;

      expect(account.wallets).not.toHaveProperty(id);
      expect(account.errors[id]).toEqual({
        reason: 'empty-doubtful',
        message: "The wallet is empty, but the exchange's own total of it is 0.0501 USDT.",
      });
      expect(requestsTo(id)).toHaveLength(2);
      expect(waits).toEqual([500]);
    },
  );

  it('takes its amounts from the second response', async () => {
    const answers = {
      coinMPerp: [answer('{"code":0,"data":[]}')],
      allAccountBalance: [totalsOf('coinMPerp', '9')],
    };
    const { reading } = read(answers);

    const account = await reading;

    expect(account.wallets.coinMPerp?.assets).toMatchObject([{ asset: 'BTC', balance: '0.14438227' }]);
    expect(account.errors).toEqual({});
  });

  it('is not read again at a total of 0.05 USDT', async () => {
    const answers = {
      coinMPerp: [answer('{"code":0,"data":[]}')],
      allAccountBalance: [totalsOf('coinMPerp', '0.05')],
    };
    const { reading, requestsTo } = read(answers);

    expect((await reading).wallets.coinMPerp).toMatchObject({ isEmpty: true });
    expect(requestsTo('coinMPerp')).toHaveLength(1);
  });

  it('is an error for the required wallet when the exchange has no data', async () => {
    const { reading } = read({ spot: [answer('{"code":100204,"msg":"no data"}')] });

    expect((await reading).required).toMatchObject({ kind: 'failed', reason: 'request-rejected' });
  });
});

describe('a ban', () => {
  it('of the address, found by the time request, prevents all further requests', async () => {
    const { reading, sent } = read({}, { clockError: true });

    expect((await reading).required).toMatchObject({ kind: 'failed', reason: 'banned' });
    expect(sent).toHaveLength(1);
  });

  it('of the address, found by one endpoint, stops the retries of the optional ones', async () => {
    const { reading, requestsTo } = read({ fund: [answer('', 403)], stdFutures: repeated(answer('', 503)) });

    const account = await reading;

    expect(account.required).toMatchObject(SPOT);
    expect(account.errors).toMatchObject({ fund: { reason: 'banned' }, stdFutures: { reason: 'banned' } });
    expect(requestsTo('stdFutures')).toHaveLength(1);
  });
});

describe('only the required wallet', () => {
  it('corrects the clock, and optional endpoints are retried with it', async () => {
    const mismatch = (at: number) =>
      answer(JSON.stringify({ code: 100421, msg: 'timestamp mismatch', timestamp: at }));
    const { reading, requestsTo } = read({ spot: [mismatch(NOW - 60_000)], fund: [mismatch(NOW - 999_000)] });

    const account = await reading;

    expect(account.required).toMatchObject({ kind: 'answered', attempts: 2, clockSkewMs: 60_000 });
    expect(account.wallets).toHaveProperty('fund');
    expect(requestsTo('fund')[1]?.target).toContain(`timestamp=${NOW - 60_000}`);
  });

  it('refreshes the credentials, once, and optional endpoints are retried with them', async () => {
    const rejected = answer('{"code":100413,"msg":"Incorrect apiKey"}');
    let refreshes = 0;
    const getCredentials = async () => {
      refreshes++;
      return { ...CREDENTIALS, apiKey: 'rotated' };
    };
    const { reading, requestsTo } = read({ spot: [rejected], fund: [rejected] }, { getCredentials });

    const account = await reading;

    expect(account.wallets).toHaveProperty('fund');
    expect(requestsTo('fund')[1]?.headers).toEqual({ 'X-BX-APIKEY': 'rotated' });
    expect(refreshes).toBe(1);
  });

  it('refreshes nothing when only an optional endpoint rejects the key', async () => {
    const { reading, requestsTo } = read({
      fund: repeated(answer('{"code":100413,"msg":"Incorrect apiKey"}')),
    });

    const account = await reading;

    expect(account.errors).toMatchObject({ fund: { reason: 'credentials-rejected' } });
    expect(requestsTo('fund')).toHaveLength(1);
  });

  it('fails the whole read when it fails', async () => {
    const hanging = Object.fromEntries(OPTIONAL.map((id) => [id, ['hang' as const]]));
    const { reading } = read({ ...hanging, spot: [answer('{"code":100419,"msg":"IP does not match"}')] });

    expect(await reading).toMatchObject({
      required: { kind: 'failed', reason: 'ip-not-whitelisted' },
      wallets: {},
      errors: {},
    });
  });
});

it('redacts a key that an optional endpoint echoes', async () => {
  const echo = `{"code":0,"data":{"assets":[{"asset":"${CREDENTIALS.apiKey}","free":"1","locked":"0"}]}}`;
  const { reading } = read({ fund: [answer(echo)] });

  const account = await reading;

  expect(account.errors).toMatchObject({ fund: { reason: 'invalid-response' } });
  expect(String(account.answers.fund)).not.toContain(CREDENTIALS.apiKey);
});
