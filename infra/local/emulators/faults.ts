/** Responses and network faults that an emulator can be made to give. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

type StubbedResponse = {
  /** 200 by default. */
  status?: number;
  /** Added to `content-type: application/json`. */
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Delay before the first byte: ms of real time. */
  delayMs?: number;
};

const START_OF_BODY = '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","fr';

/** Transport faults; each leaves the client without a usable response. */
const FAULTS = {
  /** A TCP reset before any header. */
  reset: (_request, response) => response.socket?.resetAndDestroy(),
  /** The connection is closed normally, without a response. */
  close: (_request, response) => response.socket?.end(),
  /** No response. */
  hang: () => undefined,
  /** Headers and half a body, then silence. */
  'stalled-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(START_OF_BODY);
  },
  /** Headers and half a body, then the connection closes. */
  'truncated-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(START_OF_BODY, () => response.socket?.end());
  },
  /** Headers and half a body, then a reset. */
  'reset-in-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(START_OF_BODY, () => response.socket?.resetAndDestroy());
  },
  /** A body without end. */
  'endless-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const writeMore = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', writeMore);
    writeMore();
  },
  /** Claims to be gzip and is not. */
  'gzip-garbage': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(START_OF_BODY);
  },
  /** Bytes that are not HTTP. */
  'not-http': (_request, response) => response.socket?.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
  /** Redirects to the same path, so that a client that follows stays with the emulator. */
  redirect: (request, response) => {
    response.writeHead(302, { location: request.url ?? '/' });
    response.end();
  },
} satisfies Record<string, (request: IncomingMessage, response: ServerResponse) => void>;

type TransportFault = keyof typeof FAULTS;

export type Fault = StubbedResponse | { fault: TransportFault; delayMs?: number };

/** Sends `fault` as the response to `request`. */
export async function injectFault(fault: Fault, request: IncomingMessage, response: ServerResponse) {
  if (fault.delayMs) await wait(fault.delayMs, undefined, { ref: false });
  if ('fault' in fault) {
    FAULTS[fault.fault](request, response);
    return;
  }
  response.writeHead(fault.status ?? 200, { 'content-type': 'application/json', ...fault.headers });
  response.end(fault.body);
}
