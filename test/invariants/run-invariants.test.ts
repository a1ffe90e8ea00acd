/** Tests of the invariants of runs: removing the code that upholds one makes its tests fail. */
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { expectNoSecrets, leaksIn } from '../support/no-secrets';
import { reportGaps } from './report-gaps';
import { type ErrorName, STATUSES, type Troubles } from './troubles';
import { balanceIs, balanceRequests, SLOT, tableIs, useWorld } from './use-world';

const NEXT_SLOT = '2026-11-22T07:00:00Z';

const { world, account, deliver, row } = useWorld();

describe('Invariant 4: no key, secret or signature in anything that leaves a run', () => {
  const everything = async () => ({
    runs: world().runs.map(({ lines, metrics, outcome, error }) => ({ lines, metrics, outcome, error })),
    rows: await world().rows(),
    report: await reportGaps(world(), account()).catch((error: unknown) => error),
  });

  it.each<[string, Troubles]>([
    ['an exchange that quotes the request', balanceIs({ echoes: true })],
    ['a firewall that quotes the request', balanceIs({ status: 400 })],
    ['a refused key', balanceIs({ error: 'signature mismatch' })],
    ['a table that refuses all writes', tableIs('denied', 'denied')],
    ['no failure at all', balanceIs()],
  ])('with %s', async (_what, troubles) => {
    await deliver(troubles);

    expectNoSecrets(await everything(), [...world().canaries]);
  });

  it('with a secret that is not valid JSON', async () => {
    const { apiKey } = world().keyOf(account()) ?? {};
    world().secrets.set(world().secretOf(account()), { text: `{"apiKey":"${apiKey}"` });

    await deliver();

    expectNoSecrets(await everything(), [...world().canaries]);
  });

  it('with a secret that can no longer be read', async () => {
    await deliver();
    world().secrets.set(world().secretOf(account()), { gone: 'denied' });
    world().time.theirs += 3_600_000;

    const run = await deliver(undefined, NEXT_SLOT);

    expect(run.outcome).toMatchObject({ reason: 'credentials-missing' });
    expect(run.lines.join()).toContain('Secret not read');
    expectNoSecrets(await everything(), [...world().canaries]);
  });

  it('and a deliberate leak is found', async () => {
    const run = await deliver();
    run.lines.push(JSON.stringify({ message: 'request', key: world().keyOf(account())?.apiKey }));

    expect(leaksIn(await everything(), [...world().canaries])).not.toEqual([]);
  });
});

describe('Invariant 5: each failed run raises its own metric, once', () => {
  it.each<[ErrorName, string]>([
    ['address not whitelisted', 'WhitelistError'],
    ['timestamp mismatch', 'TimestampError'],
    ['rate limited', 'RateLimitError'],
    ['incorrect apiKey', 'CredentialsError'],
    ['permission denied', 'CredentialsError'],
    ['account abnormal', 'CredentialsError'],
    ['system busy', 'ExchangeError'],
    ['unknown code', 'ExchangeError'],
  ])('%s: %s', async (error, metric) => {
    const run = await deliver(balanceIs(...Array.from({ length: 9 }, () => ({ error }))));

    expect(run.metrics).toEqual([
      { dimensions: { account: account() }, values: { SnapshotFailed: 1, [metric]: 1 } },
    ]);
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
    expect(run.metrics).toEqual([{ dimensions: { account: account() }, values: { SnapshotFailed: 1 } }]);
    expect(run.lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'ERROR', message: 'Event failed', account: account() },
    ]);
  });
});

describe('Invariant 6: no request follows a permanent error, and none is sent during a ban', () => {
  it.each<ErrorName>([
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
  ])('%s', async (error) => {
    const run = await deliver(balanceIs({ error }));

    expect(balanceRequests(run)).toHaveLength(1);
    expect(run.outcome).toMatchObject({ outcome: 'failed' });
  });

  it.each(STATUSES.filter((status) => [403, 418, 429].includes(status)))('HTTP %i', async (status) => {
    expect(balanceRequests(await deliver(balanceIs({ status })))).toHaveLength(1);
  });

  it('a ban that ends within the run is waited out', async () => {
    const run = await deliver(balanceIs({ bannedFor: 20 }));

    const [refused, answered] = balanceRequests(run).map(({ at }) => at);
    expect(run.outcome).toMatchObject({ outcome: 'captured' });
    expect((answered ?? 0) - (refused ?? 0)).toBeGreaterThanOrEqual(20_000);
  });

  it('a ban that outlasts the run ends it', async () => {
    const run = await deliver(balanceIs({ bannedFor: 300 }));

    expect(balanceRequests(run)).toHaveLength(1);
    expect(run).toMatchObject({ end: 'returned', outcome: { reason: 'banned' } });
  });
});

describe('Invariant 7: a late run is never recorded as an on-time one', () => {
  it('past its allowed lateness a slot fails as too late, without a balance request', async () => {
    world().time.theirs = slotTime(SLOT) + 1_800_001;

    const run = await deliver();

    expect(run.exchanged.map(({ endpoint }) => endpoint)).toEqual(['time']);
    expect(await row()).toMatchObject({ status: 'failed', failure: { reason: 'too-late' } });
  });

  it.each([-3_660_000, 3_660_000])('also where our own clock is %i ms off', async (skewMs) => {
    world().time.skewMs = skewMs;
    world().time.theirs = slotTime(SLOT) + 1_800_001;

    const run = await deliver();

    expect(run.outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
    expect(run.exchanged.map(({ endpoint }) => endpoint)).toEqual(['time']);
  });

  it('also where only the refusal of a balance request reveals that our clock had jumped', async () => {
    await world().deliver({ account: account(), slot: SLOT });
    world().time.theirs += 2 * 3_600_000;
    world().time.skewMs = -3_600_000;
    const slot = toSlot(world().time.theirs - 3_600_000);

    const run = await world().deliver({ account: account(), slot });

    expect(run.outcome).toMatchObject({ outcome: 'failed', reason: 'too-late' });
  });

  it('within its allowed lateness it is captured', async () => {
    world().time.theirs = slotTime(SLOT) + 1_800_000;

    expect((await deliver()).outcome).toMatchObject({ outcome: 'captured' });
  });

  it('and does not replace the row of an earlier failure', async () => {
    await deliver(balanceIs({ error: 'permission denied' }));
    world().time.theirs += 3_600_000;

    await deliver();

    expect(await row()).toMatchObject({ failure: { reason: 'permission-denied' } });
  });
});
