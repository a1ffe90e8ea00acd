/** The required wallet alone decides about retries, hosts, the clock and the credentials. */
import { answer, OPTIONAL, readAccount, repeated } from './read-account';
import { CREDENTIALS, NOW } from './run';

describe('only the required wallet', () => {
  it('corrects the clock, and optional endpoints are retried with it', async () => {
    const mismatch = (at: number) =>
      answer(JSON.stringify({ code: 100421, msg: 'timestamp mismatch', timestamp: at }));
    const { reading, requestsTo } = readAccount({
      spot: [mismatch(NOW - 60_000)],
      fund: [mismatch(NOW - 999_000)],
    });

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
    const { reading, requestsTo } = readAccount({ spot: [rejected], fund: [rejected] }, { getCredentials });

    const account = await reading;

    expect(account.wallets).toHaveProperty('fund');
    expect(requestsTo('fund')[1]?.headers).toEqual({ 'X-BX-APIKEY': 'rotated' });
    expect(refreshes).toBe(1);
  });

  it('refreshes nothing when only an optional endpoint rejects the key', async () => {
    const { reading, requestsTo } = readAccount({
      fund: repeated(answer('{"code":100413,"msg":"Incorrect apiKey"}')),
    });

    const account = await reading;

    expect(account.errors).toMatchObject({ fund: { reason: 'credentials-rejected' } });
    expect(requestsTo('fund')).toHaveLength(1);
  });

  it('fails the read when it fails', async () => {
    const hanging = Object.fromEntries(OPTIONAL.map((id) => [id, ['hang' as const]]));
    const { reading } = readAccount({
      ...hanging,
      spot: [answer('{"code":100419,"msg":"IP does not match"}')],
    });

    expect(await reading).toMatchObject({
      required: { kind: 'failed', reason: 'ip-not-whitelisted' },
      wallets: {},
      errors: {},
      answers: { spot: expect.anything() },
    });
  });
});

it('without the required wallet, nothing else is returned, not even what was answered or why it was not', async () => {
  const denied = answer('{"code":100004,"msg":"Permission denied"}');
  const { reading } = readAccount({ spot: [denied], fund: [denied], stdFutures: ['hang'] });

  const { required, pricesOf, ...others } = await reading;

  expect(required).toMatchObject({ kind: 'failed', reason: 'permission-denied' });
  expect(others).toEqual({ wallets: {}, errors: {}, answers: { spot: expect.anything() } });
  expect(pricesOf(['BTC'])).toEqual({ prices: {}, priceSources: {} });
});
