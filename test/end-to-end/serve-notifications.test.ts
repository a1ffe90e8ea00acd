/** Webhooks and pings of the server against real services that are slow, down, failing or redirecting. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { startFakeBingx } from '../../infra/local/fake-bingx/server';
import { withResources } from '../../infra/local/resources';
import { serve } from '../../infra/local/serve/server';
import { stackOnClock } from '../home-server/stack-on-clock';
import { createVirtualClock } from '../home-server/virtual-clock';
import { deployedStack } from '../support/assembly';
import { CANARY, expectNoSecrets, secretsOf } from '../support/no-secrets';

const FROM = '2026-11-22T08:50:00Z';
const UNTIL = '2026-11-22T10:40:00Z';

type Received = { path: string; headers: unknown; body: string };

let folder: string;
let service: Server;
let received: Received[];
let url: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
  received = [];
  service = createServer(async (request, response) => {
    const { pathname: path } = new URL(request.url ?? '', url);
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ path, headers: request.headers, body });
    // A slow service never answers.
    if (path.startsWith('/slow')) return;
    if (path.startsWith('/failing')) response.writeHead(500);
    if (path.startsWith('/moved')) response.writeHead(302, { location: '/elsewhere' });
    response.end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterEach(() => {
  service.closeAllConnections();
  service.close();
  rmSync(folder, { recursive: true, force: true });
});

it('reports each outcome to every service, delays no snapshot, and sends no key', async () => {
  let shiftMs = 0;
  const controller = new AbortController();
  const invoked: string[] = [];
  const lines: string[] = [];
  const stranger = { apiKey: 'another-api-key', secretKey: 'another-secret-key' };
  const exchange = await startFakeBingx({
    accounts: [{ ...stranger, balances: [] }],
    now: () => Date.now() + shiftMs,
  });
  const clock = createVirtualClock(slotTime(FROM), (now) => {
    shiftMs = now - Date.now();
    // The exchange knows the key from the second slot on.
    if (now >= slotTime('2026-11-22T09:40:00Z')) exchange.accounts[0] = { ...CANARY, balances: [] };
    if (now >= slotTime(UNTIL)) controller.abort();
  });
  const startStack = stackOnClock({
    clock,
    exchangeUrl: exchange.url,
    onInvoke: (target, slot) => target === 'main' && invoked.push(`${slot} at ${toSlot(clock.now())}`),
  });
  const services = ['/slow', '/failing', '/moved', '/good'].map((path) => url + path);
  const targets = [...services, 'http://127.0.0.1:1/down'];

  await withResources(controller.signal, (defer) =>
    serve(
      {
        folder,
        readKeys: () => () => CANARY,
        notify: targets,
        ping: targets.map((target) => ({ account: 'main', url: `${target}/ping` })),
      },
      {
        loadDeployment: () => deployedStack({ accounts: [{ id: 'main', schedule: 'cron(0 * * * ? *)' }] }),
        clock: clock.now,
        sleep: clock.sleep,
        startStack,
        log: (text) => lines.push(text),
        logFunction: (text) => lines.push(text),
      },
      defer,
      controller.signal,
    ),
  ).catch((error: Error) => lines.push(error.message));
  await exchange.stop();

  const slots = ['09', '10'].map((hour) => `2026-11-22T${hour}:00:00Z`);
  expect(invoked).toEqual(slots.map((slot) => `${slot} at ${slot}`));
  const sentTo = (path: string) => received.filter((request) => request.path === path).length;
  expect([sentTo('/good/ping/fail'), sentTo('/good/ping')]).toEqual([1, 1]);
  const texts = received.filter(({ path }) => path === '/good').map(({ body }) => JSON.parse(body).text);
  expect(texts).toEqual([
    expect.stringMatching(/main: credentials-rejected since 09:00Z/),
    expect.stringMatching(/main: recovered at 10:00Z/),
  ]);
  expect(sentTo('/failing')).toBeGreaterThan(1);
  expect(sentTo('/slow')).toBe(1);
  expect(sentTo('/elsewhere')).toBe(0);
  expect(lines.filter((line) => line.includes('HTTP 302'))).not.toEqual([]);
  expectNoSecrets([received, lines], secretsOf([CANARY], exchange.requests));
});
