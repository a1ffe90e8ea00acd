/** The chart's line: level from each captured slot to the next slot, and broken where the value is unknown. */
import type uPlot from 'uplot';

/**
 * Two levels are joined only where both slots were captured and `isJoined` allows it: no stroke enters a gap, and a
 * captured slot between two gaps is a level of its own.
 */
export const stepLine =
  (isJoined: (index: number) => boolean): uPlot.Series.PathBuilder =>
  (chart, seriesIndex, from, to) => {
    const [times, amounts] = [chart.data[0], chart.data[seriesIndex] ?? []];
    const stroke = new Path2D();
    const x = (index: number) => chart.valToPos(times[index] ?? chart.scales.x?.max ?? 0, 'x', true);
    for (let i = from; i <= to; i++) {
      const amount = amounts[i];
      if (amount === null || amount === undefined) continue;
      const y = chart.valToPos(amount, 'y', true);
      if (i > from && typeof amounts[i - 1] === 'number' && isJoined(i)) stroke.lineTo(x(i), y);
      else stroke.moveTo(x(i), y);
      stroke.lineTo(x(i + 1), y);
    }
    return { stroke };
  };

/** Room above and below, so that the edge does not hide half of a line at zero. */
export const withRoom: uPlot.Range.Function = (_, min, max) => {
  const room = (max - min) * 0.06 || Math.abs(max) * 0.1 || 1;
  return [(min ?? 0) - room, (max ?? 0) + room];
};
