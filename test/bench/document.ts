/** Formats the benchmark's results as Markdown. */
import { type Spread, spread } from './statistics';

export type Cell = string | Spread;

/** A table; the first column is text, the others are right-aligned. */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(row.map((cell) => (typeof cell === 'string' ? cell : formatSpread(cell))))),
  ].join('\n');
}

/** Median, and the quartiles around it. */
const formatSpread = ({ median, low, high }: Spread): string =>
  `${formatShort(median)} (${formatShort(low)}–${formatShort(high)})`;

/** The ratio of two medians, of samples taken in the same rounds. */
export function ratio(of: readonly number[], other: readonly number[] | undefined): string {
  return other ? (spread(of).median / spread(other).median).toFixed(2) : '–';
}

export const formatShort = (value: number): string =>
  value < 10 ? value.toFixed(1) : Math.round(value).toString();
