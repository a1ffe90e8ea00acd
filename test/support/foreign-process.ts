/** Sends requests to this process's ports from another process: as another user where the tests run as root. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export type ForeignRequest = {
  port: number;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
};

/** `nobody` on every Linux. */
const OTHER_USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Prints one text per request: the status and the body, or `none` where the connection ends without an answer. */
const PROGRAM = `
const { request } = require('node:http');
const ask = ({ port, path = '/', headers, body = '' }) => new Promise((resolve) => {
  const method = body ? 'POST' : 'GET';
  request({ host: '127.0.0.1', port, path, method, headers, timeout: 2000 }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => { text += chunk; });
    response.on('end', () => resolve(response.statusCode + ' ' + text));
  }).on('timeout', function () { this.destroy(); }).on('error', () => resolve('none')).end(body);
});
Promise.all(JSON.parse(process.argv[1]).map(ask)).then((answers) => console.log(JSON.stringify(answers)));
`;

/** The responses to requests of another user; a request with a body is a POST. */
export function askAsStranger(requests: ForeignRequest[]): Promise<string[]> {
  const child = spawn(process.execPath, ['-e', PROGRAM, JSON.stringify(requests)], {
    ...OTHER_USER,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(printed)));
  });
}

/** All TCP ports that this process listens on; needs /proc. */
export function listeningPorts(): number[] {
  const sockets = new Set(
    readdirSync('/proc/self/fd').map((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1];
      } catch {
        return undefined;
      }
    }),
  );
  return readFileSync('/proc/self/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(inode))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16));
}
