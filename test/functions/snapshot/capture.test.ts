/** The job, part by part: what each answer of a collaborator makes of the slot. */
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { BalanceReading, BalanceRequest } from '../../../functions/bingx/exchange';
import { fromUnstored } from '../../../functions/history/read-unstored';
import type { Row } from '../../../functions/history/row';
import { NOT_STORED, type UnstoredPart } from '../../../functions/history/unstored';
import type { History } from '../../../functions/history/write';
import { capture, type Parts } from '../../../functions/snapshot/capture';
import type { SnapshotJob } from '../../../functions/snapshot/event';

const NOW = Date.parse('2026-11-22T06:00:02.000Z');
const job: SnapshotJob = {
  account: 'main',
  secretId: 'balance-snapshots/main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  timezone: 'UTC',
  maxLatenessSeconds: 1800,
};
const credentials = { apiKey: 'canary-key', secretKey: 'canary-secret' };
const raw = Buffer.from('{"code":0,"data":{"balances":[]}}');
const answered = (changes: Partial<Extract<BalanceReading, { kind: 'answered' }>> = {}): BalanceReading => ({
  kind: 'answered',
  balances: [{ asset: 'BTC', free: '1', locked: '0' }],
  raw,
  answeredAt: Date.parse('2026-11-22T06:00:01.234Z'),
  clockSkewMs: 12,
  attempts: 1,
  ...changes,
});

const unreadable: BalanceReading = {
  kind: 'failed',
  reason: 'invalid-response',
  message: 'not JSON',
  attempts: 1,
};

const unexpected = (what: string) => () => {
  throw new Error(`This test expects no ${what}`);
};

/** Collaborators that answer as told and refuse all else; `rows` and `logged` keep what came out. */
function parts(told: Partial<Parts> & { reading?: BalanceReading } = {}) {
  const rows: Row[] = [];
  const logged: [string, Record<string, unknown>][] = [];
  const log = (message: string, details: Record<string, unknown>) => void logged.push([message, details]);
  const { reading, ...others } = told;
  const all: Parts = {
    clock: () => NOW,
    secrets: { read: async () => credentials, rotated: unexpected('re-reading of the secret') },
    exchange: {
      prepare: () => undefined,
      readSpotBalances: reading ? async () => reading : unexpected('request to the exchange'),
    },
    history: {
      record: async (row) => {
        rows.push(row);
        return 'written';
      },
    },
    log: { info: log, warn: log, error: log },
    deadline: NOW + 45_000,
    ...others,
  };
  return { all, rows, logged };
}

const refusing = (name: string) => async (): Promise<never> => {
  throw Object.assign(new Error(name), { name });
};

describe('an answer', () => {
  it('becomes one captured row that says when, what, and how it was read', async () => {
    const { all, rows } = parts({ reading: answered() });

    const outcome = await capture(job, all);

    expect(outcome).toEqual({ outcome: 'captured', account: 'main', slot: job.slot, assets: 1 });
    expect(rows).toEqual([
      {
        account: 'main',
        slot: '2026-11-22T06:00:00Z',
        schedule: 'cron(0 * * * ? *)',
        status: 'captured',
        capturedAt: '2026-11-22T06:00:01.234Z',
        balances: { spot: { BTC: { free: '1', locked: '0' } } },
        raw: expect.anything(),
        clockSkewMs: 12,
        version: 1,
      },
    ]);
    expect(gunzipSync(rows[0]?.raw ?? '')).toEqual(raw);
  });

  it('keeps every digit, and leaves out only what is held at exactly zero', async () => {
    const balances = [
      { asset: 'MX', free: '44.37692200000000237300', locked: '0.00' },
      { asset: 'ZERO', free: '0.0000', locked: '0' },
      { asset: 'DUST', free: '0', locked: '0.00000000000000000001' },
    ];
    const { all, rows } = parts({ reading: answered({ balances }) });

    await capture(job, all);

    expect(rows).toMatchObject([
      {
        balances: {
          spot: {
            MX: { free: '44.376922000000002373', locked: '0' },
            DUST: { free: '0', locked: '0.00000000000000000001' },
          },
        },
      },
    ]);
    expect(rows[0]).not.toHaveProperty('balances.spot.ZERO');
  });

  it('of nothing held is a capture of nothing, not a failure', async () => {
    const { all, rows } = parts({ reading: answered({ balances: [] }) });

    expect(await capture(job, all)).toMatchObject({ outcome: 'captured', assets: 0 });
    expect(rows).toMatchObject([{ status: 'captured', balances: { spot: {} } }]);
  });

  it('is logged with what ops want to know of a run, and nothing of the balance', async () => {
    const { all, logged } = parts({ reading: answered({ attempts: 2 }) });

    await capture(job, all);

    expect(logged).toEqual([
      [
        'Snapshot captured',
        { account: 'main', slot: job.slot, assets: 1, requests: 2, delayMs: 1234, clockSkewMs: 12 },
      ],
    ]);
  });

  it.each(['free', 'locked'])('whose %s amount cannot be held exactly is no capture', async (which) => {
    const balance = { asset: 'BTC', free: '1', locked: '1', [which]: '1.5e126' };
    const { all, rows } = parts({ reading: answered({ balances: [balance] }) });

    await capture(job, all);

    expect(rows).toMatchObject([
      { status: 'failed', clockSkewMs: 12, failure: { reason: 'invalid-response' } },
    ]);
  });

  it('with an amount that cannot be held exactly is kept as evidence, and is no capture', async () => {
    const balances = [{ asset: 'BTC', free: '1.23456789012345678901234567890123456789', locked: '0' }];
    const { all, rows } = parts({ reading: answered({ balances }) });

    const outcome = await capture(job, all);

    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'invalid-response' });
    expect(rows).toMatchObject([{ status: 'failed', failure: { reason: 'invalid-response', attempts: 1 } }]);
    expect(gunzipSync(rows[0]?.raw ?? '')).toEqual(raw);
  });

  it('that fails is kept whole, however long it is, where it packs well', async () => {
    const long = Buffer.alloc(2 * 1024 * 1024, raw);
    const { all, rows } = parts({ reading: { ...unreadable, raw: long } });

    await capture(job, all);

    expect(gunzipSync(rows[0]?.raw ?? '')).toEqual(long);
  });

  it('that fails and packs badly is kept as far as a row can hold it', async () => {
    const noise = randomBytes(600 * 1024);
    const { all, rows } = parts({ reading: { ...unreadable, raw: noise } });

    await capture(job, all);

    expect(gunzipSync(rows[0]?.raw ?? '')).toEqual(noise.subarray(0, 256 * 1024));
  });

  it('carries the zone where it is not UTC, and the end of its retention where there is one', async () => {
    const { all, rows } = parts({ reading: answered(), retentionDays: 10 });

    await capture({ ...job, timezone: 'Europe/Berlin' }, all);

    expect(rows).toMatchObject([
      { timezone: 'Europe/Berlin', expiresAt: Date.parse('2026-12-02T06:00:00Z') / 1000 },
    ]);
  });

  it('for a slot that was captured before changes nothing', async () => {
    const { all } = parts({ reading: answered(), history: { record: async () => 'already-captured' } });

    expect(await capture(job, all)).toEqual({ outcome: 'already-captured', account: 'main', slot: job.slot });
  });

  it('whose write was made, though every answer to it got lost, is a capture', async () => {
    const { all } = parts({ reading: answered() });
    const answers = ['lost', 'already-captured', 'written'] as const;
    let asked = 0;
    const record = async () => {
      const answer = answers[asked++];
      if (answer === 'lost') throw new Error('no answer');
      return answer ?? unexpected('further write')();
    };

    const outcome = await capture(job, { ...all, history: { record } });

    expect(outcome).toEqual({ outcome: 'captured', account: 'main', slot: job.slot, assets: 1 });
  });

  it.each([
    ['that another run captured the slot', async () => 'already-captured' as const, 'already-captured'],
    ['nothing', async () => Promise.reject(new Error('no answer')), 'failed'],
  ])('whose writes got lost claims no capture where the table tells %s', async (_what, tells, ends) => {
    const { all } = parts({ reading: answered() });
    let asked = 0;
    const record: History['record'] = async () => {
      if (asked++ === 0) throw new Error('no answer');
      return asked === 2 ? 'already-captured' : tells();
    };

    expect(await capture(job, { ...all, history: { record } })).toMatchObject({ outcome: ends });
  });

  it('that the table refuses leaves a failure that counts the requests for it', async () => {
    const { all, rows } = parts({ reading: answered({ attempts: 2 }) });
    const record: History['record'] = async (row, options) =>
      row.status === 'captured' ? refusing('TimeoutError')() : all.history.record(row, options);

    await capture(job, { ...all, history: { record } });

    expect(rows).toMatchObject([
      { clockSkewMs: 12, failure: { reason: 'history-unavailable', attempts: 2 } },
    ]);
  });

  it('that the table refuses goes to the log as a whole, ready to be put back', async () => {
    const { all, logged } = parts({ reading: answered(), history: { record: refusing('TimeoutError') } });

    const outcome = await capture(job, all);

    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'history-unavailable', recorded: false });
    const row = fromUnstored(
      logged
        .filter(([message]) => message === NOT_STORED)
        .map(([, details]) => details.unstored as UnstoredPart),
    );
    expect(row).toMatchObject({
      status: 'captured',
      balances: { spot: { BTC: { free: '1', locked: '0' } } },
    });
    expect(gunzipSync(row.raw ?? '')).toEqual(raw);
  });
});

describe('a failure', () => {
  it('of the exchange becomes a failed row with all that it said', async () => {
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

    const outcome = await capture(job, all);

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

  it('to read the secret asks the exchange for no balance', async () => {
    const missing = { reason: 'credentials-missing', message: 'The secret x does not exist.' } as const;
    const { all, rows } = parts({
      secrets: { read: async () => missing, rotated: unexpected('re-reading of the secret') },
    });

    expect(await capture(job, all)).toMatchObject({ outcome: 'failed', ...missing });
    expect(rows).toMatchObject([{ status: 'failed', failure: { ...missing, attempts: 0 } }]);
  });

  it('takes the place of an earlier one: the latest says what has to be mended', async () => {
    const record = jest.fn(async () => 'written' as const);
    const reading = { kind: 'failed', reason: 'banned', message: 'no', attempts: 1, clockSkewMs: 7 } as const;
    const { all, logged } = parts({ reading, history: { record } });

    await capture(job, all);

    expect(record).toHaveBeenCalledWith(expect.anything(), { keepFailure: false });
    expect(logged).toEqual([
      [
        'Snapshot failed',
        {
          account: 'main',
          slot: job.slot,
          failure: { reason: 'banned', message: 'no', attempts: 1 },
          clockSkewMs: 7,
        },
      ],
    ]);
  });

  it('never hides a capture', async () => {
    const { all } = parts({
      reading: { kind: 'failed', reason: 'exchange-unavailable', message: 'ECONNRESET', attempts: 3 },
      history: { record: async () => 'already-captured' },
    });

    expect(await capture(job, all)).toMatchObject({ outcome: 'already-captured' });
  });

  it('that the table refuses is still said, as not recorded', async () => {
    const { all, logged } = parts({
      reading: { kind: 'failed', reason: 'ip-not-whitelisted', message: 'no', attempts: 1 },
      history: { record: refusing('ResourceNotFoundException') },
    });

    expect(await capture(job, all)).toMatchObject({ reason: 'ip-not-whitelisted', recorded: false });
    expect(logged[0]).toEqual([
      'Failure not recorded',
      {
        account: 'main',
        slot: job.slot,
        reason: 'ip-not-whitelisted',
        error: 'ResourceNotFoundException',
      },
    ]);
  });
});

describe('a run that comes too late', () => {
  const late = { ...job, slot: '2026-11-22T05:30:01Z' };

  it('asks nobody, and says by how much', async () => {
    const { all, rows } = parts({
      clock: () => NOW,
      secrets: { read: unexpected('reading of the secret'), rotated: unexpected('re-reading') },
      exchange: { prepare: unexpected('question for the time'), readSpotBalances: unexpected('request') },
    });

    const outcome = await capture(late, all);

    expect(outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
    expect(rows).toMatchObject([
      { status: 'failed', failure: { message: 'The run came 1801 s after its slot; 1800 s are allowed.' } },
    ]);
  });

  it('leaves an earlier failure of the slot, which says more, in place', async () => {
    const record = jest.fn(async () => 'already-failed' as const);

    await capture(late, parts({ history: { record } }).all);

    expect(record).toHaveBeenCalledWith(expect.anything(), { keepFailure: true });
  });

  it('is one second short of late at the limit', async () => {
    const { all } = parts({ reading: answered() });

    expect(await capture({ ...job, slot: '2026-11-22T05:30:02Z' }, all)).toMatchObject({
      outcome: 'captured',
    });
  });
});

describe('the exchange', () => {
  it('is prepared while the secret is being read', async () => {
    const order: string[] = [];
    const { all } = parts({
      secrets: {
        read: async () => {
          order.push('secret');
          return credentials;
        },
        rotated: unexpected('re-reading'),
      },
      exchange: {
        prepare: () => void order.push('prepare'),
        readSpotBalances: async () => {
          order.push('balance');
          return answered();
        },
      },
    });

    await capture(job, all);

    expect(order).toEqual(['prepare', 'secret', 'balance']);
  });

  it('is given the credentials, a way to read them again, and the deadline', async () => {
    const asked: BalanceRequest[] = [];
    const renewed = { apiKey: 'new', secretKey: 'new' };
    const { all } = parts({
      secrets: { read: async () => credentials, rotated: async () => renewed },
      exchange: {
        prepare: () => undefined,
        readSpotBalances: async (request) => {
          asked.push(request);
          return answered();
        },
      },
    });

    await capture(job, all);

    expect(asked).toMatchObject([{ credentials, deadline: NOW + 45_000 }]);
    expect(await asked[0]?.rotatedCredentials()).toEqual(renewed);
  });
});
