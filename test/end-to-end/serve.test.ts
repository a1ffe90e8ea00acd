/** The server runs the deployed schedules in one folder, shares its history, and stops cleanly. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshallRow } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { slotTime } from '../../functions/schedule/slot';
import { openLocalHistory } from '../../infra/local/history';
import { withResources } from '../../infra/local/resources';
import { type ServeOptions, serve } from '../../infra/local/serve/server';
import { deployedStack } from '../support/assembly';

jest.setTimeout(120_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a server whose clock stands at `at`, until the slots of that time have been handled. */
function start(at: string, options: Partial<ServeOptions> = {}) {
  const controller = new AbortController();
  const lines: string[] = [];
  const time = slotTime(at);
  const startedAt = Date.now();
  const dependencies = {
    loadDeployment: () => deployedStack({ accounts: [{ id: 'main', schedule: 'rate(1 hour)' }] }),
    clock: () => time + (Date.now() - startedAt),
    log: (text: string) => void lines.push(text),
    logFunction: () => undefined,
  };
  const ended = withResources(controller.signal, (defer) =>
    serve({ folder, notify: [], ping: [], ...options }, dependencies, defer, controller.signal),
  ).catch((error: Error) => error);
  const logged = async (pattern: RegExp) => {
    while (!lines.some((line) => pattern.test(line))) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { controller, ended, lines, logged };
}

async function rows(): Promise<Row[]> {
  const { client, tableName, stop } = await openLocalHistory(folder);
  const found: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
    found.push(...Items.map(unmarshallRow));
  }
  await stop();
  return found;
}

it('captures a slot that became due while it was stopped, and shares its history while it runs', async () => {
  const server = start('2026-11-22T06:10:00Z');
  await server.logged(/^main 2026-11-22T06:00:00Z: captured$/);

  const whileRunning = await rows();
  const mode = statSync(join(folder, 'connection.json')).mode & 0o777;
  server.controller.abort();
  await server.ended;
  const restarted = start('2026-11-22T07:10:00Z');
  await restarted.logged(/^main 2026-11-22T07:00:00Z: captured$/);
  restarted.controller.abort();
  await restarted.ended;

  expect(whileRunning.map(({ slot, status }) => [slot, status])).toEqual([
    ['2026-11-22T06:00:00Z', 'captured'],
  ]);
  expect(mode).toBe(0o600);
  expect(readdirSync(folder)).not.toContain('connection.json');
  expect((await rows()).map(({ slot }) => slot)).toEqual(['2026-11-22T06:00:00Z', '2026-11-22T07:00:00Z']);
});

it('refuses a folder that another server uses', async () => {
  const first = start('2026-11-22T06:10:00Z');
  await first.logged(/captured/);

  const second = await start('2026-11-22T06:10:00Z').ended;
  first.controller.abort();
  await first.ended;

  expect(second).toMatchObject({
    name: 'FolderInUse',
    message: expect.stringContaining(`${folder} is in use`),
  });
});

it('pings the outcome of a snapshot', async () => {
  const pinged: string[] = [];
  const service = createServer((request, response) => {
    pinged.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/id`;

  const server = start('2026-11-22T06:10:00Z', { ping: [{ account: 'main', url }] });
  await server.logged(/captured/);
  while (pinged.length < 1) await new Promise((resolve) => setTimeout(resolve, 20));
  server.controller.abort();
  await server.ended;
  service.close();

  expect(pinged).toEqual(['/id']);
});
