/** Encoding the page's data: decoding returns exactly what was encoded, and a value that repeats takes one comma. */
import fc from 'fast-check';
import type { BalanceRow } from '../../../functions/history/projection';
import { decodeAmounts, decodeSlots } from '../../../functions/report/page/data';
import { accountEncoder } from '../../../functions/report/page/encoder';
import type { MissingSlot } from '../../../functions/report/timeline';
import { captured, failed, type Held, hours } from '../../support/slots';

type SlotResult = BalanceRow | MissingSlot;

const missing = (slot: string): MissingSlot => ({ slot, status: 'missing' });

function encode(results: SlotResult[]) {
  const encoder = accountEncoder();
  for (const result of results) encoder.add(result);
  const encoded = encoder.result('main', results[0]?.slot ?? '', results.at(-1)?.slot ?? '');
  return { ...encoded, firstCaptured: encoder.firstCaptured() };
}

/** Each slot with the amounts of each asset, or the reason why they are unknown. */
function decode(encoded: ReturnType<typeof encode>) {
  const { times, gapOf } = decodeSlots({ ...encoded, ...NOT_ENCODED });
  const known = encoded.assets.map((asset) => ({
    name: asset.asset,
    amounts: decodeAmounts(asset, gapOf),
  }));
  return times.map((time, i) => {
    const gap = encoded.gaps.gaps[gapOf[i] ?? -1];
    const amounts = Object.fromEntries(known.map(({ name, amounts }) => [name, amounts[i]]));
    return { time: time * 1000, why: gap ? (gap.reason ?? gap.status) : null, amounts };
  });
}

const NOT_ENCODED = { changes: [], compared: { start: '', end: '' }, lastCaptured: null, stale: false };

describe('encoding the page’s data', () => {
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

  it('decodes every slot as it was encoded, in any sequence', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(ending, fc.constantFrom(60, 3600, 86_400)), { maxLength: 30 }),
        (past) => {
          let time = Date.parse('2026-01-01T00:00:00Z');
          const ends = past.map(([what, seconds]): SlotResult => {
            const slot = new Date(time).toISOString().replace('.000Z', 'Z');
            time += seconds * 1000;
            if (what === 'missing') return missing(slot);
            return typeof what === 'string' ? failed({ slot, reason: what }) : captured({ slot, held: what });
          });
          const names = [
            ...new Set(past.flatMap(([what]) => (typeof what === 'string' ? [] : Object.keys(what)))),
          ];

          const decoded = decode(encode(ends));

          const amountsOf = (end: SlotResult, name: string) => {
            if (end.status !== 'captured') return null;
            const { free, locked } = end.balances.spot?.[name] ?? { free: '0', locked: '0' };
            // Of the amounts above, only whole ones have something locked beside them.
            const total = locked === '0' ? free : String(Number(free) + Number(locked));
            return { total, free, locked };
          };
          expect(decoded).toEqual(
            ends.map((end) => ({
              time: Date.parse(end.slot),
              why: end.status === 'failed' ? end.failure.reason : end.status === 'missing' ? 'missing' : null,
              amounts: Object.fromEntries(names.map((name) => [name, amountsOf(end, name)])),
            })),
          );
        },
      ),
    ));

  it('takes a comma for a value that repeats', () => {
    const day = hours('2025-01-01T00:00:00Z', 4);

    const { intervals, statuses, assets } = encode(
      day.map((slot) => captured({ slot, held: { BTC: '1.5' } })),
    );

    expect({ intervals, statuses, assets }).toEqual({
      intervals: `${Date.parse('2025-01-01') / 1000},3600,,`,
      statuses: 'c,,,',
      assets: [{ wallet: 'spot', asset: 'BTC', amounts: '1.5,,,' }],
    });
  });

  it.each([99, 100, 101, 250])('decodes %i amounts that all differ', (count) => {
    const held = hours('2026-01-01T00:00:00Z', count).map((slot, i) =>
      captured({ slot, held: { BTC: `${i}.5` } }),
    );

    const amounts = decode(encode(held)).map(({ amounts }) => amounts.BTC?.total);

    expect(amounts).toEqual(held.map((_, i) => `${i}.5`));
  });

  it('encodes zero before an asset was held and after', () => {
    const [a = '', b = '', c = '', d = ''] = hours('2026-01-01T00:00:00Z', 4);

    const { assets } = encode([
      captured({ slot: a, held: {} }),
      missing(b),
      captured({ slot: c, held: { BTC: ['2', '0.5'] } }),
      captured({ slot: d, held: { SOL: '1', AAVE: '1' } }),
    ]);

    expect(assets).toEqual([
      { wallet: 'spot', asset: 'AAVE', amounts: '0,,1' },
      { wallet: 'spot', asset: 'BTC', amounts: '0,2.5|2|0.5,0' },
      { wallet: 'spot', asset: 'SOL', amounts: '0,,1' },
    ]);
  });

  it('decodes thousands of amounts that all differ', () => {
    const slots = hours('2026-01-01T00:00:00Z', 2500);

    const decoded = decode(encode(slots.map((slot, i) => captured({ slot, held: { BTC: String(i + 1) } }))));

    expect(decoded.map(({ amounts }) => amounts.BTC?.total)).toEqual(slots.map((_, i) => String(i + 1)));
  });

  it('returns the first captured row, and none where nothing was captured', () => {
    const [a = '', b = '', c = '', d = ''] = hours('2026-01-01T00:00:00Z', 4);
    const held = { BTC: '1' };

    const some = encode([missing(a), captured({ slot: b, held }), captured({ slot: c, held }), missing(d)]);
    const none = encode([missing(a), failed({ slot: b, reason: 'banned' })]);

    expect(some.firstCaptured).toEqual(captured({ slot: b, held }));
    expect(none.firstCaptured).toBeUndefined();
    expect(none.assets).toEqual([]);
  });
});
