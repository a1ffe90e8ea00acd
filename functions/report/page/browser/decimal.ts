/** Exact sums and differences of decimal text, on BigInt. */

const scaleOf = (text: string) => text.split('.')[1]?.length ?? 0;

function scaled(text: string, scale: number): bigint {
  const [integer = '0', fraction = ''] = text.replace('-', '').split('.');
  const digits = BigInt(integer + fraction.padEnd(scale, '0'));
  return text.startsWith('-') ? -digits : digits;
}

function toText(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : '';
  const padded = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const integer = padded.slice(0, padded.length - scale);
  const fraction = padded.slice(padded.length - scale).replace(/0+$/, '');
  return sign + integer + (fraction && `.${fraction}`);
}

export function add(a: string, b: string): string {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  return toText(scaled(a, scale) + scaled(b, scale), scale);
}

export const subtract = (a: string, b: string): string => add(a, negate(b));

export const negate = (a: string): string => (a.startsWith('-') ? a.slice(1) : /[1-9]/.test(a) ? `-${a}` : a);

export const isZero = (text: string): boolean => !/[1-9]/.test(text);
