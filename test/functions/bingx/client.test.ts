/** The requests of one read, and how their responses are handled. */
import { createClient } from '../../../functions/bingx/client';
import type { HttpRequest, HttpResult } from '../../../functions/bingx/http-client';
import type { SessionRequest } from '../../../functions/bingx/session';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { answer } from './read-account';
import { DOCUMENTED } from './recorded';
import { readSpot } from './run';

const NOW = 1_764_000_000_000;
const credentials = {
  apiKey: 'bLJsLqPaVzdTBQGmpyKwZ3cUdS7nYkRHwXoNfE41',
  secretKey: 'Q9vUuGyEGt6ZEkpUObCYCmIfh0elYsZVh80jlYwp',
};
const balances = [
  { asset: 'BTC', displayName: 'BTC', free: '44.37692200000000237300', locked: '0' },
  { asset: 'VST', displayName: 'VST', free: '100000000000000', locked: '244.18616265388994' },
];

let fakeBingx: FakeBingx;
beforeEach(async () => {
  fakeBingx = await startFakeBingx({ accounts: [{ ...credentials, balances }], now: () => NOW });
});
afterEach(() => fakeBingx.stop());

const notRotated = async () => credentials;

it('reads the spot wallet without losing a digit', async () => {
  const exchange = createClient({ baseUrl: fakeBingx.url, clock: () => NOW });

  void exchange.syncClock(NOW + 30_000);
  const reading = await readSpot(exchange, {
    credentials,
    getCredentials: notRotated,
    deadline: NOW + 30_000,
  });

  expect(reading).toMatchObject({
    kind: 'answered',
    value: { assets: balances.map(({ asset, free, locked }) => ({ asset, free, locked })) },
    attempts: 1,
    clockSkewMs: 0,
    answeredAt: NOW,
  });
  expect(fakeBingx.requests.map(({ path }) => path)).toEqual([PATHS.serverTime, PATHS.spotBalance]);
  expect(fakeBingx.requests[1]?.headers).toMatchObject({
    'x-bx-apikey': credentials.apiKey,
    'accept-encoding': 'gzip',
  });
});

describe('a read', () => {
  const TIME = JSON.stringify({ code: 0, msg: '', data: { serverTime: NOW } });
  const NO_KEY = '{"code":100413,"msg":"Incorrect apiKey"}';
  const BANNED = '{"code":100410,"msg":"rate limited, will be unblocked after 1764000600000"}';
  const MISMATCH = '{"code":100421,"msg":"Null timestamp or timestamp mismatch"}';
  const HELD = answer(DOCUMENTED.balances);

  /** Reads once against exactly these responses; returns all requests, waits and log lines. */
  async function read(
    answers: HttpResult[],
    { limitMs = 30_000, rotated = notRotated as SessionRequest['getCredentials'], parts = {} } = {},
  ) {
    const sent: HttpRequest[] = [];
    const logged: unknown[] = [];
    const exchange = createClient({
      baseUrl: 'http://127.0.0.1:1',
      clock: () => NOW,
      sleep: async () => undefined,
      log: { warn: (...warning) => logged.push(warning) },
      send: async (outgoing) => {
        sent.push(outgoing);
        return answers[sent.length - 1] ?? Promise.reject(new Error('This test expects no such request'));
      },
      ...parts,
    });
    const deadline = NOW + limitMs;
    void exchange.syncClock(deadline);
    const reading = await readSpot(exchange, { credentials, getCredentials: rotated, deadline });
    return { reading, sent, logged };
  }

  it.each([
    [30_000, 4_000],
    [3_000, 3_000],
    [1_000, 1_000],
  ])('with %i ms left waits at most %i ms for the time', async (limitMs, waited) => {
    const { sent } = await read([answer(TIME), HELD], { limitMs });

    expect(sent[0]).toEqual({
      baseUrl: 'http://127.0.0.1:1',
      target: PATHS.serverTime,
      headers: {},
      limitMs: waited,
    });
  });

  it('logs why the time could not be measured', async () => {
    const { logged } = await read([answer('', 503), HELD]);

    expect(logged).toEqual([
      ["The exchange's clock could not be measured", { reason: 'exchange-unavailable', code: 'HTTP 503' }],
    ]);
  });

  it('reports the next host after a network error, if a listener is given', async () => {
    const gone: HttpResult = { kind: 'network-error', detail: 'ECONNRESET' };
    const fallbackBaseUrls = ['https://two.example/x'];

    const { sent, logged } = await read([gone, HELD], { parts: { fallbackBaseUrls } });
    const unheard = await read([gone, HELD], { parts: { fallbackBaseUrls, log: undefined } });

    expect(sent.map(({ baseUrl }) => baseUrl)).toEqual(['http://127.0.0.1:1', 'https://two.example/x']);
    expect(logged[0]).toEqual([
      'BingX could not be reached; the next request uses another of its hosts',
      { host: 'two.example' },
    ]);
    expect(unheard.reading.kind).toBe('answered');
  });

  it.each([
    ['does not exist', answer('', 404)],
    ['is banned until a stated moment', answer(BANNED)],
    ['is not reached', { kind: 'network-error', detail: 'ECONNRESET' } satisfies HttpResult],
  ])('continues when the time %s', async (_what, time) => {
    expect((await read([time, HELD])).reading).toMatchObject({ kind: 'answered', attempts: 1 });
  });

  it('ends when a second time request is answered with a ban', async () => {
    const { reading, sent } = await read([answer(TIME), answer(MISMATCH), answer('', 403)]);

    expect(reading).toMatchObject({ reason: 'timestamp-rejected', attempts: 1 });
    expect(sent).toHaveLength(3);
  });

  it.each(['apiKey', 'secretKey'] as const)(
    'is retried after %s was rotated, with a warning',
    async (part) => {
      const rotated = async () => ({ ...credentials, [part]: 'rotated' });

      const { reading, logged } = await read([answer(TIME), answer(NO_KEY), HELD], { rotated });

      expect(reading).toMatchObject({ kind: 'answered', attempts: 2 });
      expect(logged).toEqual([
        ['BingX rejected the key; the secret was rotated meanwhile and was read again', {}],
      ]);
    },
  );

  it('fails with the original error when the secret cannot be read again', async () => {
    const rotated = () => Promise.reject(new Error('no permission'));

    const { reading, logged } = await read([answer(TIME), answer(NO_KEY)], { rotated });

    expect(reading).toMatchObject({ reason: 'credentials-rejected', attempts: 1 });
    expect(logged).toEqual([]);
  });

  it('logs the skew with the warning that a timestamp was rejected', async () => {
    const refusal = answer(MISMATCH.replace('}', `,"timestamp":${NOW - 5_000}}`));

    const { reading, logged } = await read([answer(TIME), refusal, HELD]);

    expect(reading).toMatchObject({ attempts: 2, clockSkewMs: 5_000, answeredAt: NOW - 5_000 });
    expect(logged).toEqual([
      [
        'BingX rejected a timestamp; the retry by its own clock succeeded',
        { attempts: 2, clockSkewMs: 5_000 },
      ],
    ]);
  });

  it('without a response has no raw bytes', async () => {
    const gone: HttpResult = { kind: 'network-error', detail: 'ECONNRESET' };

    const { reading } = await read(Array(6).fill(gone));

    expect(reading).toEqual({
      kind: 'failed',
      attempts: 5,
      reason: 'exchange-unavailable',
      message: 'BingX could not be reached (ECONNRESET)',
    });
  });

  describe('with timers of Node', () => {
    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it('waits before a retry', async () => {
      const parts = { sleep: undefined, random: () => 0.5 };

      const reading = read([answer(TIME), answer('{"code":100500,"msg":"busy"}'), HELD], { parts });
      await jest.advanceTimersByTimeAsync(249);
      const before = await Promise.race([reading, 'waiting']);
      await jest.advanceTimersByTimeAsync(1);

      expect(before).toBe('waiting');
      expect((await reading).reading).toMatchObject({ kind: 'answered', attempts: 2 });
    });

    it('leaves no timer running', async () => {
      const reading = read([answer(TIME), answer(NO_KEY), answer('', 503)], {
        rotated: async () => ({ ...credentials, apiKey: 'rotated' }),
        parts: { sleep: undefined },
        limitMs: 1_000,
      });

      expect((await reading).reading).toMatchObject({ attempts: 2, code: 'HTTP 503' });
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
