/** The requests of one session: what stops the optional ones, what is repeated, and which failures are timeouts. */
import { createClient } from '../../../functions/bingx/client';
import { ENDPOINTS, WALLETS } from '../../../functions/bingx/endpoints';
import type { HttpRequest, HttpResult } from '../../../functions/bingx/http-client';
import { OPTIONAL_REQUEST_BUDGET } from '../../../functions/bingx/session';
import type { Credentials } from '../../../functions/bingx/types';
import { answer, BODIES } from './read-account';
import { CREDENTIALS, NOW } from './run';

const ROTATED = { ...CREDENTIALS, apiKey: 'rotated' };
const refusal = (code: number, text = 'no') => answer(JSON.stringify({ code, msg: text }));
const CONNECTION_LOST: HttpResult = { kind: 'network-error', detail: 'ECONNRESET' };
const DEADLINE = NOW + 20_000;

type Planned = HttpResult | { takesMs: number; result: HttpResult };

/** A session whose requests have the planned results in order; no other request is expected. */
function open(planned: Planned[], credentials: Credentials = CREDENTIALS) {
  let now = NOW;
  const sent: HttpRequest[] = [];
  const refreshes: unknown[] = [];
  const client = createClient({
    baseUrl: 'http://127.0.0.1:1',
    fallbackBaseUrls: ['http://127.0.0.1:2'],
    clock: () => now,
    random: () => 0.5,
    sleep: async (ms) => {
      now += ms;
    },
    async send(request) {
      sent.push(request);
      const next = planned.shift();
      if (!next) throw new Error(`This test expects no request to ${request.target}`);
      const { takesMs, result } = 'takesMs' in next ? next : { takesMs: 0, result: next };
      now += takesMs;
      return result;
    },
  });
  const session = client.openSession({
    credentials,
    deadline: DEADLINE,
    async getCredentials(options) {
      refreshes.push(options);
      return ROTATED;
    },
  });
  const limits = {
    required: Promise.resolve(),
    deadline: () => DEADLINE,
    maxRequests: OPTIONAL_REQUEST_BUDGET,
  };
  return { session, limits, sent, refreshes };
}

describe('no further optional request is sent', () => {
  const stopped = {
    reading: {
      kind: 'failed',
      reason: 'banned',
      message: 'No request was sent: BingX has rejected the address or the key',
      attempts: 0,
    },
  };

  it.each([
    ['the address is not whitelisted', refusal(100419)],
    ['the account is restricted', refusal(100414)],
    ['a firewall rejects the address', answer('<html>', 403)],
  ])('after an answer by which %s', async (_what, ban) => {
    const { session, limits, sent } = open([ban]);

    await session.readOptional(WALLETS.fund, limits);

    expect(await session.readOptional(WALLETS.stdFutures, limits)).toMatchObject(stopped);
    expect(await session.readOptional(ENDPOINTS.ticker, limits)).toMatchObject(stopped);
    expect(sent).toHaveLength(1);
  });

  it('once they were stopped', async () => {
    const { session, limits, sent } = open([]);

    session.stopOptional();

    expect(await session.readOptional(WALLETS.fund, limits)).toMatchObject(stopped);
    expect(sent).toEqual([]);
  });
});

it.each([
  ['the lack of a permission', refusal(100004)],
  ['a retired endpoint', refusal(100404)],
])('an optional request is sent after an answer that means %s', async (_what, given) => {
  const { session, limits } = open([given, answer(BODIES.stdFutures)]);

  await session.readOptional(WALLETS.fund, limits);

  expect(await session.readOptional(WALLETS.stdFutures, limits)).toMatchObject({
    reading: { kind: 'answered' },
  });
});

it('a rejected key is replaced by a forced read of the secret, for the endpoints that follow as well', async () => {
  const { session, limits, sent, refreshes } = open([
    refusal(100413),
    answer(BODIES.spot),
    answer(BODIES.fund),
  ]);

  await session.read(WALLETS.spot);
  await session.readOptional(WALLETS.fund, limits);

  expect(refreshes).toEqual([{ forceRefresh: true }]);
  expect(sent.map(({ headers }) => headers['X-BX-APIKEY'])).toEqual([
    CREDENTIALS.apiKey,
    'rotated',
    'rotated',
  ]);
});

it.each([
  ['a rejected key, where the key is the same', refusal(100413)],
  ['a rejected timestamp, where the clock is the same', refusal(100421, 'timestamp is invalid')],
])('an optional request is not repeated after %s', async (_what, given) => {
  const { session, limits, sent, refreshes } = open([given]);

  const { reading } = await session.readOptional(WALLETS.fund, limits);

  expect(reading).toMatchObject({ kind: 'failed', attempts: 1 });
  expect([sent.length, refreshes]).toEqual([1, []]);
});

it('a key that cannot be a header is not sent, and not counted', async () => {
  const { session, limits, sent } = open([], { ...CREDENTIALS, apiKey: 'two words' });

  const { reading } = await session.readOptional(WALLETS.fund, limits);

  expect(reading).toMatchObject({ kind: 'failed', reason: 'credentials-rejected', attempts: 0 });
  expect(sent).toEqual([]);
});

describe('a failed optional request counts as timed out', () => {
  const endingAt = (ms: number, result: HttpResult) => ({ takesMs: DEADLINE - NOW + ms, result });

  it.each([
    ['ended within a second of the deadline', endingAt(-1_000, CONNECTION_LOST), true],
    ['ended earlier', endingAt(-1_001, CONNECTION_LOST), false],
    ['was answered', endingAt(0, refusal(100004)), false],
  ])('where it %s', async (_what, planned, isTimeout) => {
    const { session, limits } = open([planned]);

    const result = await session.readOptional(WALLETS.fund, { ...limits, maxRequests: 1 });

    expect(result).toMatchObject({ isTimeout, isRetired: false });
  });
});

it('only the required endpoint changes the host', async () => {
  const { session, limits, sent } = open([
    CONNECTION_LOST,
    CONNECTION_LOST,
    CONNECTION_LOST,
    answer(BODIES.spot),
  ]);
  const once = { ...limits, maxRequests: 1 };

  await session.readOptional(WALLETS.fund, once);
  await session.readOptional(ENDPOINTS.ticker, once);
  await session.read(WALLETS.spot);

  expect(sent.map(({ baseUrl }) => baseUrl.at(-1))).toEqual(['1', '1', '1', '2']);
});
