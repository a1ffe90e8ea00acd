/** Sums and differences of amounts, exact to the last digit. */
import Big from 'big.js';

/** Free and locked together. Nearly every asset has nothing locked: those are not put through arithmetic. */
export const total = (free: string, locked: string): string =>
  locked === '0' ? free : new Big(free).plus(locked).toFixed();

/** What has to be added to `start` to get `end`; unknown where one of them is. */
export const change = (start: string | null, end: string | null): string | null =>
  start === null || end === null ? null : new Big(end).minus(start).toFixed();
