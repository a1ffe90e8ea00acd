/** The large chart: one asset over time, to be pointed at, dragged, zoomed, and walked through by the keyboard. */
import uPlot from 'uplot';
import type { EncodedAsset } from '../data';
import { axisText } from './format';
import { drawGapBands } from './gap-bands';
import { type Series, toPlotValues } from './series';
import { stepLine, withRoom } from './step-line';
import type { Theme } from './theme';

export type View = { min: number; max: number };

export type HoldingsChart = {
  show(asset: EncodedAsset): void;
  /** Moves the cursor to a slot, and the view where the slot lies outside it. */
  point(index: number): void;
  setView(view: View): void;
  view(): View;
  destroy(): void;
};

type ChartOptions = {
  series: Series;
  timezone: string;
  theme: Theme;
  /** The slot under the cursor. */
  onPoint(index: number): void;
  onView(view: View): void;
};

const HEIGHT = 340;
const NARROW_HEIGHT = 260;

export function holdingsChart(into: HTMLElement, surroundings: ChartOptions): HoldingsChart {
  const { series, theme, onPoint, onView } = surroundings;
  const { times } = series;
  const whole = wholeView(times);
  const size = () => ({
    width: into.clientWidth,
    height: into.clientWidth < 560 ? NARROW_HEIGHT : HEIGHT,
  });
  const chart = new uPlot(options(surroundings, size()), [times, []], into);

  const setView = (wanted: View) => {
    const view = within(wanted, whole);
    chart.setScale('x', view);
    onView(view);
  };
  const view = (): View => ({ min: chart.scales.x?.min ?? whole.min, max: chart.scales.x?.max ?? whole.max });
  const letGo = pannable(chart, view, setView);
  const resizing = new ResizeObserver(() => chart.setSize(size()));
  resizing.observe(into);

  function point(index: number): void {
    const time = times[index] ?? whole.max;
    const { min, max } = view();
    if (time < min || time > max) setView({ min: time - (max - min) / 2, max: time + (max - min) / 2 });
    chart.setCursor({ left: chart.valToPos(time, 'x'), top: chart.over.clientHeight / 2 }, false);
    onPoint(index);
  }

  return {
    show(asset) {
      const kept = view();
      chart.setData([times, toPlotValues(series.amounts(asset))], false);
      chart.setScale('x', times.length > 0 && kept.max > kept.min ? kept : whole);
    },
    point,
    setView,
    view,
    destroy() {
      letGo();
      resizing.disconnect();
      chart.destroy();
    },
  };

  function options({ timezone }: ChartOptions, size: { width: number; height: number }): uPlot.Options {
    const axis = { stroke: theme.quiet, font: AXIS_FONT, ticks: { show: false } };
    return {
      ...size,
      legend: { show: false },
      tzDate: (epochSeconds) => uPlot.tzDate(new Date(epochSeconds * 1000), timezone),
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 9 } },
      scales: { x: { min: whole.min, max: whole.max }, y: { range: withRoom } },
      axes: [
        { ...axis, grid: { show: false }, space: 70, values: TICKS },
        {
          ...axis,
          grid: { stroke: theme.rule, width: 1 },
          size: (_, values) => 16 + 7.2 * Math.max(0, ...(values ?? []).map((text) => text.length)),
          values: (_, splits) => splits.map(axisText),
        },
      ],
      series: [
        {},
        {
          stroke: theme.line,
          width: 1.75,
          paths: stepLine,
          points: { show: false },
        },
      ],
      hooks: {
        drawClear: [(chart) => drawGapBands(chart, series, theme)],
        setCursor: [
          ({ cursor }) => {
            if (cursor.idx !== null && cursor.idx !== undefined && (cursor.left ?? -1) >= 0)
              onPoint(cursor.idx);
          },
        ],
      },
    };
  }
}

const AXIS_FONT = '12px system-ui, sans-serif';

/** For each distance between ticks (in seconds, at least): the tick, and what is added where year, month or day change. */
const TICKS: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];

export function wholeView(times: number[]): View {
  const [first = 0, last = first] = [times[0], times.at(-1)];
  const interval = (times.at(-1) ?? 0) - (times.at(-2) ?? first) || 3600;
  return { min: first, max: last + interval };
}

function within({ min, max }: View, whole: View): View {
  const length = Math.min(max - min, whole.max - whole.min);
  const start = Math.min(Math.max(min, whole.min), whole.max - length);
  return { min: start, max: start + length };
}

/** Dragging and sideways wheels move in time; a pinch (or Ctrl and the wheel) zooms where the pointer is. */
function pannable(chart: uPlot, view: () => View, setView: (view: View) => void): () => void {
  const { over } = chart;
  const abort = new AbortController();
  const { signal } = abort;
  let dragging: { x: number; from: View } | undefined;
  const perPixel = () => (view().max - view().min) / over.clientWidth;
  over.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      dragging = { x: event.clientX, from: view() };
      over.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  over.addEventListener(
    'pointermove',
    (event) => {
      if (!dragging) return;
      const shift = (dragging.x - event.clientX) * perPixel();
      setView({ min: dragging.from.min + shift, max: dragging.from.max + shift });
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    over.addEventListener(end, () => (dragging = undefined), { signal });
  }
  over.addEventListener(
    'wheel',
    (event) => {
      const { min, max } = view();
      if (event.ctrlKey) {
        event.preventDefault();
        const pivot = chart.posToVal(event.offsetX, 'x');
        const factor = Math.exp(event.deltaY * 0.01);
        setView({ min: pivot - (pivot - min) * factor, max: pivot + (max - pivot) * factor });
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const shift = event.deltaX * perPixel();
        setView({ min: min + shift, max: max + shift });
      }
    },
    { signal, passive: false },
  );
  return () => abort.abort();
}
