/** How long each phase of a question may take, and how long a connection may be used: on a clock of the test's own. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, Agent as HttpsAgent } from 'node:https';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { createHttpClient, type HttpRequest } from '../../../functions/bingx/http-client';
import { SELF_SIGNED } from './self-signed';
import { closeServers, listening, serve, startAsked } from './servers';

const NOW = 1_764_000_000_000;
const TIMEOUTS = { connectMs: 100, headersMs: 1_000, bodyMs: 10_000 };

// The limits alone: the network takes the time that it takes.
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
});
afterEach(() => {
  jest.useRealTimers();
  closeServers();
});

const outgoing = (changes: Partial<HttpRequest> & { baseUrl: string }): HttpRequest => ({
  target: '/path?query=1',
  headers: {},
  limitMs: 100_000,
  ...changes,
});

const PARTS = { clock: () => NOW, timeouts: TIMEOUTS };

const send = (changes: Partial<HttpRequest> & { baseUrl: string }) =>
  createHttpClient(PARTS)(outgoing(changes));

/** The client has read the headers of an answer. */
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

/** Trusts the server, and has a connection to it before anybody asks. */
async function connectedAhead(baseUrl: string): Promise<HttpsAgent> {
  const agent = new HttpsAgent({ keepAlive: true });
  const socket = connect({ port: Number(new URL(baseUrl).port), host: '127.0.0.1', ca: SELF_SIGNED.cert });
  await once(socket, 'secureConnect');
  agent.createConnection = () => socket;
  return agent;
}

describe('a limit', () => {
  it('for connecting ends what does not get through the handshake', async () => {
    const server = createServer();
    const delivery = send({ baseUrl: `https://${await listening(server)}` });
    await once(server, 'connection');

    jest.advanceTimersByTime(TIMEOUTS.connectMs);

    expect(await delivery).toEqual({ kind: 'network-error', detail: 'CONNECT_TIMEOUT' });
  });

  describe.each([
    ['a new connection', async () => ({ ...(await startAsked()), send: createHttpClient(PARTS) })],
    [
      'a connection that is used again',
      async () => {
        const server = await startAsked();
        const again = createHttpClient(PARTS);
        const first = again(outgoing(server));
        (await server.question()).end('{}');
        await first;
        return { ...server, send: again };
      },
    ],
    [
      'a connection that was made ahead',
      async () => {
        const server = await startAsked(createHttpsServer(SELF_SIGNED));
        const httpsAgent = await connectedAhead(server.baseUrl);
        return { ...server, send: createHttpClient({ ...PARTS, httpsAgent }) };
      },
    ],
  ])('over %s', (_what, start) => {
    it('for the headers is the only one that counts until they come', async () => {
      const { send, question, baseUrl } = await start();
      const [delivery, response] = [send(outgoing({ baseUrl })), await question()];

      jest.advanceTimersByTime(TIMEOUTS.headersMs - 1);
      response.end('{}');

      expect(await delivery).toMatchObject({ kind: 'answer' });
    });

    it('for the headers ends a question that is not answered, and its connection', async () => {
      const { send, question, baseUrl } = await start();
      const [delivery, response] = [send(outgoing({ baseUrl })), await question()];
      const closed = once(response, 'close');

      jest.advanceTimersByTime(TIMEOUTS.headersMs);

      expect(await delivery).toEqual({ kind: 'network-error', detail: 'HEADERS_TIMEOUT' });
      await closed;
    });
  });

  it('for the body is the only one that counts once the headers have come', async () => {
    const { question, baseUrl } = await startAsked();
    const [delivery, read, response] = [send({ baseUrl }), headersRead(), await question()];
    response.write('{');
    await read;

    jest.advanceTimersByTime(TIMEOUTS.bodyMs - 1);
    response.end('}');

    expect(await delivery).toMatchObject({ kind: 'answer', body: Buffer.from('{}') });
  });

  it('for the body ends an answer that does not come whole', async () => {
    const { question, baseUrl } = await startAsked();
    const [delivery, read, response] = [send({ baseUrl }), headersRead(), await question()];
    response.writeHead(203).write('{');
    await read;

    jest.advanceTimersByTime(TIMEOUTS.bodyMs);

    expect(await delivery).toEqual({ kind: 'truncated', status: 203, detail: 'BODY_TIMEOUT' });
  });

  it('for the whole ends it in any phase', async () => {
    const { question, baseUrl } = await startAsked();
    const [delivery] = [send({ baseUrl, limitMs: 500 }), await question()];

    jest.advanceTimersByTime(500);

    expect(await delivery).toEqual({ kind: 'network-error', detail: 'TIMEOUT' });
  });

  it.each([
    ['an answer', (response: ServerResponse) => response.end('{}')],
    ['a failure', (response: ServerResponse) => response.destroy()],
  ])('is not left running by %s', async (_what, end) => {
    const { question, baseUrl } = await startAsked();
    const [delivery, response] = [send({ baseUrl }), await question()];

    end(response);
    await delivery;

    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a connection', () => {
  /** Asks at each of these moments, ms from the first, and tells how many connections that took. */
  async function connectionsFor(moments: number[]): Promise<number> {
    let now = NOW;
    const ports = new Set<number | undefined>();
    const host = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const send = createHttpClient({ clock: () => now, timeouts: TIMEOUTS });
    for (const moment of moments) {
      now = NOW + moment;
      await send(outgoing({ baseUrl: `http://${host}` }));
    }
    return ports.size;
  }

  it.each([
    ['at once', [0, 0], 1],
    ['after twenty seconds', [0, 20_000], 1],
    ['each time within twenty seconds of the last', [0, 15_000, 30_000, 45_000], 1],
    ['later', [0, 20_001], 2],
    ['by a clock that was set back meanwhile', [0, -20_001], 2],
    ['late, and then again', [0, 60_000, 60_001], 2],
  ])('used %s', async (_when, moments, connections) => {
    expect(await connectionsFor(moments)).toBe(connections);
  });

  it.each<[string, (baseUrl: string) => Promise<HttpsAgent | undefined>, Server | undefined]>([
    ['of its own', async () => undefined, undefined],
    ['made ahead', connectedAhead, createHttpsServer(SELF_SIGNED)],
  ])('%s is closed once it is too old to be used', async (_whose, made, server) => {
    let now = NOW;
    const { baseUrl, question } = await startAsked(server);
    const httpsAgent = await made(baseUrl);
    const send = createHttpClient({ clock: () => now, timeouts: TIMEOUTS, httpsAgent });
    const [first, response] = [send(outgoing({ baseUrl })), await question()];
    const closed = once(response.req.socket, 'close');
    response.end('{}');
    await first;

    now += 60_000;
    const second = send(outgoing({ baseUrl, limitMs: 1 }));
    await closed;

    jest.advanceTimersByTime(1);
    expect(await second).toMatchObject({ kind: 'network-error' });
  });
});
