/** Request timestamps use the exchange's clock, whatever the local clock shows. */
import { type Client, createClient } from '../../../functions/bingx/client';
import { ERRORS, errorBody } from '../../../infra/local/fake-bingx/responses';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { CREDENTIALS, NOW, readSpot, run, world } from './run';

const TEN_MINUTES = 600_000;
const HOUR = 3_600_000;

let here = world();
let fakeBingx: FakeBingx;
beforeAll(async () => {
  fakeBingx = await startFakeBingx({ accounts: [{ ...CREDENTIALS, balances: [] }], now: () => here.now() });
});
afterAll(() => fakeBingx.stop());
beforeEach(() => fakeBingx.reset());

const sentTimestamps = () =>
  fakeBingx
    .requestsTo(PATHS.spotBalance)
    .map(({ query }) => Number(new URLSearchParams(query).get('timestamp')));

describe.each([
  ['fast', TEN_MINUTES],
  ['slow', -TEN_MINUTES],
])('with a clock that is ten minutes %s', (_direction, skewMs) => {
  beforeEach(() => {
    here = world({ skewMs, start: here.now() + HOUR });
  });

  it("reads the balance with one request in the exchange's time, and reports the skew", async () => {
    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading).toMatchObject({
      kind: 'answered',
      attempts: 1,
      clockSkewMs: skewMs,
      answeredAt: here.now(),
    });
    expect(sentTimestamps()).toEqual([here.now()]);
    expect(here.log).toEqual([]);
  });

  it('is corrected from the timestamp error when the time request failed, with a warning', async () => {
    fakeBingx.stub(PATHS.serverTime, { status: 503 });

    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading).toMatchObject({
      kind: 'answered',
      attempts: 2,
      clockSkewMs: skewMs,
      answeredAt: here.now(),
    });
    expect(sentTimestamps()).toEqual([here.now() + skewMs, here.now()]);
    expect(fakeBingx.requestsTo(PATHS.serverTime)).toHaveLength(1);
    expect(here.log.map(({ message }) => message)).toEqual([
      "The exchange's clock could not be measured",
      'BingX rejected a timestamp; the retry by its own clock succeeded',
    ]);
  });

  it('measures the time again when the timestamp error does not contain it', async () => {
    fakeBingx.stub(PATHS.serverTime, { status: 503 });
    fakeBingx.stub(PATHS.spotBalance, { body: JSON.stringify(ERRORS.timestampMismatch) });

    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading).toMatchObject({ kind: 'answered', attempts: 2, clockSkewMs: skewMs });
    expect(fakeBingx.requestsTo(PATHS.serverTime)).toHaveLength(2);
  });

  it("waits for the end of a ban on the exchange's clock", async () => {
    const body = `{"code":100410,"msg":"rate limited, will be unblocked after ${here.now() + 8000}"}`;
    fakeBingx.stub(PATHS.spotBalance, { body });

    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading.kind).toBe('answered');
    expect(here.waits).toEqual([8500]);
  });
});

it('fails with a timestamp error when a new measurement does not resolve it', async () => {
  here = world();
  const body = errorBody(ERRORS.timestampMismatch, here.now());
  fakeBingx.stub(PATHS.spotBalance, { body }, { body });

  const reading = await run(here, { baseUrl: fakeBingx.url });

  expect(reading).toMatchObject({ kind: 'failed', reason: 'timestamp-rejected', attempts: 2 });
  expect(here.log).toEqual([]);
});

it('uses the local clock, and reports no skew, when the time could not be measured', async () => {
  here = world({ start: NOW + HOUR });
  fakeBingx.stub(PATHS.serverTime, { fault: 'reset' });

  const reading = await run(here, { baseUrl: fakeBingx.url });

  expect(reading).toMatchObject({ kind: 'answered', attempts: 1, answeredAt: here.now() });
  expect(reading.clockSkewMs).toBeUndefined();
});

it.each([
  ['seconds', 1_764_000_000],
  ['no number', 'now'],
  ['nothing', undefined],
])('ignores a time response with %s', async (_what, serverTime) => {
  here = world({ start: NOW + 2 * HOUR });
  fakeBingx.stub(PATHS.serverTime, { body: JSON.stringify({ code: 0, msg: '', data: { serverTime } }) });

  expect((await run(here, { baseUrl: fakeBingx.url })).clockSkewMs).toBeUndefined();
});

describe('an implausible time', () => {
  const YEAR_2286 = 9_999_999_999_999;
  const absurdTime = { body: JSON.stringify({ code: 0, msg: '', data: { serverTime: YEAR_2286 } }) };
  const absurdRefusal = { body: errorBody(ERRORS.timestampMismatch, YEAR_2286) };

  it('is ignored: the request uses the local time, and a warning is logged', async () => {
    here = world({ start: NOW + 3 * HOUR });
    fakeBingx.stub(PATHS.serverTime, absurdTime);

    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading).toMatchObject({ kind: 'answered', attempts: 1, answeredAt: here.now() });
    expect(reading.clockSkewMs).toBeUndefined();
    expect(here.log).toEqual([
      {
        message: "The exchange's time is implausible and was ignored",
        details: { serverTime: '2286-11-20T17:46:39.999Z' },
      },
    ]);
  });

  it('in an error is ignored, and the clock is measured again', async () => {
    here = world({ skewMs: TEN_MINUTES, start: NOW + 4 * HOUR });
    fakeBingx.stub(PATHS.serverTime, absurdTime);
    fakeBingx.stub(PATHS.spotBalance, absurdRefusal);

    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading).toMatchObject({ kind: 'answered', attempts: 2, clockSkewMs: TEN_MINUTES });
    expect(fakeBingx.requestsTo(PATHS.serverTime)).toHaveLength(2);
  });

  it('in every response makes the run fail with a timestamp error when the local clock is wrong', async () => {
    here = world({ skewMs: 48 * HOUR, start: NOW + 5 * HOUR });

    const reading = await run(here, { baseUrl: fakeBingx.url });

    expect(reading).toMatchObject({ kind: 'failed', reason: 'timestamp-rejected' });
    expect(reading.clockSkewMs).toBeUndefined();
  });
});

it('returns the offset once it is measured, and undefined when it could not be', async () => {
  here = world({ skewMs: TEN_MINUTES, start: NOW + 6 * HOUR });
  const measure = () =>
    createClient({ ...here.parts, baseUrl: fakeBingx.url }).syncClock(here.parts.clock() + 30_000);

  expect(await measure()).toBe(TEN_MINUTES);
  fakeBingx.stub(PATHS.serverTime, { status: 503 });
  expect(await measure()).toBeUndefined();
});

describe('a reused client', () => {
  const snapshot = async (exchange: Client, clock = here.parts.clock) => {
    const deadline = clock() + 30_000;
    void exchange.syncClock(deadline);
    const getCredentials = async () => CREDENTIALS;
    return readSpot(exchange, { credentials: CREDENTIALS, deadline, getCredentials });
  };

  it('measures the time once in six hours', async () => {
    here = world({ skewMs: TEN_MINUTES, start: NOW + 24 * HOUR });
    const exchange = createClient({ ...here.parts, baseUrl: fakeBingx.url });
    const requests: number[] = [];

    for (let hour = 0; hour < 8; hour++) {
      const reading = await snapshot(exchange);
      expect(reading).toMatchObject({ kind: 'answered', clockSkewMs: TEN_MINUTES });
      requests.push(fakeBingx.requestsTo(PATHS.serverTime).length);
      here.pass(HOUR);
    }

    expect(requests).toEqual([1, 1, 1, 1, 1, 1, 1, 2]);
    expect(fakeBingx.requestsTo(PATHS.spotBalance)).toHaveLength(8);
  });

  it('measures again before it uses an offset that its caller does not accept', async () => {
    here = world({ start: NOW + 36 * HOUR });
    const exchange = createClient({ ...here.parts, baseUrl: fakeBingx.url });
    // An error of an hour ago, as a cache between here and the exchange might send it.
    fakeBingx.stub(PATHS.serverTime, { body: errorBody(ERRORS.timestampMismatch, here.now() - HOUR) });
    const deadline = here.parts.clock() + 30_000;
    const isUsable = (skewMs: number) => skewMs < HOUR;

    expect(await exchange.syncClock(deadline, () => true)).toBe(HOUR);
    expect(await exchange.syncClock(deadline, isUsable)).toBe(0);
    fakeBingx.stub(PATHS.serverTime, { status: 503 });
    expect(await exchange.syncClock(deadline, (skewMs) => skewMs > 0)).toBeUndefined();
  });

  it('measures again, with one request, after the local clock was corrected', async () => {
    here = world({ start: NOW + 48 * HOUR });
    let skewMs = TEN_MINUTES;
    const clock = () => here.now() + skewMs;
    const exchange = createClient({ ...here.parts, clock, baseUrl: fakeBingx.url });
    await snapshot(exchange, clock);

    skewMs = 0;
    const reading = await snapshot(exchange, clock);

    expect(reading).toMatchObject({ kind: 'answered', attempts: 2, clockSkewMs: 0 });
  });
});
