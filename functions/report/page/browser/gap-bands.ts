/** Draws gaps behind the chart's line: as strong as the part of each pixel's time that is without an amount. */
import type uPlot from 'uplot';
import { gapShares } from './gap-shares';
import type { Theme } from './theme';
import type { Timeline } from './timeline';

/** A gap that is alone, as a single slot of a year, is drawn at least this strong: it is a small part of its pixel. */
const MIN_ALONE_STRENGTH = 0.6;
const ALONE_COLUMNS = 6;
const MAX_ALONE_SHARE = 0.3;
const OPACITY = { failed: 0.32, missing: 0.8 };

export function drawGapBands(chart: uPlot, timeline: Timeline, theme: Theme): void {
  const { ctx, bbox } = chart;
  const view = { min: chart.scales.x?.min ?? 0, max: chart.scales.x?.max ?? 0 };
  const columns = Math.max(1, Math.round(bbox.width / devicePixelRatio));
  const shares = gapShares(timeline, view, columns);
  const styles = { failed: theme.failed, missing: hatching(ctx, theme.missing) };
  ctx.save();
  for (const status of ['failed', 'missing'] as const) {
    ctx.fillStyle = styles[status];
    for (let column = 0; column < columns; column++) {
      const share = shares[status][column] ?? 0;
      if (share < 1e-6) continue;
      ctx.globalAlpha = OPACITY[status] * strength(shares[status], column);
      ctx.fillRect(bbox.left + column * devicePixelRatio, bbox.top, devicePixelRatio, bbox.height);
    }
  }
  ctx.restore();
}

/** Where gaps are close together, the strength is their share: more would look like one long gap. */
function strength(shares: Float64Array, column: number): number {
  const around = shares.subarray(Math.max(0, column - ALONE_COLUMNS), column + ALONE_COLUMNS + 1);
  const isAlone = around.reduce((sum, share) => sum + share, 0) < MAX_ALONE_SHARE;
  return Math.max(isAlone ? MIN_ALONE_STRENGTH : 0, shares[column] ?? 0);
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
