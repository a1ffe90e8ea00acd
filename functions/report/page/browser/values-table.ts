/** The chart's data as a table: every slot of the visible period. */
import type { Cell } from './create-element';
import type { Formatter } from './format';
import { pagedTable } from './paged-table';
import type { Plot } from './plot';
import { firstAtOrAfter, type Timeline, type View } from './timeline';

const NUMBER = 'number';

export function valuesTable(timeline: Timeline, plot: Plot, view: View, format: Formatter): HTMLElement {
  const first = firstAtOrAfter(timeline.times, view.min);
  const end = firstAtOrAfter(timeline.times, view.max);
  return pagedTable({
    caption: `${plot.title}: every slot of the visible period`,
    heads: [{ text: 'Slot' }, { text: plot.unit, class: NUMBER }, { text: 'Note' }],
    count: end - first,
    row: (i) => valuesRow(timeline, plot, first + i, format),
    things: 'slots',
    startAtEnd: true,
  });
}

function valuesRow(timeline: Timeline, plot: Plot, i: number, format: Formatter): Cell[] {
  const { value, note } = plot.at(i);
  return [
    { text: format.moment(timeline.times[i] ?? 0) },
    { text: value ?? 'unknown', class: value === null ? `${NUMBER} unknown` : NUMBER },
    { text: timeline.gapTextAt(i) ?? note },
  ];
}
