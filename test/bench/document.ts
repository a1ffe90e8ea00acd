/** The benchmark's findings as a page of Markdown. */
import { type Spread, spread } from './statistics';

export type Cell = string | Spread;

/** One table; the first column is text, the others stand at the right. */
export function table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(row.map((cell) => (typeof cell === 'string' ? cell : shown(cell))))),
  ].join('\n');
}

/** Median, and the quartiles around it. */
const shown = ({ median, low, high }: Spread): string => `${short(median)} (${short(low)}–${short(high)})`;

/** How many times `other` something is, by medians of samples taken in the same rounds. */
export function ratio(of: readonly number[], other: readonly number[] | undefined): string {
  return other ? (spread(of).median / spread(other).median).toFixed(2) : '–';
}

export const short = (value: number): string =>
  value < 10 ? value.toFixed(1) : Math.round(value).toString();
