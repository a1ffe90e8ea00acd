/** Notifications and pings reach their services in the services' own forms, with retries, and never wait. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDeliveryQueue } from '../../../../infra/local/serve/deliver';
import { isNotifyTarget, notification, parsePing, pings } from '../../../../infra/local/serve/notify';

const MESSAGE = {
  topicArn: 'arn',
  subject: 'main: ip-not-whitelisted',
  message: 'Account main …\nNext step: …',
};

type Received = { method?: string; url?: string; headers: IncomingMessage['headers']; body: string };

let server: Server;
let received: Received[];
/** The statuses of the next responses; `hang` never responds. */
let statuses: (number | 'hang')[];
let url: string;
beforeEach(async () => {
  received = [];
  statuses = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    received.push({ method, url, headers, body });
    const status = statuses.shift() ?? 200;
    if (status === 'hang') return;
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/token-in-the-path`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function createQueue() {
  const logged: string[] = [];
  const slept: number[] = [];
  const queue = createDeliveryQueue({
    log: (text) => logged.push(text),
    sleep: async (ms) => void slept.push(ms),
  });
  return { queue, logged, slept };
}

it('posts JSON that Slack and Discord understand', async () => {
  const { queue, logged } = createQueue();

  queue.send(notification(url, { ...MESSAGE, message: 'x'.repeat(3000) }));
  await queue.idle();

  expect(received).toHaveLength(1);
  const { text, content } = JSON.parse(received[0]?.body ?? '');
  expect(text).toBe(`${MESSAGE.subject}\n\n${'x'.repeat(3000)}`);
  expect(content).toHaveLength(2000);
  expect(text.startsWith(content.slice(0, -1))).toBe(true);
  expect(received[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
  expect(logged).toEqual([]);
});

it('posts plain text with a title to ntfy', async () => {
  const { queue } = createQueue();

  queue.send(notification(`ntfy:${url}`, MESSAGE));
  await queue.idle();

  expect(received).toMatchObject([
    { method: 'POST', headers: { title: MESSAGE.subject }, body: MESSAGE.message },
  ]);
});

it('retries a service that fails, and delivers once', async () => {
  const { queue, logged, slept } = createQueue();
  statuses = [500, 503];

  queue.send(notification(url, MESSAGE));
  await queue.idle();

  expect(received).toHaveLength(3);
  expect(slept).toEqual([5_000, 60_000]);
  expect(logged).toEqual([]);
});

it.each([
  ['a service that stays down', [500, 500, 500, 500], 4, 'HTTP 500'],
  ['a redirect, which would lose the body', [302], 1, 'HTTP 302'],
  ['a service that refuses the message', [404], 1, 'HTTP 404'],
])('reports %s without its URL', async (_what, responses, requests, reason) => {
  const { queue, logged } = createQueue();
  statuses = responses;

  queue.send(notification(url, MESSAGE));
  await queue.idle();

  expect(received).toHaveLength(requests);
  expect(logged).toEqual([`Notification to ${new URL(url).host} failed: ${reason}`]);
});

it('reports a service that cannot be reached', async () => {
  const { queue, logged } = createQueue();

  queue.send(notification('http://127.0.0.1:1/hook', MESSAGE));
  await queue.idle();

  expect(logged).toEqual([expect.stringMatching(/^Notification to 127\.0\.0\.1:1 failed: /)]);
});

it('does not let one slow service delay another, and keeps at most a hundred waiting', async () => {
  const { queue, logged } = createQueue();
  const slow = url.replace('/hook', '/slow');
  statuses = ['hang'];
  for (let i = 0; i < 102; i++) queue.send(notification(slow, MESSAGE));
  while (received.length < 1) await new Promise(setImmediate);

  queue.send(notification(url, MESSAGE));
  while (received.length < 2) await new Promise(setImmediate);

  expect(received.map((request) => request.url)).toEqual([
    '/slow/token-in-the-path',
    '/hook/token-in-the-path',
  ]);
  expect(logged).toEqual(Array(2).fill(expect.stringMatching(/ dropped: 100 are waiting$/)));
});

describe('pings', () => {
  const targets = [
    { account: undefined, url: 'https://hc.example/all' },
    { account: 'main', url: 'https://hc.example/main/?source=nas' },
    { account: 'desk', url: 'https://hc.example/desk' },
  ];

  it('go to the URLs of the account and those of all accounts', () => {
    expect(pings(targets, 'main', true).map((ping) => ping.url)).toEqual([
      'https://hc.example/all',
      'https://hc.example/main/?source=nas',
    ]);
  });

  it('have /fail after a failure', () => {
    expect(pings(targets, 'main', false).map((ping) => ping.url)).toEqual([
      'https://hc.example/all/fail',
      'https://hc.example/main/fail?source=nas',
    ]);
  });

  it.each([
    ['https://hc.example/a=b', { account: undefined, url: 'https://hc.example/a=b' }],
    ['main=https://hc.example/a', { account: 'main', url: 'https://hc.example/a' }],
    ['main=ftp://hc.example/a', undefined],
    ['main=', undefined],
    ['hc.example', undefined],
  ])('are parsed: %s', (text, ping) => {
    expect(parsePing(text)).toEqual(ping);
  });
});

it.each([
  ['https://hooks.slack.com/services/x', true],
  ['ntfy:https://ntfy.sh/topic', true],
  ['ntfy:topic', false],
  ['file:///etc/passwd', false],
  ['', false],
])('accepts %s as a target: %s', (text, isValid) => {
  expect(isNotifyTarget(text)).toBe(isValid);
});
