/** Servers that one test needs: each on a port of its own, and gone when the test has ended. */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

const open: NetServer[] = [];
const sockets: Socket[] = [];

/** Where the server listens from now on: host and port. */
export async function listening(server: NetServer): Promise<string> {
  open.push(server);
  server.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export function closeServers(): void {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of open.splice(0)) server.close();
}

/** An address at which nobody listens. */
export async function nowhere(): Promise<string> {
  const server = createServer();
  const host = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return host;
}

export function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  server: Server = createServer(),
): Promise<string> {
  server.on('request', answer);
  return listening(server);
}

/** A server that leaves it to the test to answer: `question` is the next one to come, over a connection that stands by then. */
export async function startAsked(server?: Server) {
  const arrivals = new EventEmitter();
  const host = await serve((_request, response) => arrivals.emit('question', response), server);
  return {
    baseUrl: `${server ? 'https' : 'http'}://${host}`,
    question: async (): Promise<ServerResponse> => (await once(arrivals, 'question'))[0],
  };
}
