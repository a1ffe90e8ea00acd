/** The retry loop, for any sequence of responses: it keeps its deadline and request budget, and sends what it signed. */
import { createHmac } from 'node:crypto';
import { createClient } from '../../../functions/bingx/client';
import { WALLETS } from '../../../functions/bingx/endpoints';
import { CODES, FAULTS, STATUSES } from '../../../functions/bingx/error-codes';
import type { HttpRequest, HttpResult } from '../../../functions/bingx/http-client';
import { parseResponse } from '../../../functions/bingx/response';
import { REQUEST_BUDGET } from '../../../functions/bingx/retry';
import { PATHS } from '../../../infra/local/fake-bingx/server';
import fc from '../../support/fast-check';
import { DOCUMENTED, documentedRefusal, RECORDED, recordedAt } from './recorded';
import { CREDENTIALS, NOW, readSpot } from './run';

// Slow on a busy machine.
jest.setTimeout(60_000);

const RUNS = { numRuns: 1000 };

type Planned = { delivery: HttpResult; takesMs: number };

const answer = (body: string, status = 200, headers = {}): HttpResult => ({
  kind: 'answer',
  status,
  headers,
  body: Buffer.from(body),
  sentAt: 0,
  answeredAt: 0,
});

const texts = fc.constantFrom(
  'timestamp is invalid',
  'The current system is busy, please try again later',
  'rate limited',
  'will be unblocked after',
  'anything else',
);
const refusal = fc
  .tuple(
    fc.constantFrom(...CODES.map(({ code }) => code), '7'),
    texts,
    fc.integer({ min: -5_000, max: 90_000 }),
  )
  .map(([code, text, end]) =>
    answer(documentedRefusal(Number(code), text.endsWith('after') ? `${text} ${NOW + end}` : text, NOW)),
  );
const status = fc
  .constantFrom(...STATUSES.map(({ from }) => from), 999)
  .map((code) => answer('<html>', code));
const fault = fc
  .constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[]))
  .map(
    (kind): HttpResult =>
      kind === 'network-error'
        ? { kind, detail: 'ECONNRESET' }
        : kind === 'wrong-shape'
          ? answer('{}')
          : { kind, status: 200, detail: 'ECONNRESET' },
  );
const success = fc.constant(answer(DOCUMENTED.balances));

const plan: fc.Arbitrary<Planned[]> = fc.array(
  fc.record({
    delivery: fc.oneof(
      { weight: 6, arbitrary: refusal },
      { weight: 2, arbitrary: status },
      { weight: 4, arbitrary: fault },
      { weight: 1, arbitrary: success },
    ),
    takesMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 40_000 })),
  }),
  { minLength: 12, maxLength: 12 },
);

/** Runs against planned responses on a clock that responses and waits advance; no request exceeds its limit. */
async function runAgainst(answers: Planned[], { budgetMs = 45_000, random = 0.5, rotates = false } = {}) {
  let now = NOW;
  const sent: (HttpRequest & { at: number; delivery: HttpResult })[] = [];
  const exchange = createClient({
    baseUrl: 'http://127.0.0.1:1',
    clock: () => now,
    random: () => random,
    sleep: async (ms) => {
      now += ms;
    },
    send: async (outgoing) => {
      const { delivery, takesMs } = answers[sent.length] ?? { delivery: answer(''), takesMs: 0 };
      const sentAt = now;
      const took = Math.min(takesMs, outgoing.limitMs);
      now += took;
      const given: HttpResult =
        took < takesMs
          ? { kind: 'network-error', detail: 'TIMEOUT' }
          : delivery.kind === 'answer'
            ? { ...delivery, sentAt, answeredAt: now }
            : delivery;
      sent.push({ ...outgoing, at: sentAt, delivery: given });
      return given;
    },
  });
  const deadline = NOW + budgetMs;
  void exchange.syncClock(deadline);
  const reading = await readSpot(exchange, {
    credentials: CREDENTIALS,
    deadline,
    getCredentials: async () => (rotates ? { ...CREDENTIALS, apiKey: 'rotated' } : CREDENTIALS),
  });
  const balance = sent.filter(({ target }) => target.startsWith(PATHS.spotBalance));
  return { reading, sent, balance, endedAt: now, deadline };
}

const circumstances = fc.record({
  budgetMs: fc.integer({ min: -1_000, max: 120_000 }),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  rotates: fc.boolean(),
});

it('never exceeds the deadline', async () => {
  await fc.assert(
    fc.asyncProperty(plan, circumstances, async (answers, given) => {
      const { sent, endedAt, deadline } = await runAgainst(answers, given);

      expect(endedAt).toBeLessThanOrEqual(Math.max(deadline, NOW));
      for (const { at, limitMs } of sent) expect(at + limitMs).toBeLessThanOrEqual(deadline);
    }),
    RUNS,
  );
});

it('never exceeds its request budget, and counts the requests', async () => {
  await fc.assert(
    fc.asyncProperty(plan, circumstances, async (answers, given) => {
      const { reading, sent, balance } = await runAgainst(answers, given);

      expect(balance.length).toBeLessThanOrEqual(REQUEST_BUDGET);
      expect(reading.attempts).toBe(balance.length);
      // Time requests are not counted: one before, and one after an error without the exchange's time.
      expect(sent.length - balance.length).toBeLessThanOrEqual(2);
    }),
    RUNS,
  );
});

it('sends no request after a response that forbids further requests', async () => {
  await fc.assert(
    fc.asyncProperty(plan, circumstances, async (answers, given) => {
      const { balance } = await runAgainst(answers, given);

      const meanings = balance.map(({ delivery }) => parseResponse(delivery, WALLETS.spot));
      for (const meaning of meanings.slice(0, -1)) {
        expect(meaning).toMatchObject({ kind: 'failed' });
        expect(meaning.kind === 'failed' && meaning.error.retry).not.toBe('never');
      }
      for (const once of [
        'once',
        'with-rotated-secret',
        'after-clock-sync',
        'after-window',
        'at-retry-time',
      ]) {
        const followed = meanings.slice(0, -1).filter((m) => m.kind === 'failed' && m.error.retry === once);
        expect(followed.length).toBeLessThanOrEqual(1);
      }
    }),
    RUNS,
  );
});

it('sends exactly the signed string, with a new timestamp in each request', async () => {
  const busy = { delivery: answer(recordedAt(NOW, RECORDED.busy)), takesMs: 10 };
  await fc.assert(
    fc.asyncProperty(plan, circumstances, async (answers, given) => {
      const { balance } = await runAgainst([busy, busy, ...answers], given);

      for (const { target, headers } of balance) {
        const [, signed = '', signature] =
          /^\/openApi\/spot\/v1\/account\/balance\?(recvWindow=5000&timestamp=\d{13})&signature=([0-9a-f]{64})$/.exec(
            target,
          ) ?? [];
        expect(signature).toBe(createHmac('sha256', CREDENTIALS.secretKey).update(signed).digest('hex'));
        expect(Object.keys(headers)).toEqual(['X-BX-APIKEY']);
      }
    }),
    RUNS,
  );
});

it('ends at the deadline when the secret cannot be read again', async () => {
  const wrongKey = answer(recordedAt(NOW, RECORDED.wrongKey));
  const exchange = createClient({
    baseUrl: 'http://127.0.0.1:1',
    clock: () => NOW,
    sleep: async () => undefined,
    send: async () => wrongKey,
  });

  const reading = await readSpot(exchange, {
    credentials: CREDENTIALS,
    deadline: NOW + 1_050,
    getCredentials: () => new Promise(() => undefined),
  });

  expect(reading).toMatchObject({ reason: 'credentials-rejected', attempts: 1 });
});

it('sends no request when no time is left', async () => {
  const { reading, sent } = await runAgainst([], { budgetMs: 999 });

  expect(sent).toEqual([]);
  expect(reading).toMatchObject({ reason: 'exchange-unavailable', attempts: 0 });
});

it.each([
  ['a second', 1_000, 1],
  ['less than a wait and a second', 1_249, 1],
  ['a wait and a second', 1_250, 2],
])('sends in %s as many requests as can each have a second', async (_time, budgetMs, attempts) => {
  const busy = { delivery: answer(recordedAt(NOW, RECORDED.busy)), takesMs: 0 };

  const { reading } = await runAgainst(Array(3).fill(busy), { budgetMs });

  expect(reading).toMatchObject({ reason: 'exchange-unavailable', attempts });
});

it('limits a time request to the remaining time of the run', async () => {
  const mismatch = answer('{"code":100421,"msg":"Null timestamp or timestamp mismatch"}');

  const { sent } = await runAgainst(
    [
      { delivery: answer(DOCUMENTED.serverTime), takesMs: 0 },
      { delivery: mismatch, takesMs: 3_500 },
    ],
    { budgetMs: 6_000 },
  );

  expect(sent[2]).toMatchObject({ target: PATHS.serverTime, limitMs: 2_500 });
});

it('backs off exponentially with full jitter', async () => {
  const busy = { delivery: answer(recordedAt(NOW, RECORDED.busy)), takesMs: 0 };
  const starts = async (random: number) =>
    (await runAgainst(Array(6).fill(busy), { random })).balance.map(({ at }) => at - NOW);

  expect(await starts(0)).toEqual([0, 0, 0, 0, 0]);
  expect(await starts(0.999)).toEqual([0, 499.5, 1498.5, 3496.5, 7492.5]);
});
