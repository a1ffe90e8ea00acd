/** How complete the full period is, in a sentence, as a bar, and gap by gap. */
import type { Gap } from '../data';
import { button, type Cell, createElement } from './create-element';
import { countText, type Formatter, numberText } from './format';
import { gapShares } from './gap-shares';
import { pagedTable } from './paged-table';
import type { Series } from './series';
import { fullView } from './timeline';

const NUMBER = 'number';
const SVG = 'http://www.w3.org/2000/svg';
const BAR_COLUMNS = 400;

/** `show` moves the chart to a gap. */
export function completeness(series: Series, format: Formatter, show: (gap: Gap) => void): HTMLElement[] {
  const { due, captured, failed, missing, completeness, gaps } = series.account.gaps;
  const share = completeness === null ? 'Unknown' : `${completeness}%`;
  const sentence =
    `${share} complete: ${numberText(captured)} of ${countText(due, 'slot')} captured, ` +
    `${numberText(failed)} failed, ${numberText(missing)} missing; ${countText(gaps.length, 'gap')}.`;
  return [
    createElement('p', { class: 'lead' }, sentence),
    ...(due > 0 ? [coverageBar(series)] : []),
    gapsTable(gaps, format, show),
  ];
}

/** Each column shows which part of its time failed or is missing. */
function coverageBar(series: Series): HTMLElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${BAR_COLUMNS} 1`);
  svg.setAttribute('preserveAspectRatio', 'none');
  const { failed, missing } = gapShares(series, fullView(series), BAR_COLUMNS);
  const column = (x: number, from: number, to: number) => `M${x} ${1 - from}H${x + 1}V${1 - to}H${x}Z`;
  let [failedPath, missingPath] = ['', ''];
  for (let x = 0; x < BAR_COLUMNS; x++) {
    const [f, m] = [visible(failed[x] ?? 0), visible(missing[x] ?? 0)];
    if (f > 0) failedPath += column(x, 0, f);
    if (m > 0) missingPath += column(x, f, Math.min(1, f + m));
  }
  for (const [status, d] of Object.entries({ failed: failedPath, missing: missingPath })) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', status);
    path.setAttribute('d', d);
    svg.append(path);
  }
  const bar = createElement('div', { class: 'coverage-bar', 'aria-hidden': 'true' });
  bar.append(svg);
  return bar;
}

/** A single slot of a year can still be seen. */
const visible = (share: number) => (share > 0 ? Math.max(0.15, share) : 0);

function gapsTable(gaps: Gap[], format: Formatter, show: (gap: Gap) => void): HTMLElement {
  if (gaps.length === 0) return createElement('p', {}, 'No gaps: every due slot was captured.');
  return pagedTable({
    caption: `${countText(gaps.length, 'gap')}; choose one to see it in the chart`,
    heads: [
      { text: 'From' },
      { text: 'To' },
      { text: 'Slots', class: NUMBER },
      { text: 'Status' },
      { text: 'Reason' },
      { text: 'Message' },
    ],
    count: gaps.length,
    row: (i) => gapRow(gaps[i], format, show),
    things: 'gaps',
  });
}

function gapRow(gap: Gap | undefined, format: Formatter, show: (gap: Gap) => void): Cell[] {
  if (!gap) return [];
  return [
    { text: '', node: button(format.moment(gap.from), { class: 'link' }, () => show(gap)) },
    { text: gap.slots === 1 ? '' : format.moment(gap.to), class: 'moment' },
    { text: numberText(gap.slots), class: NUMBER },
    { text: gap.status, class: `status ${gap.status}` },
    { text: gap.reason ?? '', class: 'moment' },
    { text: gap.message ?? 'no row was written', class: 'message' },
  ];
}
