/** Starts an HTTP server on a free port of 127.0.0.1 that accepts requests to that host name only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Prevents DNS rebinding: a web page whose name resolves to this machine sends that name. */
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/i;

export type Listening = { url: string; port: number; server: Server; stop(): Promise<void> };

export async function listen(
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    if (!OWN_HOST.test(request.headers.host ?? '')) {
      response.writeHead(403, { connection: 'close' }).end();
      return;
    }
    // A request that fails, such as while stopping, breaks its connection.
    serve(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A message's complete body; rejects if the connection closes before its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
