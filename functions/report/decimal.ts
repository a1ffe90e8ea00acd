/** Sums and differences of amounts, exact to the last digit. */
import Big from 'big.js';

/** `end` minus `start`; unknown (null) if one of them is. */
export const change = (start: string | null, end: string | null): string | null =>
  start === null || end === null ? null : new Big(end).minus(start).toFixed();
