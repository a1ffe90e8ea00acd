/** Runs without a capture: the contents of their failed rows. */
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ExchangeReason } from '../../../functions/bingx/types';
import { FINAL_REASONS } from '../../../functions/snapshot/outcome';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import {
  answered,
  exchangeOf,
  job,
  NOW,
  parts,
  raw,
  refusing,
  type SpotReading,
  unexpected,
} from './collaborators';

const unreadable: SpotReading = {
  kind: 'failed',
  reason: 'invalid-response',
  message: 'not JSON',
  attempts: 1,
};

describe('a failure', () => {
  it('of the exchange leads to a failed row with all details of the error', async () => {
    const { all, rows } = parts({
      reading: {
        kind: 'failed',
        reason: 'banned',
        code: '100410',
        message: 'can retry after time: 1727193970155',
        retryAt: 1_727_193_970_155,
        attempts: 2,
        clockSkewMs: -5,
      },
    });

    const outcome = await takeSnapshot(job, all);

    expect(outcome).toEqual({
      outcome: 'failed',
      account: 'main',
      slot: job.slot,
      reason: 'banned',
      code: '100410',
      message: 'can retry after time: 1727193970155',
      recorded: true,
    });
    expect(rows).toMatchObject([
      {
        status: 'failed',
        clockSkewMs: -5,
        failure: {
          reason: 'banned',
          code: '100410',
          message: 'can retry after time: 1727193970155',
          retryAt: '2024-09-24T16:06:10.155Z',
          at: '2026-11-22T06:00:02.000Z',
          attempts: 2,
        },
      },
    ]);
  });

  it('to read the secret prevents the balance request', async () => {
    const missing = { reason: 'credentials-missing', message: 'The secret x does not exist.' } as const;
    const { all, rows } = parts({
      getCredentials: async () => missing,
    });

    expect(await takeSnapshot(job, all)).toMatchObject({ outcome: 'failed', ...missing });
    expect(rows).toMatchObject([{ status: 'failed', failure: { ...missing, attempts: 0 } }]);
  });

  it.each<[what: string, reason: ExchangeReason, options: object]>([
    ['replaces an earlier one that was not final', 'banned', { keptReasons: FINAL_REASONS }],
    ['that is retried replaces no final one', 'exchange-unavailable', { keptReasons: FINAL_REASONS }],
  ])('%s', async (_what, reason, options) => {
    const record = jest.fn(async () => 'written' as const);
    const reading = { kind: 'failed', reason, message: 'no', attempts: 1, clockSkewMs: 7 } as const;
    const { all, logged } = parts({ reading, history: { record } });

    await takeSnapshot(job, all);

    expect(record).toHaveBeenCalledWith(expect.anything(), options);
    expect(logged).toEqual([
      [
        'Snapshot failed',
        {
          account: 'main',
          slot: job.slot,
          failure: { reason, message: 'no', attempts: 1 },
          clockSkewMs: 7,
        },
      ],
    ]);
  });

  it('never replaces a capture', async () => {
    const { all } = parts({
      reading: { kind: 'failed', reason: 'exchange-unavailable', message: 'ECONNRESET', attempts: 3 },
      history: { record: async () => 'already-captured' },
    });

    expect(await takeSnapshot(job, all)).toMatchObject({ outcome: 'already-captured' });
  });

  it('that the table rejects is still returned, as not recorded', async () => {
    const { all, logged } = parts({
      reading: { kind: 'failed', reason: 'ip-not-whitelisted', message: 'no', attempts: 1 },
      history: { record: refusing('ResourceNotFoundException') },
    });

    expect(await takeSnapshot(job, all)).toMatchObject({ reason: 'ip-not-whitelisted', recorded: false });
    expect(logged[0]).toEqual([
      'Failure not recorded',
      {
        account: 'main',
        slot: job.slot,
        reason: 'ip-not-whitelisted',
        error: { name: 'ResourceNotFoundException', message: 'ResourceNotFoundException' },
      },
    ]);
  });
});

describe('a run that is too late', () => {
  const late = { ...job, slot: '2026-11-22T05:30:01Z' };

  it('sends only a time request, and reports the delay', async () => {
    const { all, rows } = parts({
      clock: () => NOW,
      getCredentials: unexpected('reading of the secret'),
      exchange: exchangeOf(unexpected('request')),
    });

    const outcome = await takeSnapshot(late, all);

    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
    expect(rows).toMatchObject([
      { status: 'failed', failure: { message: 'The run came 1801 s after its slot; 1800 s are allowed.' } },
    ]);
  });

  it('does not replace an earlier failure of the slot, which has more details', async () => {
    const record = jest.fn(async () => 'already-failed' as const);

    await takeSnapshot(late, parts({ history: { record } }).all);

    expect(record).toHaveBeenCalledWith(expect.anything(), { onlyIfAbsent: true });
  });

  it('becomes late one second after the limit', async () => {
    const { all } = parts({ reading: answered() });

    expect(await takeSnapshot({ ...job, slot: '2026-11-22T05:30:02Z' }, all)).toMatchObject({
      outcome: 'captured',
    });
  });
});

describe('a response that cannot be captured', () => {
  it.each(['free', 'locked'])(
    'with a %s amount that cannot be stored exactly leads to a failed row',
    async (which) => {
      const balance = { asset: 'BTC', free: '1', locked: '1', [which]: '1.5e126' };
      const { all, rows } = parts({ reading: answered({ balances: [balance] }) });

      await takeSnapshot(job, all);

      expect(rows).toMatchObject([
        { status: 'failed', clockSkewMs: 12, failure: { reason: 'invalid-response' } },
      ]);
    },
  );

  it('with an amount that cannot be stored exactly is kept in the failed row', async () => {
    const balances = [{ asset: 'BTC', free: '1.23456789012345678901234567890123456789', locked: '0' }];
    const { all, rows } = parts({ reading: answered({ balances }) });

    const outcome = await takeSnapshot(job, all);

    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'invalid-response' });
    expect(rows).toMatchObject([{ status: 'failed', failure: { reason: 'invalid-response', attempts: 1 } }]);
    expect(gunzipSync(rows[0]?.raw?.spot ?? '')).toEqual(raw);
  });

  it('is kept completely at any length if it compresses well', async () => {
    const long = Buffer.alloc(2 * 1024 * 1024, raw);
    const { all, rows } = parts({ reading: { ...unreadable, raw: long } });

    await takeSnapshot(job, all);

    expect(gunzipSync(rows[0]?.raw?.spot ?? '').equals(long)).toBe(true);
  });

  it('is truncated to the size limit of a row if it compresses badly', async () => {
    const noise = randomBytes(600 * 1024);
    const { all, rows } = parts({ reading: { ...unreadable, raw: noise } });

    await takeSnapshot(job, all);

    expect(gunzipSync(rows[0]?.raw?.spot ?? '').equals(noise.subarray(0, 256 * 1024))).toBe(true);
  });
});
