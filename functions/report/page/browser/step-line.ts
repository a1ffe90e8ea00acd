/** The chart's line: level from each captured slot to the next slot, and broken where the value is unknown. */
import type uPlot from 'uplot';

/** Levels that begin in the same pixel: all that can be seen of them is from where to where they reach. */
type Column = { x: number; min: number; max: number; last: number };

/**
 * Two levels are joined only where both slots were captured and `isJoined` allows it: no stroke enters a gap, and a
 * captured slot between two gaps is a level of its own. Years of slots are drawn in as many strokes as there are pixels.
 */
export const stepLine =
  (isJoined: (index: number) => boolean): uPlot.Series.PathBuilder =>
  (chart, seriesIndex, from, to) => {
    const [times, amounts] = [chart.data[0], chart.data[seriesIndex] ?? []];
    const stroke = new Path2D();
    const { x, y } = positions(chart);
    let column: Column | undefined;

    function drawColumn({ x, min, max, last }: Column): void {
      for (const y of max > min ? [min, max, last] : [last]) stroke.lineTo(x, y);
    }
    function endAt(right: number): void {
      if (!column) return;
      drawColumn(column);
      stroke.lineTo(right, column.last);
      column = undefined;
    }

    for (let i = from; i <= to; i++) {
      const amount = amounts[i];
      const left = x(times[i] ?? 0);
      if (amount === null || amount === undefined) {
        endAt(left);
        continue;
      }
      const level = y(amount);
      if (!isJoined(i)) endAt(left);
      if (!column) stroke.moveTo(left, level);
      else if (left - column.x < 1) {
        column.min = Math.min(column.min, level);
        column.max = Math.max(column.max, level);
        column.last = level;
        continue;
      } else {
        drawColumn(column);
        stroke.lineTo(left, column.last);
        stroke.lineTo(left, level);
      }
      column = { x: left, min: level, max: level, last: level };
    }
    endAt(x(times[to + 1] ?? chart.scales.x?.max ?? 0));
    return { stroke };
  };

/** Pixels of the canvas: `valToPos`, without its checks for each of many thousand slots. */
function positions({ bbox, scales }: uPlot) {
  const [left, right] = [scales.x?.min ?? 0, scales.x?.max ?? 1];
  const [bottom, top] = [scales.y?.min ?? 0, scales.y?.max ?? 1];
  return {
    x: (time: number) => bbox.left + (bbox.width * (time - left)) / (right - left),
    y: (value: number) => bbox.top + (bbox.height * (top - value)) / (top - bottom),
  };
}

/** Room above and below, so that the edge does not hide half of a line at zero. */
export const withRoom: uPlot.Range.Function = (_, min, max) => {
  const room = (max - min) * 0.06 || Math.abs(max) * 0.1 || 1;
  return [(min ?? 0) - room, (max ?? 0) + room];
};
