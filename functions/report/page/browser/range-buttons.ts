/** The buttons that choose how much time the chart shows, and move it. */
import { createElement } from './create-element';
import { type HoldingsChart, wholeView } from './holdings-chart';
import type { Series } from './series';

const DAY = 86_400;
const RANGES = [
  { text: '1 W', label: '1 week', seconds: 7 * DAY },
  { text: '1 M', label: '1 month', seconds: 30 * DAY },
  { text: '3 M', label: '3 months', seconds: 91 * DAY },
  { text: 'All', label: 'The whole time', seconds: Number.POSITIVE_INFINITY },
];

export function rangeButtons(chart: () => HoldingsChart | undefined, { times }: Series): HTMLElement {
  const whole = wholeView(times);
  const buttons = RANGES.filter(
    ({ seconds }) => seconds < whole.max - whole.min || !Number.isFinite(seconds),
  ).map(({ text, label, seconds }) => {
    const button = createElement('button', { type: 'button', 'aria-label': label, title: label }, text);
    button.addEventListener('click', () => {
      const max = Number.isFinite(seconds)
        ? Math.min(whole.max, chart()?.view().max ?? whole.max)
        : whole.max;
      chart()?.setView({ min: Math.max(whole.min, max - seconds), max });
    });
    return button;
  });
  const move = (text: string, label: string, by: number) => {
    const button = createElement('button', { type: 'button', 'aria-label': label, title: label }, text);
    button.addEventListener('click', () => {
      const { min, max } = chart()?.view() ?? whole;
      const shift = (max - min) * by;
      chart()?.setView({ min: min + shift, max: max + shift });
    });
    return button;
  };
  return createElement(
    'div',
    { class: 'spans', role: 'group', 'aria-label': 'Time in view' },
    move('‹', 'Earlier', -0.5),
    ...buttons,
    move('›', 'Later', 0.5),
  );
}
