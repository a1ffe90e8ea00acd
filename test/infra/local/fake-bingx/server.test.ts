/** The fake BingX is as strict as the exchange and can inject faults. */
import { createHmac } from 'node:crypto';
import { ERRORS } from '../../../../infra/local/fake-bingx/responses';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../../infra/local/fake-bingx/server';

const NOW = 1_764_000_000_000;
const account = {
  apiKey: 'the-key',
  secretKey: 'the-secret',
  balances: [{ asset: 'BTC', free: '44.37692200000000237300', locked: '0' }],
};

let exchange: FakeBingx;
beforeEach(async () => {
  exchange = await startFakeBingx({
    accounts: [
      account,
      { ...account, apiKey: 'bound', whitelist: ['203.0.113.7'] },
      { ...account, apiKey: 'trade-only', permissions: { permissions: [1], ipAddresses: [], note: '' } },
    ],
    now: () => NOW,
  });
});
afterEach(() => exchange.stop());

const sign = (text: string) => createHmac('sha256', account.secretKey).update(text).digest('hex');
const signed = (text: string) => `${text}&signature=${sign(text)}`;

async function ask(path: string, query = '', apiKey = account.apiKey) {
  const answer = await fetch(`${exchange.url}${path}${query && `?${query}`}`, {
    headers: { 'X-BX-APIKEY': apiKey },
  });
  return (await answer.json()) as { code: number; msg: string; timestamp?: number; data?: unknown };
}

it('accepts a request that is signed over the raw query', async () => {
  const answer = await ask(PATHS.spotBalance, signed(`recvWindow=5000&timestamp=${NOW}`));

  expect(answer).toEqual({
    code: 0,
    msg: '',
    debugMsg: '',
    data: {
      balances: [{ asset: 'BTC', displayName: 'BTC', free: '44.37692200000000237300', locked: '0' }],
    },
  });
});

it.each([
  ['no timestamp', signed('recvWindow=5000'), 'the-key', ERRORS.timestampMismatch],
  ['a timestamp that is no number', signed('timestamp=now'), 'the-key', ERRORS.timestampInvalid],
  ['a recvWindow over 5000', signed(`recvWindow=6000&timestamp=${NOW}`), 'the-key', ERRORS.parameterInvalid],
  ['no signature', `timestamp=${NOW}`, 'the-key', ERRORS.signatureMissing],
  ['a signature over other text', `a=1&${signed(`timestamp=${NOW}`)}`, 'the-key', ERRORS.signatureMismatch],
  ['a signature that is not last', `${signed(`timestamp=${NOW}`)}&a=1`, 'the-key', ERRORS.signatureMismatch],
  [
    'an upper-case signature',
    `timestamp=${NOW}&signature=${sign(`timestamp=${NOW}`).toUpperCase()}`,
    'the-key',
    ERRORS.signatureMismatch,
  ],
  [
    'a timestamp older than recvWindow',
    signed(`timestamp=${NOW - 5001}`),
    'the-key',
    ERRORS.timestampMismatch,
  ],
  ['a timestamp from the future', signed(`timestamp=${NOW + 1001}`), 'the-key', ERRORS.timestampMismatch],
  ['an unknown key', signed(`timestamp=${NOW}`), 'another', ERRORS.apiKeyIncorrect],
  ['a key without Read', signed(`timestamp=${NOW}`), 'trade-only', ERRORS.permissionDenied],
])('refuses %s', async (_what, query, apiKey, refusal) => {
  expect(await ask(PATHS.spotBalance, query, apiKey)).toEqual({ ...refusal, timestamp: NOW });
  expect(exchange.requests.at(-1)?.refusal).toEqual(refusal);
});

it('reports the address of a caller outside the whitelist', async () => {
  const answer = await ask(PATHS.spotBalance, signed(`timestamp=${NOW}`), 'bound');

  expect(answer.code).toBe(100419);
  expect(answer.msg).toContain('your current request IP is 127.0.0.1 ');
});

it('refuses the sixth request of a key within a second', async () => {
  const codes = [];
  for (let request = 0; request < 6; request++) {
    codes.push((await ask(PATHS.spotBalance, signed(`timestamp=${NOW}`))).code);
  }

  expect(codes).toEqual([0, 0, 0, 0, 0, 100410]);
});

it('returns the server time without a key, on both paths', async () => {
  const answers = await Promise.all([ask(PATHS.serverTime), ask(PATHS.spotServerTime)]);

  expect(answers.map(({ data }) => data)).toEqual([{ serverTime: NOW }, { serverTime: NOW }]);
});

it('gives stubbed responses in order, then its own again, and records every request', async () => {
  exchange.stub(PATHS.serverTime, { status: 503, body: '{"code":1}' }, { fault: 'reset' });

  expect(await ask(PATHS.serverTime)).toEqual({ code: 1 });
  await expect(ask(PATHS.serverTime)).rejects.toThrow();
  expect((await ask(PATHS.serverTime)).code).toBe(0);
  expect(exchange.requestsTo(PATHS.serverTime)).toHaveLength(3);
});

it.each(['reset', 'close', 'truncated-body', 'reset-in-body', 'gzip-garbage', 'not-http'] as const)(
  'gives the client no usable response by %s',
  async (fault) => {
    exchange.stubAlways(PATHS.serverTime, { fault });

    await expect(ask(PATHS.serverTime)).rejects.toThrow();
  },
);
