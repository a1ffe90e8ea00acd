/** Prices and worths as tables show them: rounded for people, and never so that something looks like nothing. */
import Big from 'big.js';
import { formatValue } from './report';
import { isSimulatedCurrency } from './simulated-currency';

/** Digits of a small price that are shown. */
const PRICE_DIGITS = 6;

/** To cents, half to even; unknown as `unknown`. */
export function formatWorth(worth: string | null): string {
  if (worth === null) return formatValue(null);
  const exact = new Big(worth);
  const rounded = exact.round(2, Big.roundHalfEven);
  if (!rounded.eq(0)) return rounded.toFixed(2);
  if (exact.eq(0)) return '0.00';
  return exact.lt(0) ? '>-0.01' : '<0.01';
}

/** With its sign where it is positive. */
export const formatSigned = (text: string): string => (/^[1-9]|^0\.0*[1-9]/.test(text) ? `+${text}` : text);

/** To cents, or to six significant digits where those are smaller. */
function formatPrice(price: string | null): string {
  if (price === null) return formatValue(null);
  const exact = new Big(price);
  return exact.round(Math.max(2, PRICE_DIGITS - 1 - exact.e), Big.roundHalfEven).toFixed();
}

type Priced = { asset: string | null; price: string | null; worth: string | null };

/** A simulated currency has no price, which is not the same as an unknown one; nor has a line that is about no asset. */
export const priceText = ({ asset, price, worth }: Priced): string =>
  (asset === null ? worth !== null : isSimulatedCurrency(asset)) ? 'none' : formatPrice(price);

export const worthText = ({ asset, worth }: Priced): string =>
  asset !== null && isSimulatedCurrency(asset) ? 'simulated' : formatWorth(worth);
