/** Network behaviour: DNS, TLS, failover between hosts, redirects and connection reuse. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { createClient } from '../../../functions/bingx/client';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { CREDENTIALS, readSpot, run, world } from './run';
import { SELF_SIGNED } from './self-signed';
import { closeServers, listening, nowhere } from './servers';

// Slow on a busy machine.
jest.setTimeout(60_000);

const HELD = [{ asset: 'BTC', free: '1', locked: '0' }];

let here = world();
let fakeBingx: FakeBingx;
beforeEach(async () => {
  here = world();
  fakeBingx = await startFakeBingx({
    accounts: [{ ...CREDENTIALS, balances: HELD }],
    now: () => here.now(),
  });
});
afterEach(async () => {
  await fakeBingx.stop();
  closeServers();
});

const UNREACHABLE: [what: string, baseUrl: () => Promise<string>, detail: RegExp][] = [
  ['the port is closed', async () => `http://${await nowhere()}`, /ECONNREFUSED/],
  ['the name does not exist', async () => 'http://bingx.invalid', /ENOTFOUND|EAI_AGAIN|TIMEOUT/],
  [
    'the server speaks no TLS',
    async () => `https://${await listening(createHttpServer())}`,
    /ERR_SSL|EPROTO|ECONNRESET/,
  ],
  [
    'the certificate is self-signed',
    async () => `https://${await listening(createHttpsServer(SELF_SIGNED))}`,
    /DEPTH_ZERO_SELF_SIGNED_CERT/,
  ],
  [
    'the TLS handshake never completes',
    async () => `https://${await listening(createServer())}`,
    /CONNECT_TIMEOUT/,
  ],
];

/** Responses that never complete. */
const STRANGE = {
  'switches protocols': 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  'closes before the end of a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"code"',
};

it.each(Object.entries(STRANGE))('does not wait for a timeout when the server %s', async (_what, bytes) => {
  const server = createServer((socket) => socket.once('data', () => socket.end(bytes)));
  const baseUrl = `http://${await listening(server)}`;

  const reading = await run(here, { baseUrl });

  expect(reading).toMatchObject({ kind: 'failed', reason: 'exchange-unavailable', attempts: 5 });
  expect(JSON.stringify(reading)).not.toContain('TIMEOUT');
});

describe.each(UNREACHABLE)('when %s', (_what, baseUrl, detail) => {
  it('sends five requests and reports the failure without an address', async () => {
    const reading = await run(here, { baseUrl: await baseUrl(), timeouts: { connectMs: 150 } });

    expect(reading).toMatchObject({ kind: 'failed', reason: 'exchange-unavailable', attempts: 5 });
    expect(here.waits).toEqual([250, 500, 1000, 2000]);
    const text = JSON.stringify([reading, here.log]);
    expect(text).toMatch(detail);
    expect(text).not.toMatch(/127\.0\.0\.1|https?:/);
  });

  it('fails over to the next host', async () => {
    const reading = await run(here, {
      baseUrl: await baseUrl(),
      fallbackBaseUrls: [fakeBingx.url],
      // Long enough for the second host to respond on a busy machine.
      timeouts: { connectMs: 1_500 },
    });

    expect(reading).toMatchObject({ kind: 'answered', attempts: 1 });
    expect(here.log.map(({ message }) => message)).toContain(
      'BingX could not be reached; the next request uses another of its hosts',
    );
  });
});

it('fails over through the hosts in order, and starts each run with the first one', async () => {
  const first = `http://${await nowhere()}`;
  const exchange = createClient({
    ...here.parts,
    baseUrl: first,
    fallbackBaseUrls: [first, fakeBingx.url],
  });
  const snapshot = () => {
    const deadline = here.now() + 30_000;
    void exchange.syncClock(deadline);
    const getCredentials = async () => CREDENTIALS;
    return readSpot(exchange, { credentials: CREDENTIALS, deadline, getCredentials });
  };

  const readings = [await snapshot(), await snapshot()];

  // The time request fails at the first host, the first balance request at the second.
  expect(readings.map(({ attempts }) => attempts)).toEqual([2, 2]);
});

it.each([
  ['an API error', { body: '{"code":100500,"msg":"The current system is busy, please try again later"}' }],
  ['an HTTP error', { status: 503 }],
  ['a truncated response', { fault: 'truncated-body' as const }],
  ['a response with an invalid encoding', { fault: 'gzip-garbage' as const }],
])('stays with the same host after %s', async (_what, answer) => {
  const other = await startFakeBingx({ accounts: [], now: () => here.now() });
  fakeBingx.stub(PATHS.spotBalance, answer);

  const reading = await run(here, { baseUrl: fakeBingx.url, fallbackBaseUrls: [other.url] });
  await other.stop();

  expect(reading).toMatchObject({ kind: 'answered', attempts: 2 });
  expect(other.requests).toEqual([]);
});

it('never follows a redirect', async () => {
  const other = await startFakeBingx({ accounts: [], now: () => here.now() });
  fakeBingx.stub(PATHS.spotBalance, { status: 307, headers: { location: other.url + PATHS.spotBalance } });

  await run(here, { baseUrl: fakeBingx.url });
  await other.stop();

  expect(other.requests).toEqual([]);
  expect(fakeBingx.requestsTo(PATHS.spotBalance)).toHaveLength(1);
});

describe('the connections of a run', () => {
  async function connectionsOf(pauseMs: number): Promise<number> {
    const exchange = createClient({ ...here.parts, baseUrl: fakeBingx.url });
    for (let round = 0; round < 2; round++) {
      const deadline = here.now() + 30_000;
      void exchange.syncClock(deadline);
      const getCredentials = async () => CREDENTIALS;
      await readSpot(exchange, { credentials: CREDENTIALS, deadline, getCredentials });
      here.pass(pauseMs);
    }
    return new Set(fakeBingx.requests.map(({ fromPort }) => fromPort)).size;
  }

  it('are reused after a short idle time', async () => {
    expect(await connectionsOf(1_000)).toBe(1);
  });

  it('are replaced after an idle time in which the exchange may have closed them', async () => {
    expect(await connectionsOf(60_000)).toBe(2);
  });
});

it('rejects a base URL without a scheme', () => {
  expect(() => createClient({ ...here.parts, baseUrl: 'open-api.bingx.com' })).toThrow(
    'BingX\'s address must be a URL with http or https, got "open-api.bingx.com".',
  );
});
