/** How the stand-in misbehaves when told to: scripted answers, and the faults that a network can have. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

type ScriptedAnswer = {
  /** 200 unless told otherwise. */
  status?: number;
  /** `content-type: application/json` unless told otherwise. */
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** How long the answer's first byte is held back: ms of real time. */
  delayMs?: number;
};

const START_OF_ANSWER = '{"code":0,"msg":"","debugMsg":"","data":{"balances":[{"asset":"BTC","fr';

/** Transport faults; each leaves the client with something that is no answer. */
const FAULTS = {
  /** A TCP reset before any header. */
  reset: (_request, response) => response.socket?.resetAndDestroy(),
  /** The connection is closed in order, without an answer. */
  close: (_request, response) => response.socket?.end(),
  /** Nothing ever comes. */
  hang: () => undefined,
  /** Headers and half a body, then nothing more. */
  'stalled-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(START_OF_ANSWER);
  },
  /** Headers and half a body, then the connection ends. */
  'truncated-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(START_OF_ANSWER, () => response.socket?.end());
  },
  /** Headers and half a body, then a reset. */
  'reset-in-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write(START_OF_ANSWER, () => response.socket?.resetAndDestroy());
  },
  /** A body that goes on for as long as somebody reads it. */
  'endless-body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour);
    pour();
  },
  /** Says that it is gzip, and is not. */
  'gzip-garbage': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(START_OF_ANSWER);
  },
  /** Bytes that are not HTTP. */
  'not-http': (_request, response) => response.socket?.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
  /** Sends the client elsewhere; back to the same path, so that a client that follows does not leave the stand-in. */
  redirect: (request, response) => {
    response.writeHead(302, { location: request.url ?? '/' });
    response.end();
  },
} satisfies Record<string, (request: IncomingMessage, response: ServerResponse) => void>;

type TransportFault = keyof typeof FAULTS;

export type Fault = ScriptedAnswer | { fault: TransportFault; delayMs?: number };

export async function injectFault(what: Fault, request: IncomingMessage, response: ServerResponse) {
  if (what.delayMs) await wait(what.delayMs, undefined, { ref: false });
  if ('fault' in what) {
    FAULTS[what.fault](request, response);
    return;
  }
  response.writeHead(what.status ?? 200, { 'content-type': 'application/json', ...what.headers });
  response.end(what.body);
}
