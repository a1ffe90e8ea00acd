/** Tests of each invariant of the history, named after it: removing the code that upholds it makes them fail. */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { NOT_STORED } from '../../functions/history/log-fallback';
import { decodeFromLog } from '../../functions/history/log-fallback-read';
import * as report from '../../functions/report/queries';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { expectNoSecrets, leaksIn } from '../support/no-secrets';
import { equalAmounts, parseWallet } from '../support/wallet-oracle';
import { createEngine, type Engine } from './engine';
import { rowText } from './evidence';
import type { Run } from './run';
import { type Saying, STATUSES, type Troubles } from './troubles';
import { createWorld, START, type World } from './world';

// For a busy machine.
jest.setTimeout(60_000);

const SLOT = '2026-11-22T06:00:00Z';
const NEXT_SLOT = '2026-11-22T07:00:00Z';

let engine: Engine;
let world: World;
let account: string;
let worlds = 0;
beforeAll(async () => {
  engine = await createEngine();
});
const newWorld = () => {
  world = createWorld(engine, `w${worlds++}`);
  account = world.accounts[0]?.id ?? '';
};
beforeEach(newWorld);

/** The first request is for the exchange's time. */
const balanceIs = (...troubles: Troubles['exchange']): Troubles => ({
  exchange: [undefined, ...troubles],
  table: [],
  secrets: [],
});
const tableIs = (...table: Troubles['table']): Troubles => ({ exchange: [], table, secrets: [] });
const deliver = (troubles?: Troubles, slot = SLOT) => world.deliver({ account, slot, troubles });
const row = async (slot = SLOT) => (await world.rows()).find((found) => found.slot === slot);
const asked = (run: Run) => run.exchanged.filter((exchanged) => exchanged.asked === 'balance');

/** The report's gaps of the account. */
const gaps = async () => {
  const reading = {
    table: { client: world.readingClient, tableName: world.tableName },
    now: world.time.theirs,
    warn: () => undefined,
    progress: () => undefined,
  };
  const answer: unknown[] = [];
  const asks = report.gaps(reading, {
    accounts: [account],
    period: { from: undefined, to: world.time.theirs },
  });
  for await (const items of asks.items) answer.push(...[items].flat());
  return answer;
};

describe('Invariant 1: a slot is captured at most once, and a captured row never changes', () => {
  const deliverAnew = async (troubles?: Troubles) => {
    world.hold(account, [{ asset: 'ETH', free: '7', locked: '0' }]);
    world.time.theirs += 60_000;
    return world.deliver({ account, slot: SLOT, sandbox: 1, troubles });
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

    const { outcome } = await deliverAnew(balanceIs({ says: 'address not whitelisted' }));

    expect(outcome).toMatchObject({ outcome: 'already-captured' });
    expect(await row()).toEqual(first);
  });

  it('by a run that comes too late', async () => {
    await deliver();
    const first = await row();
    world.time.theirs += 3_600_000;

    await world.deliver({ account, slot: SLOT, sandbox: 1 });

    expect(await row()).toEqual(first);
  });

  it('while a captured row does replace a failed one', async () => {
    await deliver(balanceIs({ says: 'address not whitelisted' }));
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
        newWorld();
        world.hold(account, balances);

        const run = await deliver();

        const [{ answered } = {}] = asked(run);
        const captured = await row();
        if (captured?.status !== 'captured' || !answered) throw new Error('there is no captured row');
        expect(gunzipSync(captured.raw.spot ?? '')).toEqual(answered.body);
        expect(equalAmounts(captured.balances.spot ?? {}, parseWallet('spot', answered.body))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("with capturedAt on the exchange's clock, however wrong ours is", async () => {
    world.time.skewMs = 7_200_000;

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
    world.time.theirs += 3_600_000;
    await deliver({ ...balanceIs(), crash: { step: 'before the write is sent', nth: 0 } }, NEXT_SLOT);
    world.time.theirs += 3_600_000;
    await deliver(balanceIs({ says: 'permission denied' }), '2026-11-22T08:00:00Z');

    expect(await gaps()).toMatchObject([
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
      ...balanceIs({ says: 'permission denied' }),
      table: ['denied'],
    });

    expect(await row()).toBeUndefined();
    expect(run).toMatchObject({ end: 'threw', metrics: [{ values: { HistoryError: 1 } }] });
  });

  it('and a balance that could not be written is complete in the log', async () => {
    const run = await deliver(tableIs('denied'));

    const entries = run.lines.map((line) => JSON.parse(line)).filter(({ message }) => message === NOT_STORED);
    expect(decodeFromLog(entries.map(({ unstored }) => unstored))).toMatchObject({
      account,
      slot: SLOT,
      balances: { spot: { BTC: { free: '44.376922000000002373', locked: '0' } } },
    });
  });
});

describe('Invariant 4: no key, secret or signature in anything that leaves a run', () => {
  const everything = async () => ({
    runs: world.runs.map(({ lines, metrics, outcome, error }) => ({ lines, metrics, outcome, error })),
    rows: await world.rows(),
    report: await gaps().catch((error: unknown) => error),
  });

  it.each<[string, Troubles]>([
    ['an exchange that quotes the request', balanceIs({ echoes: true })],
    ['a firewall that quotes the request', balanceIs({ status: 400 })],
    ['a refused key', balanceIs({ says: 'signature mismatch' })],
    ['a table that refuses all writes', tableIs('denied', 'denied')],
    ['no failure at all', balanceIs()],
  ])('with %s', async (_what, troubles) => {
    await deliver(troubles);

    expectNoSecrets(await everything(), [...world.canaries]);
  });

  it('with a secret that is not valid JSON', async () => {
    const { apiKey } = world.keyOf(account) ?? {};
    world.secrets.set(world.secretOf(account), { text: `{"apiKey":"${apiKey}"` });

    await deliver();

    expectNoSecrets(await everything(), [...world.canaries]);
  });

  it('with a secret that can no longer be read', async () => {
    await deliver();
    world.secrets.set(world.secretOf(account), { gone: 'denied' });
    world.time.theirs += 3_600_000;

    const run = await deliver(undefined, NEXT_SLOT);

    expect(run.outcome).toMatchObject({ reason: 'credentials-missing' });
    expect(run.lines.join()).toContain('Secret not read');
    expectNoSecrets(await everything(), [...world.canaries]);
  });

  it('and a deliberate leak is found', async () => {
    const run = await deliver();
    run.lines.push(JSON.stringify({ message: 'request', key: world.keyOf(account)?.apiKey }));

    expect(leaksIn(await everything(), [...world.canaries])).not.toEqual([]);
  });
});

describe('Invariant 5: each failed run raises its own metric, once', () => {
  it.each<[Saying, string]>([
    ['address not whitelisted', 'WhitelistError'],
    ['timestamp mismatch', 'TimestampError'],
    ['rate limited', 'RateLimitError'],
    ['incorrect apiKey', 'CredentialsError'],
    ['permission denied', 'CredentialsError'],
    ['account abnormal', 'CredentialsError'],
    ['system busy', 'ExchangeError'],
    ['unknown code', 'ExchangeError'],
  ])('%s: %s', async (says, metric) => {
    const run = await deliver(balanceIs(...Array.from({ length: 9 }, () => ({ says }))));

    expect(run.metrics).toEqual([{ dimensions: { account }, values: { SnapshotFailed: 1, [metric]: 1 } }]);
  });

  it('and a captured run raises SnapshotCaptured alone', async () => {
    const run = await deliver();

    expect(run.metrics).toEqual([
      { dimensions: { stack: 'BalanceSnapshots' }, values: { SnapshotCaptured: 1 } },
    ]);
  });

  it('and an invalid event raises SnapshotFailed alone, and is logged', async () => {
    const run = await deliver(undefined, '2026-11-24T06:00:00Z');

    expect(run).toMatchObject({ end: 'threw', error: { name: 'InvalidEvent' }, exchanged: [] });
    expect(run.metrics).toEqual([{ dimensions: { account }, values: { SnapshotFailed: 1 } }]);
    expect(run.lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'ERROR', message: 'Event failed', account },
    ]);
  });
});

describe('Invariant 6: no request follows a permanent error, and none is sent during a ban', () => {
  it.each<Saying>([
    'null signature',
    'permission denied',
    'address not whitelisted',
    'parameter invalid',
    'no such api',
    'wrong path',
    'account abnormal',
    'account not verified',
    'risk forbidden',
    'unknown code',
    'signature mismatch',
    'incorrect apiKey',
  ])('%s', async (says) => {
    const run = await deliver(balanceIs({ says }));

    expect(asked(run)).toHaveLength(1);
    expect(run.outcome).toMatchObject({ outcome: 'failed' });
  });

  it.each(STATUSES.filter((status) => [403, 418, 429].includes(status)))('HTTP %i', async (status) => {
    expect(asked(await deliver(balanceIs({ status })))).toHaveLength(1);
  });

  it('a ban that ends within the run is waited out', async () => {
    const run = await deliver(balanceIs({ bannedFor: 20 }));

    const [refused, answered] = asked(run).map(({ at }) => at);
    expect(run.outcome).toMatchObject({ outcome: 'captured' });
    expect((answered ?? 0) - (refused ?? 0)).toBeGreaterThanOrEqual(20_000);
  });

  it('a ban that outlasts the run ends it', async () => {
    const run = await deliver(balanceIs({ bannedFor: 300 }));

    expect(asked(run)).toHaveLength(1);
    expect(run).toMatchObject({ end: 'returned', outcome: { reason: 'banned' } });
  });
});

describe('Invariant 7: a late run is never recorded as an on-time one', () => {
  it('past its allowed lateness a slot fails as too late, without a balance request', async () => {
    world.time.theirs = slotTime(SLOT) + 1_800_001;

    const run = await deliver();

    expect(run.exchanged.map(({ asked }) => asked)).toEqual(['time']);
    expect(await row()).toMatchObject({ status: 'failed', failure: { reason: 'too-late' } });
  });

  it.each([-3_660_000, 3_660_000])('also where our own clock is %i ms off', async (skewMs) => {
    world.time.skewMs = skewMs;
    world.time.theirs = slotTime(SLOT) + 1_800_001;

    const run = await deliver();

    expect(run.outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
    expect(run.exchanged.map(({ asked }) => asked)).toEqual(['time']);
  });

  it('also where only the refusal of a balance request reveals that our clock had jumped', async () => {
    await world.deliver({ account, slot: SLOT });
    world.time.theirs += 2 * 3_600_000;
    world.time.skewMs = -3_600_000;
    const slot = toSlot(world.time.theirs - 3_600_000);

    const run = await world.deliver({ account, slot });

    expect(run.outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
  });

  it('within its allowed lateness it is captured', async () => {
    world.time.theirs = slotTime(SLOT) + 1_800_000;

    expect((await deliver()).outcome).toMatchObject({ outcome: 'captured' });
  });

  it('and does not replace the row of an earlier failure', async () => {
    await deliver(balanceIs({ says: 'permission denied' }));
    world.time.theirs += 3_600_000;

    await deliver();

    expect(await row()).toMatchObject({ failure: { reason: 'permission-denied' } });
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
    world.time.theirs += 5_000;

    const run = await world.deliver({ account, slot: SLOT, sandbox: 1, troubles: tableIs('unreached') });

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
