/** Decimal text keeps its exact value, or is rejected. */
import Big from 'big.js';
import { exactAmount } from '../../../functions/history/amount';
import fc from '../../support/fast-check';

describe('an amount', () => {
  it.each([
    ['44.37692200000000237300', '44.376922000000002373'],
    ['244.18616265388994', '244.18616265388994'],
    ['0', '0'],
    ['0.00000000', '0'],
    ['-0.0', '0'],
    ['000123.4500', '123.45'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0.1', '-0.1'],
    ['1e-7', '0.0000001'],
    ['1.5E+3', '1500'],
    ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
    ['0.00000000000000000000000000000000000001', '0.00000000000000000000000000000000000001'],
  ])('%s is stored as %s', (written, kept) => {
    expect(exactAmount(written)).toBe(kept);
  });

  it.each([
    ['123456789012345678901234567890123456789', '39 digits'],
    ['1e126', 'too large'],
    ['1e-131', 'too small'],
    ['1e999999999', 'far too large'],
    ['', 'empty'],
    ['.', 'no digit'],
    ['1,5', 'a comma'],
    ['0x10', 'hexadecimal'],
    ['NaN', 'no number'],
    ['1 ', 'a blank'],
    ['١', 'a digit of another script'],
  ])('"%s" is rejected: %s', (written) => {
    expect(exactAmount(written)).toBeUndefined();
  });

  it('may be any power of ten within the range of DynamoDB numbers, but not outside', () => {
    const exponents = Array.from({ length: 300 }, (_, i) => i - 150);

    const kept = exponents.filter((exponent) => exactAmount(`1e${exponent}`) !== undefined);

    expect(kept).toEqual(exponents.filter((exponent) => -130 <= exponent && exponent <= 125));
  });

  it('keeps its value for each decimal text of up to 38 digits', () => {
    const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${max}}$`));
    const written = fc
      .tuple(fc.constantFrom('', '-'), digits(19), digits(19), fc.constantFrom('', 'e5', 'E-12', 'e+80'))
      .filter(([, integer, fraction]) => integer + fraction !== '')
      .map(
        ([sign, integer, fraction, exponent]) =>
          `${sign}${integer || '0'}${fraction && `.${fraction}`}${exponent}`,
      );

    fc.assert(
      fc.property(written, (text) => {
        const kept = exactAmount(text);

        expect(kept).toBe(new Big(text).toFixed());
      }),
      { numRuns: 2000 },
    );
  });
});
