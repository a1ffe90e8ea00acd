/** The bundled function with its table, secret and schedule, as `cdk deploy` deploys them, against a strict fake exchange. */
import { gunzipSync } from 'node:zlib';
import { toSlot } from '../../functions/schedule/slot';
import { METRICS } from '../../functions/snapshot/metrics';
import { balanceBody, errorBody, whitelistError } from '../../infra/local/fake-bingx/responses';
import { PATHS } from '../../infra/local/fake-bingx/server';
import { metricsIn } from '../support/emf';
import { ACCOUNT, runStack } from '../support/running-stack';
import { BALANCES, metric, newSlot, running, useStack } from './one-account';

useStack();

describe('a scheduled invocation', () => {
  it('writes one captured row with every amount exactly as received', async () => {
    const slot = newSlot();

    const result = await running.fire(slot);

    expect(result).toMatchObject({
      kind: 'returned',
      payload: { outcome: 'captured', account: ACCOUNT, slot, assets: 3 },
    });
    const item = await running.item(slot);
    expect(item).toEqual({
      account: { S: 'main' },
      slot: { S: slot },
      status: { S: 'captured' },
      schedule: { S: 'cron(0 * * * ? *)' },
      capturedAt: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
      clockSkewMs: { N: expect.stringMatching(/^-?\d+$/) },
      balances: {
        M: {
          fund: { M: {} },
          USDTMPerp: { M: {} },
          coinMPerp: { M: {} },
          // The exchange lists its simulated currency in every account's standard futures.
          stdFutures: { M: { VST: { M: expect.anything() } } },
          spot: {
            M: {
              BTC: { M: { free: { N: '44.376922000000002373' }, locked: { N: '0' } } },
              USDT: { M: { free: { N: '244.18616265388994' }, locked: { N: '0.000000000000000001' } } },
              SHIB: {
                M: {
                  free: { N: '12345678901234567890123456789012345678' },
                  locked: { N: '244186165388994' },
                },
              },
            },
          },
        },
      },
      prices: { M: expect.objectContaining({ USDT: { N: '1' } }) },
      pricedAt: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
      exchangeTotals: { M: expect.objectContaining({ USDTMPerp: { N: '0' } }) },
      raw: { M: expect.objectContaining({ spot: { B: expect.anything() }, fund: { B: expect.anything() } }) },
      version: { N: '2' },
    });
    expect(gunzipSync(item?.raw?.M?.spot?.B ?? '').toString()).toBe(balanceBody(BALANCES));
    expect(metricsIn(result.lines)).toEqual([metric(METRICS.captured)]);
  });

  it('changes nothing when delivered a second time', async () => {
    const slot = newSlot();
    await running.fire(slot);
    const first = await running.item(slot);

    const again = await running.fire(slot);

    expect(again).toMatchObject({
      kind: 'returned',
      payload: { outcome: 'already-captured', account: ACCOUNT, slot },
    });
    expect(await running.item(slot)).toEqual(first);
    expect(metricsIn(again.lines)).toEqual([]);
  });

  it('writes one row when two sandboxes run it concurrently', async () => {
    const slot = newSlot();

    const results = await Promise.all([running.fire(slot), running.fire(slot)]);

    const outcomes = results.map((result) => (result.kind === 'returned' ? result.payload : result.error));
    expect(outcomes).toContainEqual({ outcome: 'captured', account: ACCOUNT, slot, assets: 3 });
    expect(outcomes).toContainEqual({ outcome: 'already-captured', account: ACCOUNT, slot });
    expect(results.flatMap(({ lines }) => metricsIn(lines))).toEqual([metric(METRICS.captured)]);
  });

  it('that is too late sends no balance request and fails with that reason', async () => {
    const slot = newSlot();
    const before = running.exchange.requestsTo(PATHS.spotBalance).length;

    const result = await running.fire(slot, { lateMs: 1_801_000 });

    expect(result).toMatchObject({ payload: { outcome: 'failed', reason: 'too-late' } });
    expect(await running.item(slot)).toMatchObject({ failure: { M: { reason: { S: 'too-late' } } } });
    expect(running.exchange.requestsTo(PATHS.spotBalance)).toHaveLength(before);
  });

  it.each([-61, 61])(
    "succeeds when the function's clock is %i minutes off",
    async (minutes) => {
      const other = await runStack({ balances: BALANCES });
      try {
        const slot = toSlot(other.exchangeNow() - 2000);
        const event = other.stack.event(ACCOUNT, slot);

        const result = await other.stack.lambda.invoke(event, { clockShiftMs: minutes * 60_000 });

        expect(result).toMatchObject({ payload: { outcome: 'captured', slot } });
        expect(metricsIn(result.lines)).toEqual([metric(METRICS.captured)]);
      } finally {
        await other.stop();
      }
    },
    60_000,
  );

  it('can be sent late by hand until the next one is due', async () => {
    const slot = toSlot(Date.now() - 50 * 60_000);

    const result = await running.fireLate(slot);

    expect(result).toMatchObject({ payload: { outcome: 'captured', slot } });
  });

  it('captures the balance when delivered again after a failure', async () => {
    const slot = newSlot();
    running.exchange.stub(PATHS.spotBalance, {
      body: errorBody(whitelistError('203.0.113.7'), running.exchangeNow()),
    });
    await running.fire(slot);

    await running.fire(slot);

    expect(await running.item(slot)).toMatchObject({ status: { S: 'captured' } });
  });
});
