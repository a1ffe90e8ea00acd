/** The chart's data as a table: every slot of the visible period. */
import type { Cell } from './create-element';
import { type Formatter, gapText } from './format';
import { pagedTable } from './paged-table';
import type { Plot } from './plot';
import type { Series, View } from './series';

const NUMBER = 'number';

export function valuesTable(series: Series, plot: Plot, view: View, format: Formatter): HTMLElement {
  const slots = series.times.flatMap((time, i) => (view.min <= time && time < view.max ? [i] : []));
  return pagedTable({
    caption: `${plot.title}: every slot of the visible period`,
    heads: [{ text: 'Slot' }, { text: plot.unit, class: NUMBER }, { text: 'Note' }],
    count: slots.length,
    row: (i) => valuesRow(series, plot, slots[i] ?? 0, format),
    things: 'slots',
    startAtEnd: true,
  });
}

function valuesRow({ times, gapOf, account }: Series, plot: Plot, i: number, format: Formatter): Cell[] {
  const gap = account.gaps.gaps[gapOf[i] ?? -1];
  const { value, note } = plot.at(i);
  return [
    { text: format.moment(times[i] ?? 0) },
    { text: value ?? 'unknown', class: value === null ? `${NUMBER} unknown` : NUMBER },
    { text: gap ? gapText(gap) : note },
  ];
}
