/** The packing of the page's data: it gives back exactly what was put in, and a quiet year takes a few words. */
import fc from 'fast-check';
import type { BalanceRow } from '../../../functions/history/projection';
import { unpackAmounts, unpackSlots } from '../../../functions/report/page/data';
import { accountPacker } from '../../../functions/report/page/encoder';
import type { MissingSlot } from '../../../functions/report/timeline';
import { captured, failed, type Held, hours } from '../../support/slots';

type End = BalanceRow | MissingSlot;

const missing = (slot: string): MissingSlot => ({ slot, status: 'missing' });

function pack(ends: End[]) {
  const packer = accountPacker();
  for (const end of ends) packer.add(end);
  const packed = packer.result('main', ends[0]?.slot ?? '', ends.at(-1)?.slot ?? '');
  return { ...packed, firstCaptured: packer.firstCaptured() };
}

/** What each slot says when it is unpacked: of each asset its amounts, or why nobody knows them. */
function unpacked(packed: ReturnType<typeof pack>) {
  const { times, gapOf } = unpackSlots({ ...packed, ...NOT_PACKED });
  const known = packed.assets.map((asset) => ({
    name: asset.asset,
    amounts: unpackAmounts(asset, gapOf),
  }));
  return times.map((time, i) => {
    const gap = packed.gaps.gaps[gapOf[i] ?? -1];
    const amounts = Object.fromEntries(known.map(({ name, amounts }) => [name, amounts[i]]));
    return { time: time * 1000, why: gap ? (gap.reason ?? gap.status) : null, amounts };
  });
}

const NOT_PACKED = { changes: [], compared: { start: '', end: '' }, lastCaptured: null, stale: false };

describe('the packing of the page’s data', () => {
  const amount = fc.constantFrom<Held[string]>(
    '0.00000001',
    '1',
    '12345678901234567890.123456789',
    ['1', '0.5'],
    ['0', '0.5'],
  );
  const ending = fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom('BTC', 'ETH', 'USDT'), amount) },
    { weight: 1, arbitrary: fc.constantFrom('banned', 'too-late', 'missing') },
  );

  it('gives back every slot as it was, whatever came after whatever', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(ending, fc.constantFrom(60, 3600, 86_400)), { maxLength: 30 }),
        (past) => {
          let time = Date.parse('2026-01-01T00:00:00Z');
          const ends = past.map(([what, seconds]): End => {
            const slot = new Date(time).toISOString().replace('.000Z', 'Z');
            time += seconds * 1000;
            if (what === 'missing') return missing(slot);
            return typeof what === 'string' ? failed({ slot, reason: what }) : captured({ slot, held: what });
          });
          const names = [
            ...new Set(past.flatMap(([what]) => (typeof what === 'string' ? [] : Object.keys(what)))),
          ];

          const back = unpacked(pack(ends));

          const amountsOf = (end: End, name: string) => {
            if (end.status !== 'captured') return null;
            const { free, locked } = end.balances.spot?.[name] ?? { free: '0', locked: '0' };
            // Of the amounts above, only whole ones have something locked beside them.
            const total = locked === '0' ? free : String(Number(free) + Number(locked));
            return { total, free, locked };
          };
          expect(back).toEqual(
            ends.map((end) => ({
              time: Date.parse(end.slot),
              why: end.status === 'failed' ? end.failure.reason : end.status === 'missing' ? 'missing' : null,
              amounts: Object.fromEntries(names.map((name) => [name, amountsOf(end, name)])),
            })),
          );
        },
      ),
    ));

  it('takes a few words for a year in which nothing happens', () => {
    const year = hours('2025-01-01T00:00:00Z', 8760);

    const { steps, ends, assets } = pack(year.map((slot) => captured({ slot, held: { BTC: '1.5' } })));

    expect({ steps, ends, assets }).toEqual({
      steps: `${Date.parse('2025-01-01') / 1000} 3600*8759`,
      ends: 'c*8760',
      assets: [{ wallet: 'spot', asset: 'BTC', amounts: '1.5*8760' }],
    });
  });

  it.each([99, 100, 101, 250])('gives back %i amounts of which each is another one', (count) => {
    const held = hours('2026-01-01T00:00:00Z', count).map((slot, i) =>
      captured({ slot, held: { BTC: `${i}.5` } }),
    );

    const amounts = unpacked(pack(held)).map(({ amounts }) => amounts.BTC?.total);

    expect(amounts).toEqual(held.map((_, i) => `${i}.5`));
  });

  it('says an asset’s zero of the time before it was held, and of the time after', () => {
    const [a = '', b = '', c = '', d = ''] = hours('2026-01-01T00:00:00Z', 4);

    const { assets } = pack([
      captured({ slot: a, held: {} }),
      missing(b),
      captured({ slot: c, held: { BTC: ['2', '0.5'] } }),
      captured({ slot: d, held: { SOL: '1', AAVE: '1' } }),
    ]);

    expect(assets).toEqual([
      { wallet: 'spot', asset: 'AAVE', amounts: '0*2 1' },
      { wallet: 'spot', asset: 'BTC', amounts: '0 2.5|2|0.5 0' },
      { wallet: 'spot', asset: 'SOL', amounts: '0*2 1' },
    ]);
  });

  it('gives back every amount of a history in which thousands differ', () => {
    const slots = hours('2026-01-01T00:00:00Z', 2500);

    const back = unpacked(pack(slots.map((slot, i) => captured({ slot, held: { BTC: String(i + 1) } }))));

    expect(back.map(({ amounts }) => amounts.BTC?.total)).toEqual(slots.map((_, i) => String(i + 1)));
  });

  it('knows the first captured row, and none where nothing was captured', () => {
    const [a = '', b = '', c = '', d = ''] = hours('2026-01-01T00:00:00Z', 4);
    const held = { BTC: '1' };

    const some = pack([missing(a), captured({ slot: b, held }), captured({ slot: c, held }), missing(d)]);
    const none = pack([missing(a), failed({ slot: b, reason: 'banned' })]);

    expect(some.firstCaptured).toEqual(captured({ slot: b, held }));
    expect(none.firstCaptured).toBeUndefined();
    expect(none.assets).toEqual([]);
  });
});
