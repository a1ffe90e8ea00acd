/** The exchange's clock decides whether a run is late, before any balance request is sent. */
import type { SnapshotRequest } from '../../../functions/snapshot/event';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { accountOf, answered, credentials, exchangeOf, job, NOW, parts, unexpected } from './collaborators';

const MINUTE = 60_000;

/** A run at NOW on the exchange's clock, on a function whose clock is off by `skewMs`. */
function runWith(skewMs: number, { measured = true, slot = job.slot, maxLatenessSeconds = 1800 } = {}) {
  const calls: string[] = [];
  const clockSkewMs = measured ? skewMs : undefined;
  const { all, rows } = parts({
    clock: () => NOW + skewMs,
    getCredentials: async () => {
      calls.push('secret');
      return credentials;
    },
    exchange: exchangeOf(
      async () => {
        calls.push('balance');
        return accountOf(answered({ clockSkewMs }));
      },
      async () => {
        calls.push('clock');
        return clockSkewMs;
      },
    ),
  });
  const changed: SnapshotRequest = { ...job, slot, maxLatenessSeconds };
  return { outcome: takeSnapshot(changed, all), calls, rows };
}

describe.each([
  ['ahead', 1],
  ['behind', -1],
])('a function clock that is %s', (_direction, sign) => {
  it.each([10 * MINUTE, 61 * MINUTE, 23 * 60 * MINUTE])(
    "by %i ms does not prevent the snapshot: the exchange's time decides",
    async (ms) => {
      const { outcome, rows } = runWith(sign * ms, { maxLatenessSeconds: 60 });

      expect(await outcome).toMatchObject({ outcome: 'captured' });
      expect(rows).toMatchObject([{ status: 'captured', clockSkewMs: sign * ms }]);
    },
  );

  it('does not make a late run count as on time', async () => {
    const { outcome, calls, rows } = runWith(sign * 45 * MINUTE, { slot: '2026-11-22T05:30:01Z' });

    expect(await outcome).toMatchObject({ outcome: 'failed', reason: 'too-late', recorded: true });
    expect(calls).not.toContain('balance');
    expect(rows).toMatchObject([
      {
        clockSkewMs: sign * 45 * MINUTE,
        failure: { attempts: 0, message: 'The run came 1801 s after its slot; 1800 s are allowed.' },
      },
    ]);
  });
});

describe('a run that is on time by its own clock', () => {
  it('reads the secret while the clock is measured', async () => {
    const { outcome, calls } = runWith(0);

    await outcome;

    expect(calls).toEqual(['clock', 'secret', 'balance']);
  });
});

describe('a run that is late by its own clock', () => {
  it('sends only a time request when the exchange agrees', async () => {
    const { outcome, calls } = runWith(0, { slot: '2026-11-22T05:30:01Z' });

    expect(await outcome).toMatchObject({ reason: 'too-late' });
    expect(calls).toEqual(['clock']);
  });

  it('is late when the time cannot be measured', async () => {
    const { outcome, calls, rows } = runWith(31 * MINUTE, { measured: false });

    expect(await outcome).toMatchObject({ reason: 'too-late' });
    expect(calls).toEqual(['clock']);
    expect(rows[0]).not.toHaveProperty('clockSkewMs');
  });
});

describe('an offset kept from an earlier run', () => {
  it.each([
    ['late', -45 * MINUTE],
    ['early', 65 * MINUTE],
  ])('by which the run would be %s is not used: the snapshot is captured', async (_how, kept) => {
    const { all, rows } = parts({
      reading: answered({ clockSkewMs: 0 }),
      exchange: exchangeOf(
        async () => accountOf(answered({ clockSkewMs: 0 })),
        async (_deadline, isUsable) => (isUsable?.(kept) ? kept : 0),
      ),
    });

    const outcome = await takeSnapshot(job, all);

    expect(outcome).toMatchObject({ outcome: 'captured' });
    expect(rows).toMatchObject([{ status: 'captured', clockSkewMs: 0 }]);
  });
});

describe('a slot in the future', () => {
  const slot = '2026-11-22T07:00:03Z';

  it("on the exchange's clock leads to a failed row, without a balance request", async () => {
    const { outcome, calls, rows } = runWith(0, { slot });

    expect(await outcome).toMatchObject({ outcome: 'failed', reason: 'too-early', recorded: true });
    expect(calls).toEqual(['clock']);
    expect(rows).toMatchObject([
      { status: 'failed', slot, failure: { message: expect.stringContaining('3601 s before its slot') } },
    ]);
  });

  it('by at most an hour is treated as a clock error', async () => {
    const { outcome } = runWith(0, { slot: '2026-11-22T07:00:02Z' });

    expect(await outcome).toMatchObject({ outcome: 'captured' });
  });
});

it('a run that only the balance response shows to be late is too late, and keeps the raw response', async () => {
  const { all, rows } = parts({
    clock: () => NOW - 45 * MINUTE,
    exchange: exchangeOf(async () => accountOf(answered({ clockSkewMs: -45 * MINUTE, attempts: 2 }))),
  });

  const outcome = await takeSnapshot({ ...job, slot: '2026-11-22T05:16:00Z', maxLatenessSeconds: 600 }, all);

  expect(outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
  expect(rows).toMatchObject([{ status: 'failed', failure: { reason: 'too-late', attempts: 2 } }]);
  expect(rows[0]?.raw).toBeDefined();
});

it('a missing secret is reported with the clock skew measured meanwhile', async () => {
  const missing = { reason: 'credentials-missing', message: 'The secret x does not exist.' } as const;
  const { all, rows } = parts({
    getCredentials: async () => missing,
    exchange: exchangeOf(unexpected('request'), async () => 5),
  });

  await takeSnapshot(job, all);

  expect(rows).toMatchObject([{ clockSkewMs: 5, failure: missing }]);
});
