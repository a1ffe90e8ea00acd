/** The whole period as one strip: where it is whole, and where it has holes. The table of gaps says the same in words. */
import { createElement } from './create-element';
import { wholeView } from './holdings-chart';
import type { Series } from './series';

/** Per cent of the strip's width: a single hour of a year is still to be seen. */
const MIN_WIDTH = 0.15;

export function coverageBar({ account, times }: Series): HTMLElement {
  const { min, max } = wholeView(times);
  const share = (time: number) => (100 * (time - min)) / Math.max(1, max - min);
  const next = nextSlot(times);
  const marks = account.gaps.gaps.map(({ from, to, status }) => {
    const start = share(Date.parse(from) / 1000);
    const width = Math.max(MIN_WIDTH, share(next(Date.parse(to) / 1000)) - start);
    const mark = createElement('span', { class: status });
    mark.style.left = `${start}%`;
    mark.style.width = `${width}%`;
    return mark;
  });
  return createElement('div', { class: 'strip', 'aria-hidden': 'true' }, ...marks);
}

function nextSlot(times: number[]): (time: number) => number {
  const places = new Map(times.map((time, i) => [time, i]));
  return (time) => times[(places.get(time) ?? 0) + 1] ?? wholeView(times).max;
}
