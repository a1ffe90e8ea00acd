/** Rounds worths for people, after all sums and products are done. */
import Big from 'big.js';
import { UNKNOWN } from './data';

/** Instead of everything that is not zero and less than half a cent: it must not be shown as zero. */
const TINY = '0.001';

/** To cents, half to even. */
export function roundWorth(worth: string): string {
  const exact = new Big(worth);
  const rounded = exact.round(2, Big.roundHalfEven);
  if (!rounded.eq(0) || exact.eq(0)) return rounded.toFixed();
  return exact.lt(0) ? `-${TINY}` : TINY;
}

export const roundOrUnknown = (worth: string | null): string =>
  worth === null ? UNKNOWN : roundWorth(worth);
