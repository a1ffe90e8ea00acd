/** A line over time on the first screen: summary, range buttons, chart, readout, and the same data as a table. */
import { createElement } from './create-element';
import type { Formatter } from './format';
import { type HistoryChart, historyChart } from './history-chart';
import type { Plot } from './plot';
import { rangeButtons } from './range-buttons';
import { theme } from './theme';
import { fullView, type Timeline, type View } from './timeline';
import { valuesTable } from './values-table';

/** What the chart can show; `create` is called when it is chosen, and returns nothing before it can be drawn. */
export type PlotChoice = { name: string; create(): Plot | undefined };

type Options = {
  timeline: Timeline;
  choices: PlotChoice[];
  format: Formatter;
  /** IANA zone. */
  timezone: string;
  summary: HTMLElement;
  legend: HTMLElement | null;
  /** The visible period has changed, and has rested for a moment. */
  onView(view: View): void;
};

export type HistorySection = {
  root: HTMLElement;
  /** The chart's data as a table, which opens on demand. */
  values: HTMLElement;
  /** Draws a choice, once the root is in the document and has a width. */
  start(choice: number): void;
  /** Lets the other choices be chosen. */
  enablePicker(): void;
  choose(choice: number): void;
  /** Moves the chart to a gap, times in epoch seconds, and the focus to its first slot. */
  showGap(from: number, to: number): void;
  view(): View;
  destroy(): void;
};

const DAY = 86_400;
/** Tables follow the chart after this pause: filling them on each step of a drag would make it stutter. */
const REST_MS = 120;

export function historySection(options: Options): HistorySection {
  const { timeline, format, onView } = options;
  const { times } = timeline;
  let chart: HistoryChart | undefined;
  let plot: Plot | undefined;
  let view = fullView(timeline);
  let pointed = lastCaptured(timeline);
  let timer = 0;

  const picker = createElement(
    'select',
    { id: 'plot', 'aria-label': 'Show', disabled: true },
    ...options.choices.map(({ name }, i) => createElement('option', { value: i }, name)),
  );
  picker.addEventListener('change', () => choose(Number(picker.value)));
  const readout = createElement('output', { class: 'readout', for: 'slot' });
  const slider = createElement('input', {
    id: 'slot',
    type: 'range',
    min: 0,
    max: Math.max(0, times.length - 1),
    value: pointed,
  });
  slider.addEventListener('input', () => chart?.point(Number(slider.value)));
  const canvas = createElement('div', { class: 'chart', 'aria-hidden': 'true' });
  const ranges = rangeButtons(
    timeline,
    () => chart?.view() ?? view,
    (next) => chart?.setView(next),
  );
  const values = createElement(
    'details',
    { class: 'values' },
    createElement('summary', {}, 'The chart as a table'),
    createElement('div', {}),
  );
  values.addEventListener('toggle', fillValues);

  function choose(choice: number): void {
    plot = options.choices[choice]?.create();
    if (!plot) return;
    picker.value = String(choice);
    chart?.show(plot);
    onPoint(pointed);
    fillValues();
  }

  function onPoint(index: number): void {
    pointed = index;
    if (!plot || times.length === 0) return;
    const when = format.moment(times[index] ?? 0);
    const status = timeline.statusAt(index);
    const text = status ? `unknown, ${timeline.gapTextAt(index)}` : valueText(plot, index);
    readout.replaceChildren(
      createElement('span', { class: 'when' }, when),
      createElement('span', { class: `what ${status ?? ''}` }, text),
    );
    slider.value = String(index);
    slider.setAttribute('aria-valuetext', `${when}: ${text}`);
  }

  function fillValues(): void {
    if (values.open && plot)
      values.lastElementChild?.replaceChildren(valuesTable(timeline, plot, view, format));
  }

  function changeView(next: View): void {
    view = next;
    ranges.mark(view);
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      fillValues();
      onView(view);
    }, REST_MS);
  }

  function focusSlot(): void {
    root.scrollIntoView({ block: 'start' });
    slider.focus({ preventScroll: true });
  }

  const root = createElement(
    'section',
    { id: 'history', class: 'history', 'aria-label': 'History' },
    createElement('div', { class: 'top' }, options.summary, ranges.root),
    canvas,
    readout,
    createElement(
      'div',
      { class: 'controls' },
      createElement('label', { class: 'slider' }, createElement('span', {}, 'Slot'), slider),
      options.choices.length > 1
        ? createElement(
            'label',
            { class: 'picker' },
            createElement('span', { class: 'picker-label' }, 'Show '),
            picker,
          )
        : null,
    ),
    options.legend,
  );

  return {
    root,
    values,
    start(choice) {
      if (times.length > 0) {
        const { timezone } = options;
        chart = historyChart(canvas, { timeline, timezone, theme: theme(), onPoint, onView: changeView });
      }
      ranges.mark(view);
      choose(choice);
    },
    enablePicker() {
      picker.disabled = false;
    },
    choose(choice) {
      choose(choice);
      root.scrollIntoView({ block: 'start' });
      picker.focus({ preventScroll: true });
    },
    showGap(from, to) {
      const room = Math.max(2 * (to - from), DAY);
      chart?.setView({ min: from - room, max: to + room });
      chart?.point(times.indexOf(from));
      focusSlot();
    },
    view: () => view,
    destroy() {
      clearTimeout(timer);
      chart?.destroy();
    },
  };
}

function lastCaptured({ times, statusAt }: Timeline): number {
  for (let i = times.length - 1; i > 0; i--) if (statusAt(i) === undefined) return i;
  return 0;
}

function valueText(plot: Plot, index: number): string {
  const { value, note } = plot.at(index);
  if (value === null) return 'unknown';
  return note && plot.hasShortNotes ? `${value} ${plot.unit} (${note})` : `${value} ${plot.unit}`;
}
