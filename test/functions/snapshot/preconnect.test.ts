/** Connections opened before the first request, which uses them if it can. */
import { once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { createHttpClient } from '../../../functions/bingx/http-client';
import { preconnect } from '../../../functions/snapshot/preconnect';
import { SELF_SIGNED } from '../bingx/self-signed';

// Slow on a busy machine.
jest.setTimeout(60_000);

const TRUST = { ca: SELF_SIGNED.cert };

let server: Server;
let url: string;
let connections: TLSSocket[];
const agents: Agent[] = [];
beforeEach(async () => {
  connections = [];
  server = createServer(SELF_SIGNED, (_request, response) => response.end('here'));
  server.on('secureConnection', (socket) => connections.push(socket));
  url = await listen(server);
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const agent of agents.splice(0)) agent.destroy();
  server.closeAllConnections();
  server.close();
});

async function listen(on: Server): Promise<string> {
  await new Promise<void>((resolve) => on.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(on.address() as AddressInfo).port}`;
}

function ahead(to: string): Agent {
  const agent = preconnect(to, TRUST);
  agents.push(agent);
  return agent;
}

const ask = (to: string, agent: Agent) =>
  new Promise<string>((resolve, reject) => {
    get(to, { agent, ...TRUST }, async (response) => resolve(String(await response.toArray()))).on(
      'error',
      reject,
    );
  });

it('connects before there is a request, and sends the first one over that connection', async () => {
  const agent = ahead(url);
  await once(server, 'secureConnection');
  expect(await ask(url, agent)).toBe('here');
  expect(connections).toHaveLength(1);
});

it('provides a connection that is still being established', async () => {
  expect(await ask(url, ahead(url))).toBe('here');
  expect(connections).toHaveLength(1);
});

it('keeps the connection for the requests after it', async () => {
  const agent = ahead(url);
  await ask(url, agent);
  await ask(url, agent);
  expect(connections).toHaveLength(1);
});

it('opens a separate connection for a request to another host', async () => {
  const elsewhere = createServer(SELF_SIGNED, (_request, response) => response.end('elsewhere'));
  const other = await listen(elsewhere);
  expect(await ask(other, ahead(url))).toBe('elsewhere');
  elsewhere.closeAllConnections();
  elsewhere.close();
});

it('opens another connection when the server closed the first one meanwhile', async () => {
  const opening = jest.spyOn(Agent.prototype, 'createConnection');
  const agent = ahead(url);
  await once(server, 'secureConnection');
  const closed = once(opening.mock.results[0]?.value, 'close');
  connections[0]?.end();
  await closed;
  expect(await ask(url, agent)).toBe('here');
  expect(connections).toHaveLength(2);
});

it('opens another connection after an idle time in which a frozen sandbox may have missed its close', async () => {
  const agent = ahead(url);
  await once(server, 'secureConnection');
  const later = Date.now() + 10_001;
  jest.spyOn(Date, 'now').mockReturnValue(later);
  expect(await ask(url, agent)).toBe('here');
  expect(connections).toHaveLength(2);
});

it('lets the request fail when the port is closed', async () => {
  const gone = createServer(SELF_SIGNED);
  const nowhere = await listen(gone);
  await new Promise((resolve) => gone.close(resolve));
  await expect(ask(nowhere, ahead(nowhere))).rejects.toThrow('ECONNREFUSED');
});

it.each(['http://127.0.0.1:1', 'no address'])('opens no connection for %s', (to) => {
  expect(ahead(to).constructor).toBe(Agent);
});

it('provides a connected socket to a client with a connect timeout', async () => {
  const slow = createServer(SELF_SIGNED, (_request, response) => setTimeout(() => response.end('{}'), 300));
  const there = await listen(slow);
  const httpsAgent = ahead(there);
  await once(slow, 'secureConnection');
  const send = createHttpClient({ clock: Date.now, httpsAgent, timeouts: { connectMs: 50 } });
  const delivery = await send({ baseUrl: there, target: '/', headers: {}, limitMs: 60_000 });
  expect(delivery).toMatchObject({ kind: 'answer', status: 200 });
  slow.closeAllConnections();
  slow.close();
});
