/** Times, amounts, worths and gaps as text, in the page's time zone. */
import { isZero } from '../../decimal';
import type { Coverage, Gap } from '../data';

export type Formatter = {
  /** Of epoch seconds, or ISO text. */
  moment(time: number | string): string;
  day(time: number | string): string;
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

const MINUS = '−';
const BOUNDS = { exact: '', 'at-least': 'at least ', about: 'about ' };

export const boundText = (bound: Coverage['bound']): string => BOUNDS[bound];

/** A worth in USDT, with cents and separators. What is less than half a cent is not shown as zero. */
export function worthText(worth: string): string {
  const [integer = '0', fraction = ''] = worth.replace('-', '').split('.');
  const sign = worth.startsWith('-') ? MINUS : '';
  if (fraction.length > 2) return sign ? '> −0.01' : '< 0.01';
  return `${sign}${withSeparators(integer)}.${fraction.padEnd(2, '0')}`;
}

/** With its sign. */
export const signed = (text: string, format: (text: string) => string = amountText): string =>
  isZero(text) || text.startsWith('-') || /^[<>]/.test(format(text)) ? format(text) : `+${format(text)}`;

/** An exact amount, with a proper minus. */
export const minus = (amount: string): string => amount.replace(/^-/, MINUS);

/** An exact amount, with separators and a proper minus. */
export function amountText(amount: string): string {
  const [integer = '', ...fraction] = minus(amount).split('.');
  return [withSeparators(integer), ...fraction].join('.');
}

const withSeparators = (integer: string) => integer.replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** Undefined where there is no sensible base. */
export function percentText(part: string, total: string): string | undefined {
  if (!(Number(total) > 0)) return undefined;
  return `${((100 * Number(part)) / Number(total)).toFixed(2)}%`.replace('-', MINUS).replace('−0.00', '0.00');
}

/** A change of a worth, with the percentage where there is one. */
export function changeText({ change, base }: { change: string; base: string }): string {
  const percent = percentText(change, base);
  return signed(change, worthText) + (percent ? ` (${percent.startsWith(MINUS) ? '' : '+'}${percent})` : '');
}

export const gapText = ({ status, reason, message }: Gap): string =>
  status === 'missing' ? 'missing: no row was written' : `failed: ${reason}${message ? ` (${message})` : ''}`;

export const numberText = (count: number): string => count.toLocaleString('en-GB');

export const countText = (count: number, thing: string): string =>
  `${numberText(count)} ${thing}${count === 1 ? '' : 's'}`;

/** A class for the colour of a change. */
export const signClass = (change: string): string =>
  isZero(change) ? '' : change.startsWith('-') ? 'less' : 'more';

const axis = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 6, notation: 'standard' });
const largeAxis = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 5, notation: 'compact' });

/** For axes only: figures are always exact or rounded to cents. */
export const axisText = (value: number): string => (Math.abs(value) >= 1e6 ? largeAxis : axis).format(value);
