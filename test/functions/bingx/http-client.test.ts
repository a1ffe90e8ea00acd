/** One request and its response over a real connection. */
import type { ServerResponse } from 'node:http';
import { createServer as createHttpsServer, Agent as HttpsAgent } from 'node:https';
import { gzipSync } from 'node:zlib';
import { createHttpClient, type HttpRequest } from '../../../functions/bingx/http-client';
import { SELF_SIGNED } from './self-signed';
import { closeServers, serve } from './servers';

const NOW = 1_764_000_000_000;

afterEach(closeServers);

const send = (outgoing: Partial<HttpRequest> & { baseUrl: string }, parts = {}) =>
  createHttpClient({ clock: () => NOW, ...parts })({
    target: '/path?query=1',
    headers: {},
    limitMs: 30_000,
    ...outgoing,
  });

describe('a request', () => {
  it.each([
    ['', '/path?query=1'],
    ['/', '/path?query=1'],
    ['/proxy', '/proxy/path?query=1'],
    ['/proxy/bingx/', '/proxy/bingx/path?query=1'],
  ])('to a base URL with the suffix "%s" is sent to %s', async (prefix, url) => {
    const requests: unknown[] = [];
    const host = await serve((request, response) => {
      requests.push([request.method, request.url, request.headers]);
      response.end('{}');
    });

    await send({ baseUrl: `http://${host}${prefix}`, headers: { 'X-BX-APIKEY': 'the key' } });

    const headers = { host, accept: 'application/json', 'accept-encoding': 'gzip', 'x-bx-apikey': 'the key' };
    expect(requests).toEqual([['GET', url, expect.objectContaining(headers)]]);
  });

  it('reaches a host given as an IPv6 address', async () => {
    const answered = await send({ baseUrl: 'http://[::1]:1' });

    expect(answered).toMatchObject({ kind: 'network-error', detail: expect.stringMatching(/^E(CONN|ADDR)/) });
  });
});

describe('a response', () => {
  it('is returned with its status, its headers, and the times of request and response', async () => {
    let now = NOW;
    const server = createHttpsServer(SELF_SIGNED).on('connection', () => {
      now += 5;
    });
    const host = await serve((_request, response) => {
      now += 40;
      response.writeHead(418, { 'x-limit': '7' }).end('tea');
    }, server);
    const httpsAgent = new HttpsAgent({ ca: SELF_SIGNED.cert });

    const answered = await send({ baseUrl: `https://${host}` }, { clock: () => now, httpsAgent });

    expect(answered).toMatchObject({
      kind: 'answer',
      status: 418,
      headers: { 'x-limit': '7' },
      body: Buffer.from('tea'),
      sentAt: NOW + 5,
      answeredAt: NOW + 45,
    });
  });

  it.each([
    [undefined, 'plain'],
    ['identity', 'plain'],
    ['', 'plain'],
    ['gzip', gzipSync('plain')],
    [' GZIP ', gzipSync('plain')],
    ['x-gzip', gzipSync('plain')],
  ])('in the encoding %j is decompressed', async (encoding, body) => {
    const headers = encoding === undefined ? {} : { 'content-encoding': encoding };
    const host = await serve((_request, response) => response.writeHead(200, headers).end(body));

    expect(await send({ baseUrl: `http://${host}` })).toMatchObject({
      kind: 'answer',
      body: Buffer.from('plain'),
    });
  });

  it.each([
    ['br', 'an encoding that was not requested'],
    ['gzip', 'Z_DATA_ERROR'],
  ])('in the encoding %j that cannot be decompressed is kept unchanged', async (encoding, detail) => {
    const headers = { 'content-encoding': encoding };
    const host = await serve((_request, response) => response.writeHead(200, headers).end('plain'));

    expect(await send({ baseUrl: `http://${host}` })).toEqual({
      kind: 'bad-encoding',
      status: 200,
      detail,
      body: Buffer.from('plain'),
    });
  });

  it.each([
    ['nothing', ['']],
    ['several parts, of which the last is the shortest', ['x'.repeat(50_000), 'end']],
  ])('is unpacked from gzip data of %s', async (_what, parts) => {
    const sent = Buffer.concat(parts.map((part) => gzipSync(part)));
    const text = parts.join('');
    const host = await serve((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(sent),
    );

    expect(await send({ baseUrl: `http://${host}` })).toMatchObject({
      kind: 'answer',
      body: Buffer.from(text),
    });
  });

  it('is not unpacked where the size at its end is another', async () => {
    const forged = gzipSync('x'.repeat(50_000));
    forged.writeUInt32LE(10, forged.length - 4);
    const host = await serve((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(forged),
    );

    expect(await send({ baseUrl: `http://${host}` })).toMatchObject({
      kind: 'bad-encoding',
      detail: 'Z_DATA_ERROR',
    });
  });

  it.each([
    ['with a content length', (body: Buffer, response: ServerResponse) => response.end(body)],
    [
      'sent in chunks',
      (body: Buffer, response: ServerResponse) => {
        for (const byte of body) response.write(Buffer.from([byte]));
        response.end();
      },
    ],
    [
      'sent compressed',
      (body: Buffer, response: ServerResponse) =>
        response.setHeader('content-encoding', 'gzip').end(gzipSync(body)),
    ],
  ])('%s may have at most the maximum body size', async (_how, give) => {
    const sizes = [100, 101];
    const host = await serve((_request, response) => give(Buffer.alloc(sizes.shift() ?? 0, 'x'), response));
    const baseUrl = `http://${host}`;

    expect(await send({ baseUrl }, { maxBodyBytes: 100 })).toMatchObject({ kind: 'answer' });
    expect(await send({ baseUrl }, { maxBodyBytes: 100 })).toMatchObject({
      kind: 'too-large',
      status: 200,
      detail: expect.stringMatching(/^more than 100 bytes/),
    });
  });
});

describe('a connection closed by the server', () => {
  it('before the response is a network error', async () => {
    const host = await serve((request) => request.socket.destroy());

    expect(await send({ baseUrl: `http://${host}` })).toEqual({
      kind: 'network-error',
      detail: 'ECONNRESET',
    });
  });

  it('within the response is a truncated response', async () => {
    const host = await serve((_request, response) => response.write('{', () => response.destroy()));

    expect(await send({ baseUrl: `http://${host}` })).toMatchObject({ kind: 'truncated', status: 200 });
  });
});
