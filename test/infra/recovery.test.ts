/** The recovery procedures of the runbook, as far as they can be tested on this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { slotTime } from '../../functions/schedule/slot';
import { ENVIRONMENT } from '../../functions/snapshot/environment';
import { type FakeBingx, PATHS, startFakeBingx } from '../../infra/local/fake-bingx/server';
import { invokeOnTime, readRow, type SlotClock } from '../../infra/local/invoke-schedule';
import { type LocalStack, startLocalStack } from '../../infra/local/stack';
import type { Deployment } from '../../infra/local/template/deployment';
import { deployedStack } from '../support/assembly';

const FIRST = { apiKey: 'first-api-key', secretKey: 'first-secret-key' };
const SECOND = { apiKey: 'second-api-key', secretKey: 'second-secret-key' };
const SECRET = 'balance-snapshots/main';
const BALANCES = [{ asset: 'BTC', free: '1', locked: '0' }];

let exchange: FakeBingx;
let stack: LocalStack;
let folder: string;
const clock: SlotClock = { shiftMs: 0 };

const stackOverFolder = async (tableName?: string) =>
  startLocalStack({
    deployment: onTable(await deployedStack(), tableName),
    exchangeUrl: exchange.url,
    secrets: { [SECRET]: JSON.stringify(FIRST) },
    folder,
    settableClock: true,
  });

/** The deployment with the setting `tableName`. */
function onTable(deployment: Deployment, tableName?: string): Deployment {
  if (!tableName) return deployment;
  const { table, snapshot } = deployment;
  const environment = { ...snapshot.environment, [ENVIRONMENT.tableName]: tableName };
  return { ...deployment, table: { ...table, TableName: tableName }, snapshot: { ...snapshot, environment } };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  exchange = await startFakeBingx({
    accounts: [{ ...FIRST, balances: BALANCES }],
    now: () => Date.now() + clock.shiftMs,
  });
  stack = await stackOverFolder();
}, 120_000);
afterAll(async () => {
  await Promise.all([stack.stop(), exchange.stop()]);
  await rm(folder, { recursive: true });
});

describe('recovery', () => {
  it('rotates a key without a gap: a run that is rejected with the first key retries with the second', async () => {
    await invokeOnTime(stack, clock, 'main', '2026-11-22T00:00:00Z');

    exchange.accounts.push({ ...SECOND, balances: BALANCES });
    stack.secrets.put(SECRET, JSON.stringify(SECOND));
    exchange.accounts.shift();
    const result = await invokeOnTime(stack, clock, 'main', '2026-11-22T01:00:00Z');

    expect(result).toMatchObject({ cold: false, payload: { outcome: 'captured' } });
    exchange.accounts.splice(0, 1, { ...FIRST, balances: BALANCES });
    stack.secrets.put(SECRET, JSON.stringify(FIRST));
  }, 60_000);

  it('records an event from the dead-letter queue that is sent too late as too-late, without a balance', async () => {
    const slot = '2026-11-22T02:00:00Z';
    exchange.stubAlways(PATHS.spotBalance, { status: 500, body: '' });
    clock.shiftMs = slotTime(slot) - Date.now();
    // One second for the exchange, besides the time that the function reserves for the write.
    const shortTimeout = { clockShiftMs: clock.shiftMs, timeoutMs: 16_000 };
    await stack.lambda.invokeAsynchronously(stack.event('main', slot), shortTimeout);
    exchange.reset();
    const [letter] = stack.lambda.deadLetters;

    clock.shiftMs += 3 * 3600 * 1000;
    const sentAgain = await stack.lambda.invoke(letter?.requestPayload, { clockShiftMs: clock.shiftMs });

    expect(sentAgain).toMatchObject({ payload: { outcome: 'failed', reason: 'too-late' } });
    expect(exchange.requestsTo(PATHS.spotBalance)).toEqual([]);
    // The original reason is kept.
    expect(await readRow(stack, 'main', slot)).toMatchObject({
      status: 'failed',
      failure: { reason: 'exchange-unavailable' },
    });
  }, 120_000);

  it('keeps the history when the stack is deleted and deployed again', async () => {
    await stack.stop();
    stack = await stackOverFolder();

    expect(await readRow(stack, 'main', '2026-11-22T00:00:00Z')).toMatchObject({ status: 'captured' });
    await invokeOnTime(stack, clock, 'main', '2026-11-22T03:00:00Z');
    expect(await readRow(stack, 'main', '2026-11-22T03:00:00Z')).toMatchObject({ status: 'captured' });
  }, 120_000);

  it('continues in a restored table and recognizes its rows', async () => {
    const old = stack.tableName;
    const { Items = [] } = await stack.dynamodb.client.send(new ScanCommand({ TableName: old }));
    await stack.stop();
    stack = await stackOverFolder('history-restored');
    for (const Item of Items) {
      await stack.dynamodb.client.send(new PutItemCommand({ TableName: 'history-restored', Item }));
    }

    const again = await invokeOnTime(stack, clock, 'main', '2026-11-22T03:00:00Z');
    const next = await invokeOnTime(stack, clock, 'main', '2026-11-22T04:00:00Z');

    expect([again, next]).toMatchObject([
      { payload: { outcome: 'already-captured' } },
      { payload: { outcome: 'captured' } },
    ]);
    const left = await stack.dynamodb.client.send(new ScanCommand({ TableName: old }));
    expect(left.Items).toHaveLength(Items.length);
  }, 60_000);
});
