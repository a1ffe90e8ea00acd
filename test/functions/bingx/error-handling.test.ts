/**
 * Every documented error code and every network fault: why the run fails, how many requests it sent,
 * how long it waited, which metric it raises. Over real sockets, on a clock that advances only by waits.
 */
import { METRICS } from '../../../functions/snapshot/metrics';
import { FAILURES } from '../../../functions/snapshot/outcome';
import { errorBody } from '../../../infra/local/fake-bingx/responses';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import {
  BODIES,
  BUSY,
  CODES,
  CONNECTIONS,
  coded,
  html,
  later,
  recorded,
  rotated,
  STATUSES,
} from './error-cases';
import { RECORDED, recordedAt } from './recorded';
import { CREDENTIALS, NOW, run, world } from './run';

// Slow on a busy machine.
jest.setTimeout(60_000);
let fakeBingx: FakeBingx;
beforeAll(async () => {
  const held = [{ asset: 'BTC', free: '44.37692200000000237300', locked: '0' }];
  fakeBingx = await startFakeBingx({
    accounts: [
      { ...CREDENTIALS, balances: held },
      { ...rotated, balances: held },
    ],
    now: () => here.now(),
    // The cases share a time: together they would exceed the rate limit.
    rateLimit: { requests: 1000, perMs: 1 },
  });
});
afterAll(() => fakeBingx.stop());

let here = world();
beforeEach(() => {
  fakeBingx.reset();
  here = world();
});

describe.each([
  ['codes', CODES],
  ['statuses without a code', STATUSES],
  ['bodies', BODIES],
  ['connections', CONNECTIONS],
])('%s', (_kind, cases) => {
  it.each(cases.map((row) => ({ what: row[0], row })))('$what', async ({ row }) => {
    const [, answers, end, requests, waits, metric, options] = row;
    fakeBingx.stub(PATHS.spotBalance, ...answers);
    // Shorter only for cases that end by a timeout, and shortest where no response ever arrives: other responses must
    // arrive in time on a slow machine.
    const silent = answers.some((answer) => 'fault' in answer && /hang|stalled/.test(answer.fault));
    const limitMs = end === 'captured' ? 2_000 : 80;

    const reading = await run(
      here,
      { baseUrl: fakeBingx.url, ...(silent && { timeouts: { headersMs: limitMs, bodyMs: limitMs } }) },
      options,
    );

    expect(reading.kind === 'failed' ? reading.reason : 'captured').toBe(end);
    expect(here.waits).toEqual(waits);
    expect(fakeBingx.requestsTo(PATHS.spotBalance)).toHaveLength(requests);
    expect(reading.attempts).toBe(requests);
    expect(reading.kind === 'failed' ? FAILURES[reading.reason].metric : METRICS.captured).toBe(metric);
    expectNothingSecret(reading);
  });
});

it('covers at least sixty cases', () => {
  expect([CODES, STATUSES, BODIES, CONNECTIONS].flat().length).toBeGreaterThanOrEqual(60);
});

/** Checks all output of the run: the reading, its bytes, the log. */
function expectNothingSecret(reading: object & { raw?: Uint8Array }) {
  const { raw, ...fields } = reading;
  const sentences = JSON.stringify([fields, here.log]);
  const everything = sentences + Buffer.from(raw ?? []).toString('latin1');
  const signatures = fakeBingx.requests.flatMap(({ query }) => /signature=(\w+)/.exec(query)?.[1] ?? []);
  for (const secret of [CREDENTIALS, rotated].flatMap(Object.values<string>).concat(signatures)) {
    expect(everything).not.toContain(secret);
  }
  expect(sentences).not.toMatch(/https?:\/\/|openApi|signature=|timestamp=/);
}

it('never sends the same timestamp and signature twice', async () => {
  fakeBingx.stub(PATHS.spotBalance, ...Array(4).fill(recorded(RECORDED.busy)));

  await run(here, { baseUrl: fakeBingx.url });

  const queries = fakeBingx.requestsTo(PATHS.spotBalance).map(({ query }) => query);
  expect(new Set(queries).size).toBe(5);
});

it("reports the error's code and message, and the client address seen by the exchange", async () => {
  fakeBingx.stub(PATHS.spotBalance, recorded(RECORDED.whitelistWithAddress));

  const reading = await run(here, { baseUrl: fakeBingx.url });

  expect(reading).toMatchObject({
    code: '100419',
    egressIp: '36.228.12.229',
    message:
      'your current request IP is 36.228.12.229 does not match IP whitelist , please go to bingx.com to verify the ip you have set',
    raw: Buffer.from(recordedAt(NOW, RECORDED.whitelistWithAddress)),
  });
});

it('reports the end of a ban that is too long to wait for', async () => {
  fakeBingx.stub(PATHS.spotBalance, recorded(RECORDED.repeatedErrors, later));

  expect(await run(here, { baseUrl: fakeBingx.url })).toMatchObject({ reason: 'banned', retryAt: later });
});

it('keeps the code and message of an unknown error', async () => {
  fakeBingx.stub(PATHS.spotBalance, coded(987654, 'something new'));

  expect(await run(here, { baseUrl: fakeBingx.url })).toMatchObject({
    code: '987654',
    message: 'something new',
  });
});

it('reports the HTTP status when the body has no code', async () => {
  fakeBingx.stub(PATHS.spotBalance, html(403));

  expect(await run(here, { baseUrl: fakeBingx.url })).toMatchObject({ code: 'HTTP 403' });
});

it('keeps the complete body of a response that it cannot parse', async () => {
  const body = Buffer.alloc(300 * 1024, 'x');
  fakeBingx.stubAlways(PATHS.spotBalance, { body });

  const reading = await run(here, { baseUrl: fakeBingx.url });
  fakeBingx.stubAlways(PATHS.spotBalance, undefined);

  expect(reading.raw).toEqual(body);
});

it('sends no balance request when the time request is answered with a ban', async () => {
  fakeBingx.stub(PATHS.serverTime, html(403));

  const reading = await run(here, { baseUrl: fakeBingx.url });

  expect(reading).toMatchObject({ reason: 'banned', code: 'HTTP 403', attempts: 0 });
  expect(fakeBingx.requestsTo(PATHS.spotBalance)).toEqual([]);
});

it('reads the secret again only when the key was rejected', async () => {
  fakeBingx.stub(PATHS.spotBalance, { body: errorBody({ code: 100500, msg: BUSY }, NOW) });

  await run(here, { baseUrl: fakeBingx.url });

  expect(here.rotations).toBe(0);
});
