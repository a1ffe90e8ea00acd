/** Which part of each column of a chart is without an amount: bands of single slots, drawn one by one, would cover a year. */
import { firstAtOrAfter, fullView, type Timeline, type View } from './timeline';

export type GapShares = { failed: Float64Array; missing: Float64Array };

/** Shares from 0 to 1, for `columns` of equal width over the view. */
export function gapShares(timeline: Timeline, view: View, columns: number): GapShares {
  const shares = { failed: new Float64Array(columns), missing: new Float64Array(columns) };
  const { times } = timeline;
  const { min, max } = view;
  const scale = columns / Math.max(1, max - min);
  const full = fullView(timeline);
  for (let i = Math.max(0, firstAtOrAfter(times, min) - 1); i < times.length && (times[i] ?? 0) < max; i++) {
    const status = timeline.statusAt(i);
    if (!status) continue;
    // An amount stays unknown until the next slot.
    const from = Math.max(0, ((times[i] ?? 0) - min) * scale);
    const to = Math.min(columns, ((times[i + 1] ?? full.max) - min) * scale);
    addInterval(shares[status], from, to);
  }
  return shares;
}

function addInterval(shares: Float64Array, from: number, to: number): void {
  for (let column = Math.floor(from); column < to; column++) {
    const part = Math.min(to, column + 1) - Math.max(from, column);
    shares[column] = Math.min(1, (shares[column] ?? 0) + part);
  }
}
