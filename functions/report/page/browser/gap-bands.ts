/** Draws gaps as gaps: a band from the first slot that nobody knows to the next one that somebody does. */
import type uPlot from 'uplot';
import type { Series } from './series';
import type { Theme } from './theme';

/** A band is never thinner than this many pixels of the screen: an hour in a year must still be seen. */
const MIN_WIDTH = 1.5;

export function drawGapBands(chart: uPlot, { account, times, gapOf }: Series, theme: Theme): void {
  const { ctx, bbox } = chart;
  const [min, max] = [chart.scales.x?.min ?? 0, chart.scales.x?.max ?? 0];
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const hatch = hatching(ctx, theme.missing);
  for (let i = firstAtOrAfter(times, min); i < times.length && (times[i] ?? 0) <= max; i++) {
    const gap = gapOf[i] ?? -1;
    if (gap < 0) continue;
    const start = times[i] ?? 0;
    while (gapOf[i + 1] === gap) i++;
    const end = times[i + 1] ?? (times[i] ?? 0) + ((times[i] ?? 0) - (times[i - 1] ?? 0));
    const left = chart.valToPos(start, 'x', true);
    const width = Math.max(MIN_WIDTH * devicePixelRatio, chart.valToPos(end, 'x', true) - left);
    const isFailed = account.gaps.gaps[gap]?.status === 'failed';
    ctx.fillStyle = isFailed ? theme.failed : hatch;
    ctx.globalAlpha = isFailed ? 0.3 : 1;
    ctx.fillRect(left, bbox.top, width, bbox.height);
  }
  ctx.restore();
}

/** Index of the last slot before `time` whose band may reach into it, or of the first slot after. */
function firstAtOrAfter(times: number[], time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function hatching(ctx: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  const size = 6 * devicePixelRatio;
  [tile.width, tile.height] = [size, size];
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.strokeStyle = colour;
  pen.lineWidth = devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? colour;
}
