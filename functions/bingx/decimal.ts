/** Exact arithmetic for prices: `digits × 10^exponent` on BigInt, in a kilobyte, where a library takes seven. */

export type Decimal = { digits: bigint; exponent: number };

/** Significant digits that a DynamoDB number holds. */
const MAX_SIGNIFICANT_DIGITS = 38;

/** Longer than any real price; limits the work, and the length of a written-out power of ten. */
const MAX_LENGTH = 60;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Exponents of the first digit: the product of two such numbers still is one that DynamoDB holds (1e-130 to 1e125). */
const MAX_MAGNITUDE = 60;

/** Reads a number token. Undefined if it is not a number, too long, or beyond 1e±60. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = text.length <= MAX_LENGTH && NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign, integer = '', fraction = '', exponent = '0'] = match;
  const unsigned = BigInt(integer + fraction);
  const decimal = {
    digits: sign === '-' ? -unsigned : unsigned,
    exponent: Number(exponent) - fraction.length,
  };
  const magnitude = String(unsigned).length - 1 + decimal.exponent;
  return unsigned === 0n || Math.abs(magnitude) <= MAX_MAGNITUDE ? decimal : undefined;
}

export const multiply = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  exponent: a.exponent + b.exponent,
});

/** Both as multiples of the same power of ten. */
export function align(a: Decimal, b: Decimal): { a: bigint; b: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent);
  const digitsOf = (decimal: Decimal) => decimal.digits * 10n ** BigInt(decimal.exponent - exponent);
  return { a: digitsOf(a), b: digitsOf(b), exponent };
}

/** Plain decimal text of a number that is not negative; rounded half to even where it has more than 38 significant digits. */
export function formatDecimal({ digits, exponent }: Decimal): string {
  const excess = Math.max(0, String(digits).length - MAX_SIGNIFICANT_DIGITS);
  const unit = 10n ** BigInt(excess);
  const rest = (digits % unit) * 2n;
  const kept = digits / unit;
  const isRoundedUp = rest > unit || (rest === unit && kept % 2n === 1n);
  return placePoint(isRoundedUp ? kept + 1n : kept, exponent + excess);
}

/** For display: with the given number of decimals, rounded half away from zero. */
export function roundToText({ digits, exponent }: Decimal, decimals: number): string {
  const unsigned = digits < 0n ? -digits : digits;
  const shift = exponent + decimals;
  const unit = 10n ** BigInt(Math.max(0, -shift));
  const scaled = (unsigned * 10n ** BigInt(Math.max(0, shift)) + unit / 2n) / unit;
  const padded = String(scaled).padStart(decimals + 1, '0');
  const sign = digits < 0n && scaled > 0n ? '-' : '';
  return `${sign}${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

function placePoint(digits: bigint, exponent: number): string {
  if (exponent >= 0) return `${digits * 10n ** BigInt(exponent)}`;
  const padded = String(digits).padStart(1 - exponent, '0');
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`.replace(/\.?0+$/, '');
}
