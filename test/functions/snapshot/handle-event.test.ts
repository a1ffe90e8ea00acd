/** Any thrown error is logged and counted, without secrets. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { createRedaction } from '../../../functions/bingx/redaction';
import { type EventDependencies, handleEvent } from '../../../functions/snapshot/handle-event';
import { METRIC_NAMESPACE } from '../../../functions/snapshot/metrics';
import type { Outcome } from '../../../functions/snapshot/outcome';
import { publishFailure } from '../../../functions/snapshot/publish';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { CANARY, expectNoSecrets } from '../../support/no-secrets';
import { exchangeOf, job, NOW, parts, unexpected } from './collaborators';

const SIGNATURE = '428a3c383bde514baff0d10d3c20e5adfaacaf799e324546dafe5ccc480dd827';
const SECRETS = [CANARY.apiKey, CANARY.secretKey, SIGNATURE];
const event = { ...job, timezone: undefined };
const knownKeys = () => createRedaction(Object.values(CANARY));

/** Quotes its input, as JavaScript's own errors do. */
const leaking = () => {
  const cause = new Error(`the cause: ${CANARY.secretKey}`);
  return new SyntaxError(`Invalid regular expression: /${CANARY.apiKey}|${SIGNATURE}/`, { cause });
};

function dependencies(changes: Partial<EventDependencies> = {}) {
  const logged: unknown[] = [];
  const counted: unknown[] = [];
  const all: EventDependencies = {
    clock: () => NOW,
    takeSnapshot: unexpected('snapshot'),
    checkAccount: unexpected('check'),
    publish: unexpected('metrics of an outcome'),
    countFailure: (account) => counted.push(account),
    redaction: knownKeys,
    log: { error: (message, details) => void logged.push([message, details]) },
    ...changes,
  };
  return { all, logged, counted };
}

const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(unexpected('success'), (error: Error) => error);

it('throws the error without secrets, and logs and counts it', async () => {
  const { all, logged, counted } = dependencies({
    takeSnapshot: async () => {
      throw leaking();
    },
  });

  const thrown = await failureOf(handleEvent(event, all));

  expectNoSecrets([thrown, logged], SECRETS);
  expect(thrown).toMatchObject({ name: 'SyntaxError', message: expect.stringContaining('[redacted]') });
  expect(thrown.stack).toContain('handle-event.test.ts');
  expect(logged).toMatchObject([
    ['Event failed', { account: 'main', error: { name: 'SyntaxError', cause: { name: 'Error' } } }],
  ]);
  expect(counted).toEqual(['main']);
});

it.each([
  ['names its account', { ...event, slot: 'never' }, 'main'],
  ['names no account', 'tick', undefined],
  ['is null', null, undefined],
  ['names an account that is not a text', { ...event, account: 12 }, undefined],
  ['names an invalid account', { ...event, account: '../main' }, undefined],
])('logs and counts an invalid event that %s', async (_what, unusable, account) => {
  const { all, logged, counted } = dependencies();

  const thrown = await failureOf(handleEvent(unusable, all));

  expect(thrown.name).toBe('InvalidEvent');
  expect(logged).toMatchObject([['Event failed', { error: { name: 'InvalidEvent' } }]]);
  expect(counted).toEqual([account]);
});

it('does not count a failed check as a failed snapshot', async () => {
  const check = { check: true, account: 'main', secretId: 'balance-snapshots/main' };
  const { all, logged, counted } = dependencies({
    checkAccount: async () => {
      throw leaking();
    },
  });

  const thrown = await failureOf(handleEvent(check, all));

  expectNoSecrets([thrown, logged], SECRETS);
  expect(counted).toEqual([]);
});

it('counts a failure with an outcome once, by its outcome', async () => {
  const failed: Outcome = {
    outcome: 'failed',
    account: 'main',
    slot: job.slot,
    reason: 'exchange-unavailable',
    message: 'no answer',
    recorded: true,
  };
  const published: Outcome[] = [];
  const { all, logged, counted } = dependencies({
    takeSnapshot: async () => failed,
    publish: (outcome) => published.push(outcome),
  });

  const thrown = await failureOf(handleEvent(event, all));

  expect(thrown.name).toBe('SnapshotFailed');
  expect(published).toEqual([failed]);
  expect([logged, counted]).toEqual([[], []]);
});

it('records a failed row for an unexpected error', async () => {
  const { all, rows, logged } = parts({
    exchange: exchangeOf(async () => {
      throw leaking();
    }),
    redaction: knownKeys,
  });

  const outcome = await takeSnapshot(job, all);

  expect(outcome).toMatchObject({ outcome: 'failed', reason: 'internal-error', recorded: true });
  expect(rows).toMatchObject([{ status: 'failed', failure: { reason: 'internal-error' } }]);
  expectNoSecrets([outcome, rows, logged], SECRETS);
});

it.each([
  ['main', 'main'],
  [undefined, 'unknown'],
])('sends the metric of a run without an outcome, account %s', (account, dimension) => {
  const line = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();

  publishFailure(account, metrics);
  const printed = line.mock.calls.map(([text]) => JSON.parse(String(text)));
  line.mockRestore();

  expect(printed).toMatchObject([
    {
      _aws: { CloudWatchMetrics: [{ Dimensions: [['account']] }] },
      account: dimension,
      SnapshotFailed: 1,
    },
  ]);
});
