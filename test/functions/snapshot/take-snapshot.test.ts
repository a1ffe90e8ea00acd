/** One snapshot with fake dependencies: its row, log and requests. */
import { gunzipSync } from 'node:zlib';
import type { AccountRequest } from '../../../functions/bingx/types';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { accountOf, answered, credentials, exchangeOf, job, NOW, parts, raw } from './collaborators';

describe('a balance', () => {
  it('becomes one captured row with its time, amounts and raw response', async () => {
    const { all, rows } = parts({ reading: answered() });

    const outcome = await takeSnapshot(job, all);

    expect(outcome).toEqual({ outcome: 'captured', account: 'main', slot: job.slot, assets: 1 });
    expect(rows).toEqual([
      {
        account: 'main',
        slot: '2026-11-22T06:00:00Z',
        schedule: 'cron(0 * * * ? *)',
        status: 'captured',
        capturedAt: '2026-11-22T06:00:01.234Z',
        balances: { spot: { BTC: { free: '1', locked: '0' } } },
        raw: { spot: expect.anything() },
        clockSkewMs: 12,
        version: 2,
      },
    ]);
    expect(gunzipSync(rows[0]?.raw?.spot ?? '')).toEqual(raw);
  });

  it('keeps every digit', async () => {
    const balances = [
      { asset: 'MX', free: '44.37692200000000237300', locked: '0.00' },
      { asset: 'DUST', free: '0', locked: '0.00000000000000000001' },
    ];
    const { all, rows } = parts({ reading: answered({ balances }) });

    await takeSnapshot(job, all);

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
  });

  it('of an empty wallet is captured as empty, not as a failure', async () => {
    const { all, rows } = parts({ reading: answered({ balances: [] }) });

    expect(await takeSnapshot(job, all)).toMatchObject({ outcome: 'captured', assets: 0 });
    expect(rows).toMatchObject([{ status: 'captured', balances: { spot: {} } }]);
  });

  it('is logged with the details of the run, but without amounts', async () => {
    const { all, logged } = parts({ reading: answered({ attempts: 2 }) });

    await takeSnapshot(job, all);

    expect(logged).toEqual([
      [
        'Snapshot captured',
        { account: 'main', slot: job.slot, assets: 1, requests: 2, delayMs: 1234, clockSkewMs: 12 },
      ],
    ]);
  });

  it('has a time zone if it is not UTC, and an expiry if there is a retention', async () => {
    const { all, rows } = parts({ reading: answered(), retentionDays: 10 });

    await takeSnapshot({ ...job, timezone: 'Europe/Berlin' }, all);

    expect(rows).toMatchObject([
      { timezone: 'Europe/Berlin', expiresAt: Date.parse('2026-12-02T06:00:00Z') / 1000 },
    ]);
  });

  it('for a slot that was captured before changes nothing', async () => {
    const { all } = parts({ reading: answered(), history: { record: async () => 'already-captured' } });

    expect(await takeSnapshot(job, all)).toEqual({
      outcome: 'already-captured',
      account: 'main',
      slot: job.slot,
    });
  });
});

describe('the exchange', () => {
  it('measures its clock while the secret is being read', async () => {
    const order: string[] = [];
    const { all } = parts({
      getCredentials: async () => {
        order.push('secret');
        return credentials;
      },
      exchange: exchangeOf(
        async () => {
          order.push('balance');
          return accountOf(answered());
        },
        async () => void order.push('clock'),
      ),
    });

    await takeSnapshot(job, all);

    expect(order).toEqual(['clock', 'secret', 'balance']);
  });

  it('gets the credentials, a function to read them again, and the deadline', async () => {
    const requests: AccountRequest[] = [];
    const renewed = { apiKey: 'new', secretKey: 'new' };
    const { all } = parts({
      getCredentials: async (options) => (options?.forceRefresh ? renewed : credentials),
      exchange: exchangeOf(async (request) => {
        requests.push(request);
        return accountOf(answered());
      }),
    });

    await takeSnapshot(job, all);

    expect(requests).toMatchObject([{ credentials, deadline: NOW + 45_000 }]);
    expect(await requests[0]?.getCredentials({ forceRefresh: true })).toEqual(renewed);
  });
});
