/** Tests of invariant 11: the monitor reports each change of an account's state once. */
import { runMonitor } from './monitor';
import { type ErrorName, NO_TROUBLES } from './troubles';
import { useWorld } from './use-world';

const HOUR = 3_600_000;

const { world, deliver } = useWorld();

/** One hour: the snapshot of this slot, where one is taken, then the monitor's runs up to the next slot. */
async function hour(slot: string, outcome: 'captured' | 'not delivered' | ErrorName) {
  world().time.theirs = Date.parse(slot) + 1000;
  if (outcome !== 'not delivered') {
    // The sandbox knows the exchange's time from its first run, so that every request is for a balance.
    const exchange = outcome === 'captured' ? [] : Array(9).fill({ error: outcome });
    await deliver({ ...NO_TROUBLES, exchange }, slot);
  }
  world().time.theirs = Date.parse(slot) + HOUR - 1000;
  const runs = await runMonitor(world());
  return runs.flatMap(({ at, changes }) =>
    changes.map((change) => [at.slice(11, 16), change.kind, 'reason' in change ? change.reason : undefined]),
  );
}

describe("Invariant 11: each change of an account's state is reported once", () => {
  it('as new trouble, as other trouble and as recovered', async () => {
    expect(await hour('2026-11-22T06:00:00Z', 'captured')).toEqual([]);
    expect(await hour('2026-11-22T07:00:00Z', 'system busy')).toEqual([
      ['07:35', 'new', 'exchange-unavailable'],
    ]);
    expect(await hour('2026-11-22T08:00:00Z', 'system busy')).toEqual([]);
    expect(await hour('2026-11-22T09:00:00Z', 'not delivered')).toEqual([['09:35', 'changed', 'missing']]);
    expect(await hour('2026-11-22T10:00:00Z', 'captured')).toEqual([['10:35', 'recovered', undefined]]);
    expect(await hour('2026-11-22T11:00:00Z', 'captured')).toEqual([]);
  });

  it('early, where no retry can change it', async () => {
    await hour('2026-11-22T06:00:00Z', 'captured');

    expect(await hour('2026-11-22T07:00:00Z', 'address not whitelisted')).toEqual([
      ['07:05', 'new', 'ip-not-whitelisted'],
    ]);
    expect(await hour('2026-11-22T08:00:00Z', 'address not whitelisted')).toEqual([]);
  });
});
