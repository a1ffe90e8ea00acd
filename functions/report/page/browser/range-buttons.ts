/** The buttons that choose the visible period, and move it. */
import { button, createElement } from './create-element';
import { fullView, type Timeline, type View } from './timeline';

const DAY = 86_400;
const RANGES = [
  { text: '1D', label: '1 day', seconds: DAY },
  { text: '1W', label: '1 week', seconds: 7 * DAY },
  { text: '1M', label: '1 month', seconds: 30 * DAY },
  { text: '3M', label: '3 months', seconds: 91 * DAY },
  { text: '1Y', label: '1 year', seconds: 365 * DAY },
  { text: 'All', label: 'Full period', seconds: Number.POSITIVE_INFINITY },
];

export type RangeButtons = { root: HTMLElement; mark(view: View): void };

/** A range ends at the end of the full period. */
export function rangeButtons(
  timeline: Timeline,
  view: () => View,
  setView: (view: View) => void,
): RangeButtons {
  const full = fullView(timeline);
  const length = full.max - full.min;
  const ranges = RANGES.map(({ text, label, seconds }) => ({
    seconds: Math.min(seconds, length),
    element: button(
      text,
      { 'aria-label': label, title: label, disabled: Number.isFinite(seconds) && seconds >= length },
      () => setView({ min: full.max - Math.min(seconds, length), max: full.max }),
    ),
  }));
  const move = (text: string, label: string, by: number) =>
    button(text, { 'aria-label': label, title: label }, () => {
      const { min, max } = view();
      setView({ min: min + (max - min) * by, max: max + (max - min) * by });
    });
  return {
    root: createElement(
      'div',
      { class: 'ranges', role: 'group', 'aria-label': 'Visible period' },
      move('‹', 'Earlier', -0.5),
      ...ranges.map(({ element }) => element),
      move('›', 'Later', 0.5),
    ),
    mark(view) {
      const isAtEnd = Math.abs(view.max - full.max) < 1;
      for (const { element, seconds } of ranges) {
        const isPressed = isAtEnd && Math.abs(view.max - view.min - seconds) < 1 && !element.disabled;
        element.setAttribute('aria-pressed', String(isPressed));
      }
    },
  };
}
