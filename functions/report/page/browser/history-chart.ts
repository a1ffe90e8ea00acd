/** The large chart: the total worth or one amount over time, with gaps as bands. */
import uPlot from 'uplot';
import { axisText } from './format';
import { drawGapBands } from './gap-bands';
import { enablePanning } from './pan';
import type { Plot } from './plot';
import { stepLine, withRoom } from './step-line';
import type { Theme } from './theme';
import { firstAtOrAfter, fullView, type Timeline, type View } from './timeline';

export type HistoryChart = {
  show(plot: Plot): void;
  /** Moves the cursor to a slot, and the view where the slot is outside it. */
  point(index: number): void;
  setView(view: View): void;
  view(): View;
  destroy(): void;
};

type ChartOptions = {
  timeline: Timeline;
  timezone: string;
  theme: Theme;
  /** The slot under the cursor. */
  onPoint(index: number): void;
  onView(view: View): void;
};

const HEIGHT = 340;
const NARROW_HEIGHT = 180;

export function historyChart(into: HTMLElement, chartOptions: ChartOptions): HistoryChart {
  const { timeline, theme, onPoint, onView } = chartOptions;
  // uPlot does not change its data.
  const times = [...timeline.times];
  const full = fullView(timeline);
  const size = () => ({
    width: into.clientWidth,
    height: into.clientWidth < 560 ? NARROW_HEIGHT : HEIGHT,
  });
  let plot: Plot | undefined;
  const isJoined = (index: number) => plot?.isJoined(index) ?? true;
  let hasValues = false;
  const chart = new uPlot(uplotOptions(chartOptions, isJoined, size()), [times, [], []], into);

  const setView = (wanted: View) => {
    const view = within(wanted, full);
    chart.setScale('x', view);
    onView(view);
  };
  const view = (): View => ({ min: chart.scales.x?.min ?? full.min, max: chart.scales.x?.max ?? full.max });
  const disablePanning = enablePanning(chart, view, setView);
  const resizing = new ResizeObserver(() => {
    // It also calls back when it begins to observe.
    const { width, height } = size();
    if (width !== chart.width || height !== chart.height) chart.setSize({ width, height });
  });
  resizing.observe(into);

  function point(index: number): void {
    const time = times[index] ?? full.max;
    const { min, max } = view();
    if (time < min || time >= max) setView({ min: time - (max - min) / 2, max: time + (max - min) / 2 });
    chart.setCursor({ left: chart.valToPos(time, 'x'), top: chart.over.clientHeight / 2 }, false);
    onPoint(index);
  }

  return {
    show(next) {
      const kept = view();
      plot = next;
      hasValues = [next.values, next.incomplete].some((values) => values.some((value) => value !== null));
      chart.setData([times, next.values, next.incomplete], false);
      chart.setScale('x', kept.max > kept.min ? kept : full);
    },
    point,
    setView,
    view,
    destroy() {
      disablePanning();
      resizing.disconnect();
      chart.destroy();
    },
  };

  function uplotOptions(
    { timezone }: ChartOptions,
    isJoined: (index: number) => boolean,
    size: { width: number; height: number },
  ): uPlot.Options {
    const axis = { stroke: theme.quiet, font: AXIS_FONT, ticks: { show: false } };
    const line = { paths: stepLine(isJoined), points: { show: false } };
    return {
      ...size,
      legend: { show: false },
      tzDate: (epochSeconds) => uPlot.tzDate(new Date(epochSeconds * 1000), timezone),
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 9 } },
      scales: { x: { min: full.min, max: full.max }, y: { range: withRoom } },
      axes: [
        { ...axis, grid: { show: false }, space: 70, values: TICKS },
        {
          ...axis,
          grid: { stroke: theme.rule, width: 1 },
          size: (_, values) => 16 + 7.2 * Math.max(MIN_LABEL, ...(values ?? []).map((text) => text.length)),
          // Without a value, the scale has made-up limits.
          values: (_, splits) => splits.map((split) => (hasValues ? axisText(split) : '')),
        },
      ],
      series: [
        {},
        { ...line, stroke: theme.line, width: 1.75 },
        { ...line, stroke: theme.quiet, width: 1.5, dash: [4, 3] },
      ],
      hooks: {
        drawClear: [(chart) => drawGapBands(chart, timeline, theme)],
        setCursor: [
          ({ cursor, posToVal }) => {
            if (cursor.left === undefined || cursor.left < 0) return;
            // A level begins at its slot: the slot of a point is the last one before it, not the nearest.
            const time = posToVal(cursor.left, 'x');
            onPoint(Math.max(0, firstAtOrAfter(times, time + SLACK) - 1));
          },
        ],
      },
    };
  }
}

/** Letters of the narrowest labels of the axis: the first label below it needs half of its width. */
const MIN_LABEL = 4;

const AXIS_FONT = '12px system-ui, sans-serif';

/** Seconds that a rounded pixel position may be off. */
const SLACK = 1;

/** For each distance between ticks (in seconds, at least): the tick, and what is added where year, month or day change. */
const TICKS: uPlot.Axis.Values = [
  [31_536_000, '{YYYY}', null, null, null, null, null, null, 1],
  [2_419_200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86_400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];

/** The wanted view moved, and where necessary shortened, into the full period. */
function within({ min, max }: View, full: View): View {
  const length = Math.min(max - min, full.max - full.min);
  const start = Math.min(Math.max(min, full.min), full.max - length);
  return { min: start, max: start + length };
}
