/** The page's tables: the values behind the chart, the changes, and the gaps. */
import type { ChangeLine, EncodedAsset, Gap } from '../data';
import { type Cell, createElement, table } from './create-element';
import { countText, type Formatter, gapText } from './format';
import type { View } from './holdings-chart';
import { assetName, type Series } from './series';

const NUMBER = 'number';
/** More slots than this in view, and the table gives one a day. */
const MAX_ROWS = 400;

/** What the chart shows, in figures: every slot of the view, or the last captured one of each day. */
export function valuesTable(
  series: Series,
  asset: EncodedAsset,
  view: View,
  wording: Formatter,
): HTMLElement {
  const amounts = series.amounts(asset);
  const inView = series.times.flatMap((time, i) => (view.min <= time && time <= view.max ? [i] : []));
  const daily = inView.length > MAX_ROWS;
  const rows = (daily ? lastOfEachDay(inView, series, wording) : inView).map((i): Cell[] => {
    const [amount, gap] = [amounts[i], series.account.gaps.gaps[series.gapOf[i] ?? -1]];
    const when = { text: wording.moment(series.times[i] ?? 0) };
    if (!amount) {
      const unknown = { text: 'unknown', class: `${NUMBER} unknown` };
      return [when, unknown, unknown, unknown, { text: gap ? gapText(gap) : '' }];
    }
    const figures = [amount.total, amount.free, amount.locked].map((text) => ({ text, class: NUMBER }));
    return [when, ...figures, { text: '' }];
  });
  const name = assetName(asset, series.account);
  return table(
    daily ? `${name}: the last captured slot of each day in view` : `${name}: every slot in view`,
    [
      { text: 'Slot' },
      ...['Total', 'Free', 'Locked'].map((text) => ({ text, class: NUMBER })),
      { text: 'Note' },
    ],
    rows,
  );
}

function lastOfEachDay(indices: number[], { times, gapOf }: Series, wording: Formatter): number[] {
  const days = new Map<string, number>();
  for (const i of indices) {
    const day = wording.day(times[i] ?? 0);
    const kept = days.get(day);
    if (kept === undefined || (gapOf[i] ?? 0) < 0 || (gapOf[kept] ?? 0) >= 0) days.set(day, i);
  }
  return [...days.values()];
}

type Kind = { title: string; of(line: ChangeLine): boolean };

const isZero = (amount: string | null) => amount === '0';

const KINDS: Kind[] = [
  { title: 'Newly held', of: ({ start, end }) => isZero(start) && end !== null && !isZero(end) },
  { title: 'No longer held', of: ({ start, end }) => start !== null && !isZero(start) && isZero(end) },
  { title: 'More', of: ({ change }) => change !== null && !isZero(change) && !change.startsWith('-') },
  { title: 'Less', of: ({ change }) => change?.startsWith('-') ?? false },
  { title: 'Unknown', of: ({ change }) => change === null },
  { title: 'Unchanged', of: ({ change }) => isZero(change) },
];

/** Changes by their kind, each line under the first kind that fits it. */
export function changesTables({ account }: Series): HTMLElement {
  let rest = account.changes.filter(({ asset }) => asset !== null);
  const groups = KINDS.flatMap(({ title, of }) => {
    const lines = rest.filter(of);
    rest = rest.filter((line) => !of(line));
    return lines.length > 0 ? [changeGroup(title, lines)] : [];
  });
  if (groups.length === 0)
    groups.push(createElement('p', {}, 'Nothing was held at either moment, or nobody knows.'));
  return createElement('div', { class: 'change-groups' }, ...groups);
}

function changeGroup(title: string, lines: ChangeLine[]): HTMLElement {
  const rows = lines.map(({ asset, start, end, change }): Cell[] => [
    { text: asset ?? '' },
    ...[start, end].map((amount) => ({
      text: amount ?? 'unknown',
      class: amount === null ? `${NUMBER} unknown` : NUMBER,
    })),
    changeCell(change),
  ]);
  const heads = [{ text: 'Asset' }, ...['Start', 'End', 'Change'].map((text) => ({ text, class: NUMBER }))];
  return createElement(
    'details',
    { open: title !== 'Unchanged' },
    createElement('summary', {}, title, ' ', createElement('span', { class: 'count' }, String(lines.length))),
    table(title, heads, rows),
  );
}

function changeCell(change: string | null): Cell {
  if (change === null) return { text: 'unknown', class: `${NUMBER} unknown` };
  if (isZero(change)) return { text: '0', class: NUMBER };
  if (change.startsWith('-')) return { text: `−${change.slice(1)}`, class: `${NUMBER} less` };
  return { text: `+${change}`, class: `${NUMBER} more` };
}

export function gapsTable(gaps: Gap[], wording: Formatter, show: (gap: Gap) => void): HTMLElement {
  if (gaps.length === 0) return createElement('p', {}, 'None: every due slot was captured.');
  const rows = gaps.map((gap): Cell[] => {
    const button = createElement('button', { type: 'button', class: 'link' }, wording.moment(gap.from));
    button.addEventListener('click', () => show(gap));
    return [
      { text: '', node: button },
      { text: gap.slots === 1 ? '' : wording.moment(gap.to), class: 'moment' },
      { text: String(gap.slots), class: NUMBER },
      { text: gap.status, class: `status ${gap.status}` },
      { text: gap.reason ?? '' },
      { text: gap.message ?? 'no row was written', class: 'message' },
    ];
  });
  return table(
    `${countText(gaps.length, 'gap')}; choose one to see it in the chart`,
    [
      { text: 'From' },
      { text: 'To' },
      { text: 'Slots', class: NUMBER },
      { text: 'Status' },
      { text: 'Reason' },
      { text: 'Message' },
    ],
    rows,
  );
}
