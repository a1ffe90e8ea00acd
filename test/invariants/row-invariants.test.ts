/** Tests of the invariants of rows: removing the code that upholds one makes its tests fail. */
import { gunzipSync } from 'node:zlib';
import { NOT_STORED } from '../../functions/history/log-fallback';
import { decodeFromLog } from '../../functions/history/log-fallback-read';
import fc from '../support/fast-check';
import { equalAmounts, parseWallet } from '../support/wallet-oracle';
import { rowText } from './evidence';
import { reportGaps } from './report-gaps';
import type { Troubles } from './troubles';
import { balanceIs, balanceRequests, SLOT, tableIs, useWorld } from './use-world';
import { START } from './world';

const NEXT_SLOT = '2026-11-22T07:00:00Z';

const { world, account, renew, deliver, row } = useWorld();

describe('Invariant 1: a slot is captured at most once, and a captured row never changes', () => {
  const deliverAnew = async (troubles?: Troubles) => {
    world().hold(account(), [{ asset: 'ETH', free: '7', locked: '0' }]);
    world().time.theirs += 60_000;
    return world().deliver({ account: account(), slot: SLOT, sandbox: 1, troubles });
  };

  it('by a second delivery', async () => {
    await deliver();
    const first = await row();

    const { outcome } = await deliverAnew();

    expect(outcome).toMatchObject({ outcome: 'already-captured' });
    expect(await row()).toEqual(first);
  });

  it('by a second delivery that fails', async () => {
    await deliver();
    const first = await row();

    const { outcome } = await deliverAnew(balanceIs({ error: 'address not whitelisted' }));

    expect(outcome).toMatchObject({ outcome: 'already-captured' });
    expect(await row()).toEqual(first);
  });

  it('by a run that comes too late', async () => {
    await deliver();
    const first = await row();
    world().time.theirs += 3_600_000;

    await world().deliver({ account: account(), slot: SLOT, sandbox: 1 });

    expect(await row()).toEqual(first);
  });

  it('while a captured row does replace a failed one', async () => {
    await deliver(balanceIs({ error: 'address not whitelisted' }));
    expect(await row()).toMatchObject({ status: 'failed' });

    await deliver();

    expect(await row()).toMatchObject({ status: 'captured' });
  });
});

describe('Invariant 2: a captured row holds exactly what the exchange sent', () => {
  const amount = fc.stringMatching(/^(0|[1-9]\d{0,17})(\.\d{1,18})?$/);
  const wallet = fc.uniqueArray(
    fc.record({ asset: fc.stringMatching(/^[A-Z0-9]{2,10}$/), free: amount, locked: amount }),
    { selector: ({ asset }) => asset, maxLength: 12 },
  );

  it('to the last digit, and its exact bytes', async () => {
    await fc.assert(
      fc.asyncProperty(wallet, async (balances) => {
        renew();
        world().hold(account(), balances);

        const run = await deliver();

        const [{ answered } = {}] = balanceRequests(run);
        const captured = await row();
        if (captured?.status !== 'captured' || !answered) throw new Error('there is no captured row');
        expect(gunzipSync(captured.raw.spot ?? '')).toEqual(answered.body);
        expect(equalAmounts(captured.balances.spot ?? {}, parseWallet('spot', answered.body))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("with capturedAt on the exchange's clock, however wrong ours is", async () => {
    world().time.skewMs = 7_200_000;

    await deliver();

    const captured = await row();
    expect(
      Math.abs(Date.parse(captured?.status === 'captured' ? captured.capturedAt : '') - START),
    ).toBeLessThan(5_000);
    expect(captured).toMatchObject({ clockSkewMs: 7_200_000 });
  });
});

describe('Invariant 3: every due slot is captured, failed with a reason, or counted as missing', () => {
  it('by its row, or by the report where a run crashed before writing one', async () => {
    await deliver();
    world().time.theirs += 3_600_000;
    await deliver({ ...balanceIs(), crash: { step: 'before the write is sent', nth: 0 } }, NEXT_SLOT);
    world().time.theirs += 3_600_000;
    await deliver(balanceIs({ error: 'permission denied' }), '2026-11-22T08:00:00Z');

    expect(await reportGaps(world(), account())).toMatchObject([
      {
        due: 3,
        captured: 1,
        failed: 1,
        missing: 1,
        gaps: [
          { from: NEXT_SLOT, status: 'missing', reason: null },
          { from: '2026-11-22T08:00:00Z', status: 'failed', reason: 'permission-denied' },
        ],
      },
    ]);
  });

  it('and a run whose failed row could not be written raises a metric and an error', async () => {
    const run = await deliver({
      ...balanceIs({ error: 'permission denied' }),
      table: ['denied'],
    });

    expect(await row()).toBeUndefined();
    expect(run).toMatchObject({ end: 'threw', metrics: [{ values: { HistoryError: 1 } }] });
  });

  it('and a balance that could not be written is complete in the log', async () => {
    const run = await deliver(tableIs('denied'));

    const entries = run.lines.map((line) => JSON.parse(line)).filter(({ message }) => message === NOT_STORED);
    expect(decodeFromLog(entries.map(({ unstored }) => unstored))).toMatchObject({
      account: account(),
      slot: SLOT,
      balances: { spot: { BTC: { free: '44.376922000000002373', locked: '0' } } },
    });
  });
});

describe('Invariant 8: a write of unknown outcome is resolved by reading the table', () => {
  it.each<[string, Troubles['table']]>([
    ['the answer to the first attempt was lost', ['lost']],
    ['the answers to two attempts were lost', ['lost', 'lost to a reset']],
    ['the answers to all attempts were lost', ['lost', 'lost', 'lost']],
  ])('its own row counts as captured where %s', async (_what, table) => {
    const run = await deliver(tableIs(...table));

    expect(run.outcome).toMatchObject({ outcome: 'captured' });
    expect(run.metrics).toMatchObject([{ values: { SnapshotCaptured: 1 } }]);
    expect(await row()).toMatchObject({ status: 'captured' });
  });

  it("another run's row does not, even where this run's write was lost before it", async () => {
    await deliver();
    const first = rowText((await row()) ?? never());
    world().time.theirs += 5_000;

    const run = await world().deliver({
      account: account(),
      slot: SLOT,
      sandbox: 1,
      troubles: tableIs('unreached'),
    });

    expect(run.outcome).toMatchObject({ outcome: 'already-captured' });
    expect(run.metrics).toEqual([]);
    expect(rowText((await row()) ?? never())).toBe(first);
  });

  it('and where nothing can be read, the run is not reported as captured', async () => {
    const run = await deliver(tableIs(...Array.from({ length: 9 }, () => 'unreached' as const)));

    expect(run.outcome).toMatchObject({ reason: 'history-unavailable', recorded: false });
    expect(run.end).toBe('threw');
  });
});

function never(): never {
  throw new Error('there is no row');
}
