/** Times, amounts and gaps in words, in the page's time zone. */
import type { Amount, Gap } from '../data';

export type Formatter = {
  moment(epochSeconds: number | string): string;
  day(epochSeconds: number | string): string;
};

export function createFormatter(timezone: string): Formatter {
  const date = { year: 'numeric', month: 'short', day: 'numeric', timeZone: timezone } as const;
  const dayFormat = new Intl.DateTimeFormat('en-GB', date);
  const momentFormat = new Intl.DateTimeFormat('en-GB', {
    ...date,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const asDate = (time: number | string) => new Date(typeof time === 'number' ? time * 1000 : time);
  return {
    moment: (time) => momentFormat.format(asDate(time)),
    day: (time) => dayFormat.format(asDate(time)),
  };
}

export const gapText = ({ status, reason, message }: Gap): string =>
  status === 'missing' ? 'missing: no row was written' : `failed: ${reason}${message ? ` (${message})` : ''}`;

export function amountText(asset: string, amount: Amount): string {
  if (!amount) return 'unknown';
  const parts = amount.locked === '0' ? '' : ` (${amount.free} free, ${amount.locked} locked)`;
  return `${amount.total} ${asset}${parts}`;
}

export const countText = (count: number, thing: string): string =>
  `${count.toLocaleString('en-GB')} ${thing}${count === 1 ? '' : 's'}`;

const axis = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 6, notation: 'standard' });
const largeAxis = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 5, notation: 'compact' });

/** For axes only: what is read as an amount is always the exact text. */
export const axisText = (value: number): string => (Math.abs(value) >= 1e6 ? largeAxis : axis).format(value);
