/** Servers for single tests: each on its own port, closed after the test. */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

const open: NetServer[] = [];
const sockets: Socket[] = [];

/** Starts listening; returns host and port. */
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

/** An address with a closed port. */
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

/** A server whose responses the test sends: `nextResponse` resolves with the response object of the next request. */
export async function startManualServer(server?: Server) {
  const requests = new EventEmitter();
  const host = await serve((_request, response) => requests.emit('request', response), server);
  return {
    baseUrl: `${server ? 'https' : 'http'}://${host}`,
    nextResponse: async (): Promise<ServerResponse> => (await once(requests, 'request'))[0],
  };
}
