/**
 * A network between a function and the emulators: TLS as in production, a configurable round trip, and a record of all
 * requests. As with a real connection, TCP and TLS 1.3 take one round trip each before the first request.
 */
import { Agent, request as forward, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { gzipSync } from 'node:zlib';

type Certificate = { key: string; cert: string };

/** One request: local ms at which the client sent it, or began to connect for it, and received the answer. */
export type Trip = { engine: string; sentAt: number; answeredAt: number };

export type NetworkOptions = {
  roundTripMs: number;
  certificate: Certificate;
  /** Resolves when a request may pass to its engine; `path` has no query. */
  gate?(engine: string, path: string): Promise<void>;
  /** Path → response, for requests that no engine answers. */
  answers?: Readonly<Record<string, string>>;
};

export type Network = {
  /** The engine's address in this network. */
  url(engine: string): string;
  trips: Trip[];
  connections: string[];
  /** Clears the record. */
  reset(): void;
  stop(): Promise<void>;
};

/** Starts a network in front of `engines`, name to URL. */
export async function startNetwork(
  engines: Record<string, string>,
  { roundTripMs, certificate, gate, answers = {} }: NetworkOptions,
): Promise<Network> {
  const trips: Trip[] = [];
  const connections: string[] = [];
  // No kept connections: an engine closes idle ones, which a busy machine notices too late.
  const agent = new Agent();
  const routes = await Promise.all(
    Object.entries(engines).map(async ([engine, url]) => {
      /** Connections without a request, by the port from which the proxy continues them: local ms. */
      const opened = new Map<number | undefined, number>();
      const secured = new Map<number | undefined, number>();
      const tlsServer = createHttpsServer(certificate, async (request, response) => {
        const half = roundTripMs / 2;
        const arrivedAt = performance.now();
        const { remotePort } = request.socket;
        // A request that arrives with the end of the handshake waited for it.
        const waited = arrivedAt - (secured.get(remotePort) ?? 0) < half;
        const sentAt = (waited && opened.get(remotePort)) || arrivedAt - half;
        secured.delete(remotePort);
        const path = request.url?.split('?')[0] ?? '';
        await gate?.(engine, path);
        response.on('finish', () => {
          trips.push({ engine, sentAt, answeredAt: performance.now() + half });
        });
        const body = answers[path];
        if (body !== undefined) {
          response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
          response.end(gzipSync(body));
          return;
        }
        forwardRequest(agent, url, request, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }).on('error', () => response.destroy());
      });
      tlsServer.keepAliveTimeout = 60_000;
      tlsServer.on('secureConnection', (socket) => secured.set(socket.remotePort, performance.now()));
      const tlsPort = await listen(tlsServer);
      const tcpServer = createServer((socket) => {
        connections.push(engine);
        const acceptedAt = performance.now();
        const server = connect(tlsPort, '127.0.0.1');
        server.on('connect', () => opened.set(server.localPort, acceptedAt));
        delayed(socket, server, roundTripMs);
      });
      const port = await listen(tcpServer);
      const stop = () =>
        new Promise<void>((resolve) => {
          tcpServer.close();
          tlsServer.close(() => resolve());
          tlsServer.closeAllConnections();
        });
      return { engine, url: `https://127.0.0.1:${port}`, stop };
    }),
  );
  return {
    url: (engine) => routes.find((route) => route.engine === engine)?.url ?? '',
    trips,
    connections,
    reset() {
      trips.length = 0;
      connections.length = 0;
    },
    async stop() {
      await Promise.all(routes.map(({ stop }) => stop()));
      agent.destroy();
    },
  };
}

/**
 * Waits in series: the longest chain of requests of which each was sent after the previous answer had arrived.
 */
export function waitsInSeries(trips: readonly Trip[]): Trip[] {
  const chain: Trip[] = [];
  for (const trip of [...trips].sort((a, b) => a.answeredAt - b.answeredAt)) {
    if (trip.sentAt >= (chain.at(-1)?.answeredAt ?? -Infinity)) chain.push(trip);
  }
  return chain;
}

function forwardRequest(
  agent: Agent,
  origin: string,
  request: IncomingMessage,
  answer: (answer: IncomingMessage) => void,
) {
  const { method, headers, url = '/' } = request;
  const { hostname, port } = new URL(origin);
  return request.pipe(forward({ agent, hostname, port, method, path: url, headers }, answer));
}

/** Each direction takes half a round trip; the first bytes one more, as TCP's handshake does. */
function delayed(client: Socket, server: Socket, roundTripMs: number) {
  client.setNoDelay(true);
  server.setNoDelay(true);
  const openAt = performance.now() + roundTripMs;
  client.pipe(delay(roundTripMs / 2, openAt)).pipe(server);
  server.pipe(delay(roundTripMs / 2, 0)).pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

function delay(ms: number, notBefore: number): Transform {
  return new Transform({
    readableHighWaterMark: 1 << 20,
    transform(chunk, _encoding, done) {
      const now = performance.now();
      const wait = Math.max(now, notBefore) + ms - now;
      if (wait <= 0) this.push(chunk);
      else setTimeout(() => this.push(chunk), wait);
      done();
    },
    flush(done) {
      setTimeout(done, ms + Math.max(0, notBefore - performance.now()));
    },
  });
}

function listen(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}) {
  return new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
