/** The deployed function rejects invalid input with a reason, and writes no false row and no secret. */
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

describe('an invalid event', () => {
  it.each([
    ['no slot', { slot: undefined }, /slot is missing/],
    ['an impossible slot', { slot: '2026-02-30T06:00:00Z' }, /slot is "2026-02-30T06:00:00Z"/],
    ["the scheduler's placeholder", { slot: '<aws.scheduler.scheduled-time>' }, /slot is "<aws\.scheduler/],
    ['no account', { account: undefined }, /account is missing/],
    ['an invalid account', { account: 'a b' }, /account is "a b"/],
    ['a slot before BingX existed', { slot: '0026-11-22T06:00:00Z' }, /slot is "0026-11-22T06:00:00Z"/],
    ['an invalid schedule', { schedule: 'every hour' }, /schedule is "every hour"/],
    ['an unknown time zone', { timezone: 'Mars/Phobos' }, /timezone is "Mars\/Phobos"/],
    ['no secret', { secretId: undefined }, /secretId is missing/],
  ])(
    'with %s fails with a message that names the field, and writes no row',
    async (_what, change, message) => {
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
    },
  );
});

describe('a secret without usable credentials', () => {
  it.each([
    ['is missing', () => running.stack.secrets.remove(SECRET), 'does not exist'],
    [
      'has the initial value of the template',
      () => running.stack.secrets.put(SECRET, running.stack.deployment.secrets[0]?.initial ?? ''),
      'has not been filled yet',
    ],
    [
      'is malformed',
      () => running.stack.secrets.put(SECRET, `{"apiKey": "${CANARY.apiKey}", "secretKey": `),
      'not JSON',
    ],
    [
      'has a key that is too long',
      () =>
        running.stack.secrets.put(SECRET, JSON.stringify({ ...CANARY, apiKey: CANARY.apiKey.repeat(640) })),
      'more than 1024 characters',
    ],
    [
      'lacks the secret key',
      () => running.stack.secrets.put(SECRET, JSON.stringify({ apiKey: CANARY.apiKey })),
      'lacks a key',
    ],
  ])('that %s leads to a failed row with the reason, and no request', async (_what, arrange, message) => {
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

  it('because Secrets Manager is unavailable is retried by Lambda', async () => {
    running.stack.secrets.stubAlways(
      'GetSecretValue',
      secretsError('InternalServiceError', 'unavailable', 500),
    );

    const result = await running.fire(SLOT);

    expect(result).toMatchObject({ kind: 'failed', error: { errorType: 'SnapshotFailed' } });
    expect(await running.item(SLOT)).toMatchObject({
      failure: { M: { reason: { S: 'credentials-unavailable' } } },
    });
  });
});

it('a missing table is an error with its own metric, and the balance is in the log', async () => {
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

it('an account without a schedule has no event', () => {
  expect(() => running.stack.event('unknown', SLOT)).toThrow('account "unknown" has no schedule');
});
