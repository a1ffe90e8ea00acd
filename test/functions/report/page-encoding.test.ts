/** Encoding the page's data: decoding returns exactly what was encoded, and an unknown is never zero. */
import { seriesOf, toPlotValues } from '../../../functions/report/page/browser/series';
import {
  countChanges,
  decodeAmounts,
  decodeAt,
  decodeCaptured,
  decodeSeries,
  decodeSlots,
  seriesEncoder,
} from '../../../functions/report/page/data';
import type { PageSlot } from '../../../functions/report/page/encoder';
import { valueRow } from '../../../functions/report/worth';
import fc from '../../support/fast-check';
import { captured, failed, type Held, hours } from '../../support/slots';
import { type EncodedPage, encode, free, row, START } from './page-slots';

const missing = (slot: string): PageSlot => ({ slot, status: 'missing' });
const perpetual = (equity: string, availableMargin = equity) => ({
  balance: equity,
  equity,
  unrealizedProfit: '0',
  availableMargin,
  usedMargin: '0',
  frozenMargin: '0',
});

/** Each slot with the total of each asset, or the reason why all are unknown. */
function decode(encoded: EncodedPage) {
  const { times, gapOf } = decodeSlots(encoded);
  const amounts = encoded.assets.map((asset) => ({
    name: `${asset.wallet} ${asset.asset}`,
    amounts: decodeAmounts(asset, gapOf),
  }));
  return times.map((time, i) => {
    const gap = encoded.gaps.gaps[gapOf[i] ?? -1];
    return {
      time: time * 1000,
      reason: gap ? (gap.reason ?? gap.status) : null,
      amounts: Object.fromEntries(amounts.map(({ name, amounts }) => [name, amounts[i]])),
    };
  });
}

const totalsOf = (encoded: EncodedPage) => decodeCaptured(encoded.totals, decodeSlots(encoded).gapOf);

describe('encoding the page’s data', () => {
  const amount = fc.constantFrom<Held[string]>(
    '0.00000001',
    '1',
    '12345678901234567890.123456789',
    ['1', '0.5'],
    ['0', '0.5'],
  );
  const outcome = fc.oneof(
    { weight: 3, arbitrary: fc.dictionary(fc.constantFrom('BTC', 'ETH', 'USDT'), amount) },
    { weight: 1, arbitrary: fc.constantFrom('banned', 'too-late', 'missing') },
  );

  it('decodes every slot as it was encoded, in any sequence', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(outcome, fc.constantFrom(60, 3600, 86_400)), { maxLength: 30 }),
        (past) => {
          let time = Date.parse(START);
          const results = past.map(([what, seconds]): PageSlot => {
            const slot = new Date(time).toISOString().replace('.000Z', 'Z');
            time += seconds * 1000;
            if (what === 'missing') return missing(slot);
            return typeof what === 'string' ? failed({ slot, reason: what }) : captured({ slot, held: what });
          });
          const names = new Set(
            past.flatMap(([what]) => (typeof what === 'string' ? [] : Object.keys(what))),
          );

          const decoded = decode(encode(results));

          const amountsOf = (result: PageSlot, name: string) => {
            if (result.status !== 'captured') return null;
            const { free, locked } = result.balances.spot?.[name] ?? { free: '0', locked: '0' };
            // Of the amounts above, only integers have something locked.
            return { total: locked === '0' ? free : String(Number(free) + Number(locked)), locked };
          };
          expect(decoded).toEqual(
            results.map((result) => ({
              time: Date.parse(result.slot),
              reason:
                result.status === 'failed'
                  ? result.failure.reason
                  : result.status === 'missing'
                    ? 'missing'
                    : null,
              amounts: Object.fromEntries(
                [...names].map((name) => [`spot ${name}`, amountsOf(result, name)]),
              ),
            })),
          );
        },
      ),
    ));

  it('counts how often a value repeats', () => {
    const encoded = encode(hours(START, 4).map((slot) => captured({ slot, held: { BTC: '1.5' } })));

    expect(encoded).toMatchObject({
      intervals: `${Date.parse(START) / 1000},3600,*2`,
      statuses: 'c,*3',
      totals: '?,*3',
      assets: [{ wallet: 'spot', asset: 'BTC', amounts: '1.5,*3' }],
    });
  });

  it.each([99, 100, 101, 2500])('decodes %i amounts that all differ', (count) => {
    const encoded = encode(hours(START, count).map((slot, i) => captured({ slot, held: { BTC: `${i}.5` } })));

    const totals = decode(encoded).map(({ amounts }) => amounts['spot BTC']?.total);

    expect(totals).toEqual(Array.from({ length: count }, (_, i) => `${i}.5`));
  });

  it('counts the values that differ from the one before, and decodes those at some steps as among all', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('0', '1.5', '?', '2|1'), { minLength: 1, maxLength: 30 }),
        fc.uniqueArray(fc.nat(29)),
        (values, chosen) => {
          const encoder = seriesEncoder();
          for (const value of values) encoder.add(value);
          const steps = chosen.filter((step) => step < values.length).sort((a, b) => a - b);

          expect(decodeSeries(encoder.text())).toEqual(values);
          expect(countChanges(encoder.text())).toBe(
            values.filter((value, i) => value !== values[i - 1]).length,
          );
          expect(decodeAt(encoder.text(), steps)).toEqual(steps.map((step) => values[step]));
        },
      ),
    ));

  it('encodes zero before an asset was held and after, in a wallet that was read', () => {
    const [a = '', b = '', c = '', d = ''] = hours(START, 4);

    const { assets } = encode([
      captured({ slot: a, held: {} }),
      missing(b),
      captured({ slot: c, held: { BTC: ['2', '0.5'] } }),
      captured({ slot: d, held: { SOL: '1', AAVE: '1' } }),
    ]);

    expect(assets.map(({ asset, amounts }) => [asset, amounts])).toEqual([
      ['AAVE', '0,,1'],
      ['BTC', '0,2.5|0.5,0'],
      ['SOL', '0,,1'],
    ]);
  });

  it('encodes a wallet as unknown, not as zero, where a row does not name it', () => {
    const [a = '', b = '', c = '', d = ''] = hours(START, 4);
    const spot = { USDT: free('5') };
    const prices = { USDT: '1' };

    const { assets, coverages, coverageOf, totals } = encode([
      row(a, { balances: { spot } }),
      row(b, { balances: { spot, USDTMPerp: { USDT: perpetual('100', '60') } }, prices }),
      row(c, {
        balances: { spot },
        prices,
        walletErrors: { USDTMPerp: { reason: 'timed-out', message: '' } },
      }),
      row(d, { balances: { spot, USDTMPerp: {} }, prices }),
    ]);

    expect(assets).toEqual([
      { wallet: 'spot', asset: 'USDT', amounts: '5,*3', worths: '?,5,*2' },
      { wallet: 'USDTMPerp', asset: 'USDT', amounts: '?,100|40,?,0', worths: '?,100,?,0' },
    ]);
    expect(totals).toBe('?,105,5,');
    expect(coverageOf).toBe('0,1,2,1');
    expect(coverages[2]).toEqual({
      wallets: ['spot', 'USDTMPerp'],
      bound: 'about',
      missing: [{ wallet: 'USDTMPerp', asset: null, reason: 'timed-out' }],
    });
  });

  it('has the worth of every slot, and marks each total that does not contain all', () => {
    const asset = fc.constantFrom('BTC', 'USDT', 'ABC');
    const held = fc.dictionary(asset, fc.constantFrom('1', '0.001', '250'), { noNullPrototype: true });
    const tickers: (Record<string, string> | undefined)[] = [
      undefined,
      { USDT: '1' },
      { USDT: '1', BTC: '60000' },
    ];
    const prices = fc.constantFrom(...tickers);
    const fund = fc.oneof(held, fc.constantFrom('unread' as const, 'not asked for' as const));

    fc.assert(
      fc.property(fc.array(fc.tuple(held, fund, prices), { minLength: 1, maxLength: 20 }), (past) => {
        const slots = hours(START, past.length);
        const rows = past.map(([spot, fund, prices], i) => {
          const balances = {
            spot: toHoldings(spot),
            ...(typeof fund !== 'string' && { fund: toHoldings(fund) }),
          };
          const walletErrors =
            fund === 'unread' ? { walletErrors: { fund: { reason: 'banned', message: '' } } } : {};
          return row(slots[i] ?? '', { balances, prices, ...walletErrors });
        });

        const encoded = encode(rows);

        const series = seriesOf(encoded);
        rows.forEach((each, i) => {
          const { total } = valueRow(each);
          expect(series.coverageAt(i)?.bound).toBe(total.bound);
          expect(series.coverageAt(i)?.missing).toEqual(total.missing);
          const plotted = toPlotValues(totalsOf(encoded))[i];
          if (total.worth === null) expect(plotted).toBeNull();
          else expect(plotted).toBeCloseTo(Number(total.worth), 2);
        });
      }),
    );
  });

  it('has worths and prices at the first slot, at the last, and evenly between them', () => {
    const slots = hours(START, 3000);
    const encoded = encode(
      slots.map((slot, i) =>
        row(slot, { balances: { spot: { BTC: free('2') } }, prices: { BTC: String(i + 1) } }),
      ),
    );

    const { details } = seriesOf(encoded);

    expect([details[0], details.at(-1)]).toEqual([0, 2999]);
    expect(details.length).toBeGreaterThan(400);
    expect(details.length).toBeLessThanOrEqual(502);
    expect(encoded.prices[0]?.prices.split(',').at(-1)).toBe('3000');
    expect(encoded.wallets[0]).toMatchObject({ label: 'Spot Account', source: 'assets' });
    expect(encoded.wallets[0]?.worths.split(',').at(-1)).toBe('6000');
  });
});

const toHoldings = (held: Record<string, string>) =>
  Object.fromEntries(Object.entries(held).map(([asset, amount]) => [asset, free(amount)]));
