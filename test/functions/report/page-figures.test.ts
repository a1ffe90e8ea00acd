/** Figures on the page as text and as parts of pixels: exact, never rounded to zero, and gaps no larger than they are. */
import { add, subtract } from '../../../functions/report/decimal';
import { changeText, signed, worthText } from '../../../functions/report/page/browser/format';
import { gapShares } from '../../../functions/report/page/browser/gap-shares';
import { seriesOf } from '../../../functions/report/page/browser/series';
import { fullView } from '../../../functions/report/page/browser/timeline';
import { accountEncoder } from '../../../functions/report/page/encoder';
import { roundWorth } from '../../../functions/report/page/round-worth';
import fc from '../../support/fast-check';
import { captured, hours } from '../../support/slots';

describe('decimal text', () => {
  it('is added and subtracted exactly', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    expect(subtract('12345678901234567890.1', '0.00000001')).toBe('12345678901234567890.09999999');
    expect(subtract('1', '1.5')).toBe('-0.5');
    expect(add('-0.5', '0.5')).toBe('0');
  });

  it('comes back after adding and subtracting any other', () => {
    const decimal = fc
      .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 999_999_999n))
      .map(([integer, fraction]) => `${integer}.${String(fraction).padStart(9, '0')}`.replace(/\.?0+$/, ''));

    fc.assert(fc.property(decimal, decimal, (a, b) => expect(subtract(add(a, b), b)).toBe(subtract(a, '0'))));
  });
});

describe('a worth', () => {
  it.each([
    ['1234567.895', '1,234,567.90'],
    ['1234.565', '1,234.56'],
    ['0', '0.00'],
    ['-1234.5', '−1,234.50'],
    ['0.0049', '< 0.01'],
    ['-0.000001', '> −0.01'],
    ['12', '12.00'],
  ])('of %s is shown as %s', (exact, text) => {
    expect(worthText(roundWorth(exact))).toBe(text);
  });

  it('has a sign where it is a change', () => {
    expect([signed('5', worthText), signed('-5', worthText), signed('0', worthText)]).toEqual([
      '+5.00',
      '−5.00',
      '0.00',
    ]);
    expect(changeText({ change: '25', base: '200' })).toBe('+25.00 (+12.50%)');
    expect(changeText({ change: '-25', base: '-200' })).toBe('−25.00');
  });
});

describe('gaps in a chart', () => {
  it('take the part of each column that is without an amount', () => {
    const slots = hours('2026-01-01T00:00:00Z', 1000);
    const encoder = accountEncoder('main', slots[0] ?? '', slots.at(-1) ?? '');
    // Every fifth slot is missing, but for the very first.
    slots.forEach((slot, i) => {
      encoder.add(i % 5 === 4 ? { slot, status: 'missing' } : captured({ slot, held: {} }));
    });
    const series = seriesOf({ ...encoder.result(), lastCaptured: null, stale: false });

    const { missing, failed } = gapShares(series, fullView(series), 100);

    expect([...missing].every((share) => Math.abs(share - 0.2) < 1e-9)).toBe(true);
    expect(failed.every((share) => share === 0)).toBe(true);
  });

  it('end at the next captured slot', () => {
    const [a = '', b = '', c = ''] = hours('2026-01-01T00:00:00Z', 3);
    const encoder = accountEncoder('main', a, c);
    encoder.add(captured({ slot: a, held: {} }));
    encoder.add({ slot: b, status: 'missing' });
    encoder.add(captured({ slot: c, held: {} }));
    const series = seriesOf({ ...encoder.result(), lastCaptured: null, stale: false });

    const { missing } = gapShares(series, fullView(series), 6);

    expect([...missing]).toEqual([0, 0, 1, 1, 0, 0]);
  });
});
