/** Every asset at a glance: a small chart each, which is also the button that shows it large. */
import uPlot from 'uplot';
import type { EncodedAsset } from '../data';
import { createElement } from './create-element';
import { drawGapBands } from './gap-bands';
import { assetName, type Series, toPlotValues } from './series';
import { stepLine, withRoom } from './step-line';
import type { Theme } from './theme';

const HEIGHT = 56;

export type SmallMultiples = { root: HTMLElement; mark(asset: EncodedAsset): void; destroy(): void };

export function smallMultiples(
  series: Series,
  theme: Theme,
  choose: (asset: EncodedAsset) => void,
): SmallMultiples {
  const { account } = series;
  const charts: uPlot[] = [];
  const drawings = new Map<Element, EncodedAsset>();
  const waiting: (() => void)[] = [];
  let frame = 0;
  /** One chart a frame: a screen full of them at once would make scrolling stutter. */
  function drawNext(): void {
    cancelAnimationFrame(frame);
    waiting.shift()?.();
    if (waiting.length > 0) frame = requestAnimationFrame(drawNext);
  }
  // Only what is looked at is unpacked and drawn.
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const asset = drawings.get(target);
        if (!isIntersecting || !asset) continue;
        seen.unobserve(target);
        waiting.push(() => charts.push(sparkline(target as HTMLElement, series, asset, theme)));
      }
      drawNext();
    },
    { rootMargin: '200px' },
  );

  const buttons = new Map<EncodedAsset, HTMLElement>();
  const items = account.assets.map((asset) => {
    const drawing = createElement('span', { class: 'spark', 'aria-hidden': 'true' });
    drawings.set(drawing, asset);
    seen.observe(drawing);
    const name = assetName(asset, account);
    const end = account.changes.find((line) => line.asset === asset.asset && line.wallet === asset.wallet);
    const button = createElement(
      'button',
      { type: 'button', class: 'multiple' },
      createElement('span', { class: 'multiple-name' }, name),
      createElement(
        'span',
        { class: 'multiple-amount', title: end?.end ?? undefined },
        end ? (end.end ?? 'unknown') : '0',
      ),
      drawing,
    );
    button.addEventListener('click', () => choose(asset));
    buttons.set(asset, button);
    return createElement('li', {}, button);
  });

  return {
    root: createElement('ul', { class: 'multiples' }, ...items),
    mark(asset) {
      for (const [other, button] of buttons) button.setAttribute('aria-pressed', String(other === asset));
    },
    destroy() {
      seen.disconnect();
      cancelAnimationFrame(frame);
      for (const chart of charts) chart.destroy();
    },
  };
}

function sparkline(into: HTMLElement, series: Series, asset: EncodedAsset, theme: Theme): uPlot {
  return new uPlot(
    {
      width: into.clientWidth,
      height: HEIGHT,
      padding: [4, 0, 4, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: withRoom } },
      axes: [{ show: false }, { show: false }],
      series: [{}, { stroke: theme.line, width: 1.25, paths: stepLine, points: { show: false } }],
      hooks: { drawClear: [(chart) => drawGapBands(chart, series, theme)] },
    },
    [series.times, toPlotValues(series.amounts(asset))],
    into,
  );
}
