/** Time limits of each phase of a request, and the idle limit of a connection, on a simulated clock. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, Agent as HttpsAgent } from 'node:https';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { createHttpClient, type HttpRequest } from '../../../functions/bingx/http-client';
import { SELF_SIGNED } from './self-signed';
import { closeServers, listening, serve, startManualServer } from './servers';

const NOW = 1_764_000_000_000;
const TIMEOUTS = { connectMs: 100, headersMs: 1_000, bodyMs: 10_000 };

// Only the timers are simulated: the network uses real time.
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
});
afterEach(() => {
  jest.useRealTimers();
  closeServers();
});

const httpRequest = (changes: Partial<HttpRequest> & { baseUrl: string }): HttpRequest => ({
  target: '/path?query=1',
  headers: {},
  limitMs: 100_000,
  ...changes,
});

const OPTIONS = { clock: () => NOW, timeouts: TIMEOUTS };

const send = (changes: Partial<HttpRequest> & { baseUrl: string }) =>
  createHttpClient(OPTIONS)(httpRequest(changes));

/** Resolves when the client has read the headers of a response. */
function headersRead(): Promise<void> {
  const channel = 'http.client.response.finish';
  return new Promise((resolve) => {
    const read = () => {
      unsubscribe(channel, read);
      resolve();
    };
    subscribe(channel, read);
  });
}

/** An agent that trusts the server and has connected to it before the first request. */
async function connectedAhead(baseUrl: string): Promise<HttpsAgent> {
  const agent = new HttpsAgent({ keepAlive: true });
  const socket = connect({ port: Number(new URL(baseUrl).port), host: '127.0.0.1', ca: SELF_SIGNED.cert });
  await once(socket, 'secureConnect');
  agent.createConnection = () => socket;
  return agent;
}

describe('the time limit', () => {
  it('for connecting ends a request whose TLS handshake does not complete', async () => {
    const server = createServer();
    const result = send({ baseUrl: `https://${await listening(server)}` });
    await once(server, 'connection');

    jest.advanceTimersByTime(TIMEOUTS.connectMs);

    expect(await result).toEqual({ kind: 'network-error', detail: 'CONNECT_TIMEOUT' });
  });

  describe.each([
    ['a new connection', async () => ({ ...(await startManualServer()), send: createHttpClient(OPTIONS) })],
    [
      'a reused connection',
      async () => {
        const server = await startManualServer();
        const send = createHttpClient(OPTIONS);
        const first = send(httpRequest(server));
        (await server.nextResponse()).end('{}');
        await first;
        return { ...server, send };
      },
    ],
    [
      'a connection opened in advance',
      async () => {
        const server = await startManualServer(createHttpsServer(SELF_SIGNED));
        const httpsAgent = await connectedAhead(server.baseUrl);
        return { ...server, send: createHttpClient({ ...OPTIONS, httpsAgent }) };
      },
    ],
  ])('over %s', (_what, start) => {
    it('for the headers is the only phase limit until they arrive', async () => {
      const { send, nextResponse, baseUrl } = await start();
      const [result, response] = [send(httpRequest({ baseUrl })), await nextResponse()];

      jest.advanceTimersByTime(TIMEOUTS.headersMs - 1);
      response.end('{}');

      expect(await result).toMatchObject({ kind: 'answer' });
    });

    it('for the headers ends a request without a response, and its connection', async () => {
      const { send, nextResponse, baseUrl } = await start();
      const [result, response] = [send(httpRequest({ baseUrl })), await nextResponse()];
      const closed = once(response, 'close');

      jest.advanceTimersByTime(TIMEOUTS.headersMs);

      expect(await result).toEqual({ kind: 'network-error', detail: 'HEADERS_TIMEOUT' });
      await closed;
    });
  });

  it('for the body is the only phase limit after the headers have arrived', async () => {
    const { nextResponse, baseUrl } = await startManualServer();
    const [result, read, response] = [send({ baseUrl }), headersRead(), await nextResponse()];
    response.write('{');
    await read;

    jest.advanceTimersByTime(TIMEOUTS.bodyMs - 1);
    response.end('}');

    expect(await result).toMatchObject({ kind: 'answer', body: Buffer.from('{}') });
  });

  it('for the body ends an incomplete response', async () => {
    const { nextResponse, baseUrl } = await startManualServer();
    const [result, read, response] = [send({ baseUrl }), headersRead(), await nextResponse()];
    response.writeHead(203).write('{');
    await read;

    jest.advanceTimersByTime(TIMEOUTS.bodyMs);

    expect(await result).toEqual({ kind: 'truncated', status: 203, detail: 'BODY_TIMEOUT' });
  });

  it('for the entire request ends any phase', async () => {
    const { nextResponse, baseUrl } = await startManualServer();
    const [result] = [send({ baseUrl, limitMs: 500 }), await nextResponse()];

    jest.advanceTimersByTime(500);

    expect(await result).toEqual({ kind: 'network-error', detail: 'TIMEOUT' });
  });

  it.each([
    ['a response', (response: ServerResponse) => response.end('{}')],
    ['a failure', (response: ServerResponse) => response.destroy()],
  ])('leaves no timer running after %s', async (_what, end) => {
    const { nextResponse, baseUrl } = await startManualServer();
    const [result, response] = [send({ baseUrl }), await nextResponse()];

    end(response);
    await result;

    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a connection', () => {
  /** Sends a request at each of these times (ms from the first); returns the number of connections. */
  async function connectionsFor(times: number[]): Promise<number> {
    let now = NOW;
    const ports = new Set<number | undefined>();
    const host = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const send = createHttpClient({ clock: () => now, timeouts: TIMEOUTS });
    for (const time of times) {
      now = NOW + time;
      await send(httpRequest({ baseUrl: `http://${host}` }));
    }
    return ports.size;
  }

  it.each([
    ['at once', [0, 0], 1],
    ['after twenty seconds', [0, 20_000], 1],
    ['repeatedly, within twenty seconds each time', [0, 15_000, 30_000, 45_000], 1],
    ['later', [0, 20_001], 2],
    ['by a clock that was set back meanwhile', [0, -20_001], 2],
    ['late, and then again', [0, 60_000, 60_001], 2],
  ])('used again %s counts as new or reused by its idle time', async (_when, times, connections) => {
    expect(await connectionsFor(times)).toBe(connections);
  });

  it.each<[string, (baseUrl: string) => Promise<HttpsAgent | undefined>, Server | undefined]>([
    ['opened by the request', async () => undefined, undefined],
    ['opened in advance', connectedAhead, createHttpsServer(SELF_SIGNED)],
  ])('%s is closed when its idle time is too long', async (_whose, made, server) => {
    let now = NOW;
    const { baseUrl, nextResponse } = await startManualServer(server);
    const httpsAgent = await made(baseUrl);
    const send = createHttpClient({ clock: () => now, timeouts: TIMEOUTS, httpsAgent });
    const [first, response] = [send(httpRequest({ baseUrl })), await nextResponse()];
    const closed = once(response.req.socket, 'close');
    response.end('{}');
    await first;

    now += 60_000;
    const second = send(httpRequest({ baseUrl, limitMs: 1 }));
    await closed;

    jest.advanceTimersByTime(1);
    expect(await second).toMatchObject({ kind: 'network-error' });
  });
});
