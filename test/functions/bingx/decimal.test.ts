/** Decimals are read within limits, and rounded for display as big.js rounds them. */
import Big from 'big.js';
import { parseDecimal, roundToText } from '../../../functions/bingx/decimal';
import fc from '../../support/fast-check';

const rounded = (text: string, decimals: number) => {
  const decimal = parseDecimal(text);
  return decimal && roundToText(decimal, decimals);
};

it('is rounded half away from zero, and zero has no sign', () => {
  const number = fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d)?$/);
  const property = fc.property(number, fc.integer({ min: 1, max: 8 }), (text, decimals) => {
    const expected = new Big(text).toFixed(decimals).replace(/^-(?=[0.]+$)/, '');

    expect(rounded(text, decimals)).toBe(expected);
  });

  fc.assert(property, {
    numRuns: 200,
    examples: [
      ['0.005', 2],
      ['-0.005', 2],
      ['-0.004', 2],
      ['0.0149', 2],
      ['-12e1', 2],
    ],
  });
});

it.each(['1e60', '-1.5e-60', '9.9e60', '0e-99', '7'.repeat(60)])('%s is read', (text) => {
  expect(parseDecimal(text)).toBeDefined();
});

it.each(['1e61', '10e60', '9.9e-61', '0'.repeat(61), '0e100', '1e', '1e+', '.5', '1.', '+1', '1x', 'x1', ''])(
  '"%s" is not read',
  (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  },
);
