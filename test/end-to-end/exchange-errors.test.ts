/** The bundled function writes a failed row and publishes one metric for each error of the exchange. */
import { METRICS } from '../../functions/snapshot/metrics';
import {
  disabledUntilError,
  ERRORS,
  type ErrorResponse,
  errorBody,
  repeatedErrorsError,
  whitelistError,
} from '../../infra/local/fake-bingx/responses';
import { PATHS } from '../../infra/local/fake-bingx/server';
import { metricsIn } from '../support/emf';
import { metric, newSlot, running, useStack } from './one-account';

useStack();
// Starts the sandbox: on a busy machine its start would take the time that the runs below have for the exchange.
beforeAll(() => running.fire(newSlot()), 60_000);

type Case = {
  refusal: (now: number) => ErrorResponse;
  reason: string;
  metric: string;
  requests: number;
  more?: object;
};

/** Too far ahead for a run to wait. */
const BAN_MS = 3_600_000;

const banned = {
  reason: 'banned',
  metric: METRICS.rateLimit,
  requests: 1,
  more: { retryAt: { S: expect.any(String) } },
};
const timestampRejected = { reason: 'timestamp-rejected', metric: METRICS.timestamp, requests: 2 };

describe.each<[string, Case]>([
  ['80014 timestamp is invalid', { refusal: () => ERRORS.timestampInvalid, ...timestampRejected }],
  [
    '100421 null timestamp or timestamp mismatch',
    { refusal: () => ERRORS.timestampMismatch, ...timestampRejected },
  ],
  [
    '100419 IP does not match IP whitelist',
    {
      refusal: () => whitelistError('203.0.113.7'),
      reason: 'ip-not-whitelisted',
      metric: METRICS.whitelist,
      requests: 1,
      more: { egressIp: { S: '203.0.113.7' } },
    },
  ],
  [
    '100410 rate limited',
    { refusal: () => ERRORS.rateLimited, reason: 'rate-limited', metric: METRICS.rateLimit, requests: 1 },
  ],
  ['100410 in the disabled period', { refusal: (now) => disabledUntilError(now + BAN_MS), ...banned }],
  ['100410 over 20 errors', { refusal: (now) => repeatedErrorsError(now + BAN_MS), ...banned }],
  [
    '100413 incorrect apiKey',
    {
      refusal: () => ERRORS.apiKeyIncorrect,
      reason: 'credentials-rejected',
      metric: METRICS.credentials,
      requests: 1,
    },
  ],
])('when the exchange responds with %s', (_words, { refusal, reason, metric: own, requests, more }) => {
  it(`writes a failed row with ${reason} and publishes ${own} once`, async () => {
    const slot = newSlot();
    const error = refusal(Date.parse(slot));
    running.exchange.stubAlways(PATHS.spotBalance, { body: errorBody(error, Date.parse(slot)) });
    const before = running.exchange.requestsTo(PATHS.spotBalance).length;

    // The function reserves 15 s for the write; the rest is too short to wait for the end of a rate limit.
    const result = await running.fire(slot, { timeoutMs: 17_000 });

    expect(await running.item(slot)).toEqual({
      account: { S: 'main' },
      slot: { S: slot },
      status: { S: 'failed' },
      schedule: { S: 'cron(0 * * * ? *)' },
      clockSkewMs: { N: expect.any(String) },
      failure: {
        M: {
          reason: { S: reason },
          code: { S: String(error.code) },
          message: { S: expect.stringContaining(error.msg.slice(0, 30)) },
          at: { S: expect.any(String) },
          attempts: { N: String(requests) },
          ...more,
        },
      },
      raw: { M: { spot: { B: expect.anything() } } },
      version: { N: '2' },
    });
    expect(metricsIn(result.lines).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      [metric(METRICS.failed), metric(own)].sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    expect(running.exchange.requestsTo(PATHS.spotBalance).length - before).toBe(requests);
  });
});
