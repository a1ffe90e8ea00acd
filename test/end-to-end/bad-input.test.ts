/** What the deployed function says to input that it cannot use: what is wrong, no false row, no secret. */
import { METRICS } from '../../functions/snapshot/metrics';
import { secretsError } from '../../infra/local/emulators/secrets-manager';
import { metricsIn } from '../support/emf';
import { CANARY } from '../support/no-secrets';
import { type RunningStack, runStack, SECRET } from '../support/running-stack';

const SLOT = '2026-11-22T06:00:00Z';

let running: RunningStack;
beforeEach(async () => {
  running = await runStack();
}, 60_000);
afterEach(() => running.stop());

describe('an event that cannot be used', () => {
  it.each([
    ['no slot', { slot: undefined }, /slot is missing/],
    ['an impossible slot', { slot: '2026-02-30T06:00:00Z' }, /slot is "2026-02-30T06:00:00Z"/],
    ["the scheduler's placeholder", { slot: '<aws.scheduler.scheduled-time>' }, /slot is "<aws\.scheduler/],
    ['no account', { account: undefined }, /account is missing/],
    ['an account that no key can hold', { account: 'a b' }, /account is "a b"/],
    ['a slot before BingX began', { slot: '0026-11-22T06:00:00Z' }, /slot is "0026-11-22T06:00:00Z"/],
    ['a schedule that no report can read', { schedule: 'every hour' }, /schedule is "every hour"/],
    ['a time zone that there is not', { timezone: 'Mars/Phobos' }, /timezone is "Mars\/Phobos"/],
    ['no secret', { secretId: undefined }, /secretId is missing/],
  ])('with %s is refused by name and leaves no row', async (_what, change, message) => {
    const result = await running.invoke({ ...running.stack.event('main', SLOT), ...change });

    expect(result).toMatchObject({
      kind: 'failed',
      error: { errorType: 'InvalidEvent', errorMessage: expect.stringMatching(message) },
    });
    expect(await running.items()).toEqual([]);
    expect(running.exchange.requests).toEqual([]);
    expect(metricsIn(result.lines).map(({ name }) => name)).toEqual([METRICS.failed]);
    const [logged] = result.lines.filter(({ text }) => text.includes('"message":"Event failed"'));
    expect(JSON.parse(logged?.text ?? '')).toMatchObject({
      function_request_id: result.requestId,
      error: { name: 'InvalidEvent', message: expect.stringMatching(message) },
    });
  });
});

describe('a secret that holds no credentials', () => {
  it.each([
    ['is missing', () => running.stack.secrets.remove(SECRET), 'does not exist'],
    [
      'is as the template made it',
      () => running.stack.secrets.put(SECRET, running.stack.deployment.secrets[0]?.initial ?? ''),
      'has not been filled yet',
    ],
    [
      'is malformed',
      () => running.stack.secrets.put(SECRET, `{"apiKey": "${CANARY.apiKey}", "secretKey": `),
      'not JSON',
    ],
    [
      'holds a key longer than any key is',
      () =>
        running.stack.secrets.put(SECRET, JSON.stringify({ ...CANARY, apiKey: CANARY.apiKey.repeat(640) })),
      'more than 1024 characters',
    ],
    [
      'lacks the secret key',
      () => running.stack.secrets.put(SECRET, JSON.stringify({ apiKey: CANARY.apiKey })),
      'lacks a key',
    ],
  ])('because it %s leaves a row that says so, and no request', async (_what, arrange, message) => {
    arrange();

    const result = await running.fire(SLOT);

    expect(result).toMatchObject({
      kind: 'returned',
      payload: { outcome: 'failed', reason: 'credentials-missing' },
    });
    expect(await running.item(SLOT)).toMatchObject({
      status: { S: 'failed' },
      failure: {
        M: {
          reason: { S: 'credentials-missing' },
          message: { S: expect.stringContaining(message) },
          attempts: { N: '0' },
        },
      },
    });
    expect(metricsIn(result.lines).map(({ name }) => name)).toEqual(
      expect.arrayContaining([METRICS.failed, METRICS.credentials]),
    );
    expect(running.exchange.requests.filter(({ query }) => query.includes('signature'))).toEqual([]);
  });

  it('because Secrets Manager is away is tried again by Lambda', async () => {
    running.stack.secrets.scriptAlways('GetSecretValue', secretsError('InternalServiceError', 'away', 500));

    const result = await running.fire(SLOT);

    expect(result).toMatchObject({ kind: 'failed', error: { errorType: 'SnapshotFailed' } });
    expect(await running.item(SLOT)).toMatchObject({
      failure: { M: { reason: { S: 'credentials-unavailable' } } },
    });
  });
});

it('a table that is not there is an error with its own metric, and the balance is in the log', async () => {
  await running.stop();
  running = await runStack({ environment: { TABLE_NAME: 'no-such-table' } });

  const result = await running.fire(SLOT);

  expect(result).toMatchObject({
    kind: 'failed',
    error: { errorType: 'SnapshotFailed', errorMessage: expect.stringContaining('history-unavailable') },
  });
  expect(metricsIn(result.lines).map(({ name }) => name)).toEqual(
    expect.arrayContaining([METRICS.failed, METRICS.history]),
  );
  expect(await running.items()).toEqual([]);
});

it('an account without a schedule has no event to send', () => {
  expect(() => running.stack.event('unknown', SLOT)).toThrow('account "unknown" has no schedule');
});
