/** No secret leaves the client, even when the exchange echoes the request. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serverTimeBody } from '../../../infra/local/fake-bingx/responses';
import { PATHS } from '../../../infra/local/fake-bingx/server';
import { expectNoSecrets } from '../../support/no-secrets';
import { CREDENTIALS, NOW, run, world } from './run';

/** An exchange or proxy that echoes the request. */
let server: Server;
let seen: IncomingMessage[];
let answer: (request: IncomingMessage) => { status?: number; body: string };
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    const asksTheTime = request.url === PATHS.serverTime;
    const { status = 200, body } = asksTheTime ? { body: serverTimeBody(NOW) } : answer(request);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  seen = [];
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const echo = ({ url, headers, socket }: IncomingMessage) =>
  `GET http://127.0.0.1:${socket.localPort}${url} key ${headers['x-bx-apikey']} secret ${CREDENTIALS.secretKey}`;

const balances = (request: IncomingMessage) =>
  JSON.stringify({
    code: 0,
    msg: '',
    debugMsg: echo(request),
    data: { balances: [{ asset: 'BTC', free: '1', locked: '0' }] },
  });

it.each([
  ['in an API error', (request) => ({ body: JSON.stringify({ code: 100001, msg: echo(request) }) })],
  [
    'in capitals',
    (request) => ({ body: JSON.stringify({ code: 100001, msg: echo(request).toUpperCase() }) }),
  ],
  ['in HTML', (request) => ({ status: 403, body: `<html>${echo(request)}</html>` })],
  ['in a body that is not JSON', (request) => ({ body: echo(request) })],
  ['beside the balances', (request) => ({ body: balances(request) })],
  [
    'with escapes',
    () => ({
      body: `{"code":100413,"msg":"${CREDENTIALS.apiKey.replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)}"}`,
    }),
  ],
] satisfies [string, typeof answer][])('redacts a request that is echoed %s', async (_how, echoing) => {
  answer = echoing;
  const here = world();

  const { raw, ...reading } = await run(here, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });

  const said = (JSON.stringify([reading, here.log]) + Buffer.from(raw ?? [])).toLowerCase();
  const signatures = seen.flatMap(({ url = '' }) => /signature=(\w+)/.exec(url)?.[1] ?? []);
  expect(signatures.length).toBeGreaterThan(0);
  for (const secret of [CREDENTIALS.apiKey, CREDENTIALS.secretKey, ...signatures]) {
    expect(said).not.toContain(secret.toLowerCase());
  }
  expect(JSON.stringify(reading)).not.toContain('http://');
});

it('rejects a response in which an asset is named like the key', async () => {
  const here = world();
  answer = ({ headers }) => ({
    body: JSON.stringify({
      code: 0,
      data: { balances: [{ asset: headers['x-bx-apikey'], free: '1', locked: '0' }] },
    }),
  });

  const reading = await run(here, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });

  expect(reading).toMatchObject({ kind: 'failed', reason: 'invalid-response' });
  expectNoSecrets([reading, here.log], Object.values(CREDENTIALS));
});

it('truncates an error code to 32 characters', async () => {
  const here = world();
  answer = () => ({ body: `{"code":${'9'.repeat(420_000)},"msg":"x"}` });

  const reading = await run(here, {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });

  expect(reading.kind === 'failed' && reading.code?.length).toBe(32);
});

it.each([
  ['of 32,768 characters', 'k'.repeat(32_768), 's'.repeat(65_536)],
  ['of regular expression characters', 'a.b*(c)[d]\\\\e|$^', 'x+y?{1}(and)[some]*more^of$them'],
])('redacts keys %s', async (_what, apiKey, secretKey) => {
  const here = world();
  answer = () => ({ body: JSON.stringify({ code: 100001, msg: `secret ${secretKey} is wrong` }) });

  const reading = await run(
    here,
    { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    { credentials: { apiKey, secretKey } },
  );

  expect(reading).toMatchObject({ kind: 'failed' });
  expectNoSecrets([reading, here.log], [apiKey, secretKey]);
});

it.each([
  ['an empty key', { apiKey: '', secretKey: 'x' }],
  ['an empty secret', { apiKey: 'x', secretKey: '' }],
  ['a line break within the key', { apiKey: 'abc\ndef', secretKey: 'x' }],
  ['a key with letters outside Latin-1', { apiKey: 'ключ', secretKey: 'x' }],
])('sends no request for %s, and does not quote it', async (_what, credentials) => {
  const here = world();

  const reading = await run(
    here,
    { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    { credentials },
  );

  expect(reading).toMatchObject({ kind: 'failed', reason: 'credentials-rejected', attempts: 0 });
  expect(here.rotations).toBe(1);
  expect(seen.filter(({ url }) => url?.includes('balance'))).toEqual([]);
  expect(JSON.stringify(reading)).not.toMatch(/abc|ключ/);
});
