/** Exact arithmetic on plain decimal text. The page's code uses it too. */
import Big from 'big.js';

export const add = (a: string, b: string): string => new Big(a).plus(b).toFixed();

export const subtract = (a: string, b: string): string => new Big(a).minus(b).toFixed();

export const multiply = (a: string, b: string): string => new Big(a).times(b).toFixed();

export const sum = (texts: readonly string[]): string =>
  texts.reduce((total, text) => total.plus(text), new Big(0)).toFixed();

export const isZero = (text: string): boolean => !/[1-9]/.test(text);

/** `end` minus `start`; unknown (null) if one of them is. */
export const change = (start: string | null, end: string | null): string | null =>
  start === null || end === null ? null : subtract(end, start);
