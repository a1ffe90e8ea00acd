/** What lies between us and the exchange: names, certificates, other hosts, connections used again. */
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { createClient } from '../../../functions/bingx/client';
import { type FakeBingx, PATHS, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { CREDENTIALS, readSpot, run, world } from './run';
import { SELF_SIGNED } from './self-signed';
import { closeServers, listening, nowhere } from './servers';

// For a busy machine.
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
  ['nobody listens', async () => `http://${await nowhere()}`, /ECONNREFUSED/],
  ['the name does not exist', async () => 'http://bingx.invalid', /ENOTFOUND|EAI_AGAIN|TIMEOUT/],
  [
    'the server speaks no TLS',
    async () => `https://${await listening(createHttpServer())}`,
    /ERR_SSL|EPROTO|ECONNRESET/,
  ],
  [
    'the certificate is signed by nobody',
    async () => `https://${await listening(createHttpsServer(SELF_SIGNED))}`,
    /DEPTH_ZERO_SELF_SIGNED_CERT/,
  ],
  ['the handshake never ends', async () => `https://${await listening(createServer())}`, /CONNECT_TIMEOUT/],
];

/** What is no answer to a question, in one line each. */
const STRANGE = {
  'switches protocols': 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
  'announces more than it says': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"code"',
};

it.each(Object.entries(STRANGE))('does not wait for a server that %s', async (_what, bytes) => {
  const server = createServer((socket) => socket.once('data', () => socket.end(bytes)));
  const baseUrl = `http://${await listening(server)}`;

  const reading = await run(here, { baseUrl });

  expect(reading).toMatchObject({ kind: 'failed', reason: 'exchange-unavailable', attempts: 5 });
  expect(JSON.stringify(reading)).not.toContain('TIMEOUT');
});

describe.each(UNREACHABLE)('where %s', (_what, baseUrl, detail) => {
  it('tries five times and says so without an address', async () => {
    const reading = await run(here, { baseUrl: await baseUrl(), timeouts: { connectMs: 150 } });

    expect(reading).toMatchObject({ kind: 'failed', reason: 'exchange-unavailable', attempts: 5 });
    expect(here.waits).toEqual([250, 500, 1000, 2000]);
    const said = JSON.stringify([reading, here.log]);
    expect(said).toMatch(detail);
    expect(said).not.toMatch(/127\.0\.0\.1|https?:/);
  });

  it('turns to the next host', async () => {
    const reading = await run(here, {
      baseUrl: await baseUrl(),
      fallbackBaseUrls: [fakeBingx.url],
      // Longer: the second host has to be in time, on a busy machine as well.
      timeouts: { connectMs: 1_500 },
    });

    expect(reading).toMatchObject({ kind: 'answered', attempts: 1 });
    expect(here.log.map(({ message }) => message)).toContain(
      'BingX could not be reached; the next request uses another of its hosts',
    );
  });
});

it('goes through the hosts in turn, and begins each run with the first', async () => {
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

  // The question for the time finds the first host away, the first one for the balance the second.
  expect(readings.map(({ attempts }) => attempts)).toEqual([2, 2]);
});

it.each([
  ['a refusal', { body: '{"code":100500,"msg":"The current system is busy, please try again later"}' }],
  ['a status', { status: 503 }],
  ['an answer that is cut short', { fault: 'truncated-body' as const }],
  ['an answer that is garbled', { fault: 'gzip-garbage' as const }],
])('stays with its host after %s', async (_what, answer) => {
  const other = await startFakeBingx({ accounts: [], now: () => here.now() });
  fakeBingx.script(PATHS.spotBalance, answer);

  const reading = await run(here, { baseUrl: fakeBingx.url, fallbackBaseUrls: [other.url] });
  await other.stop();

  expect(reading).toMatchObject({ kind: 'answered', attempts: 2 });
  expect(other.requests).toEqual([]);
});

it('never follows a redirect', async () => {
  const other = await startFakeBingx({ accounts: [], now: () => here.now() });
  fakeBingx.script(PATHS.spotBalance, { status: 307, headers: { location: other.url + PATHS.spotBalance } });

  await run(here, { baseUrl: fakeBingx.url });
  await other.stop();

  expect(other.requests).toEqual([]);
  expect(fakeBingx.requestsTo(PATHS.spotBalance)).toHaveLength(1);
});

describe('the connections that a run opens', () => {
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

  it('are used again as long as they are warm', async () => {
    expect(await connectionsOf(1_000)).toBe(1);
  });

  it('are opened anew after a pause in which the exchange may have closed them unheard', async () => {
    expect(await connectionsOf(60_000)).toBe(2);
  });
});

it('refuses an address that is none, in one sentence', () => {
  expect(() => createClient({ ...here.parts, baseUrl: 'open-api.bingx.com' })).toThrow(
    'BingX\'s address must be a URL with http or https, got "open-api.bingx.com".',
  );
});
