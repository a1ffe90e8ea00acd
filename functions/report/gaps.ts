/** Where the history has holes: every due slot that failed or is missing, in stretches, and how complete it is. */
import type { StatusRow } from '../history/projection';
import { type Column, type ReportKind, type TextTable, UNKNOWN, type Value } from './report';
import type { MissingSlot } from './timeline';

export type Gap = {
  /** First and last slot of the stretch. */
  from: string;
  to: string;
  slots: number;
  status: 'failed' | 'missing';
  /** Null for missing slots: nothing was written, so nothing is known. */
  reason: string | null;
  /** What the last failure of the stretch said. */
  message: string | null;
};

export type Gaps = {
  account: string;
  from: string;
  to: string;
  due: number;
  captured: number;
  failed: number;
  missing: number;
  /** Captured slots in per cent of those due, cut (not rounded) to two decimals; null where none was due. */
  completeness: number | null;
  gaps: Gap[];
};

/** Counts due slots as they go by; a stretch ends at a captured slot, or where status or reason change. */
export function gapCounter() {
  const counts = { captured: 0, failed: 0, missing: 0 };
  const gaps: Gap[] = [];
  let open: Gap | undefined;
  return {
    add(end: StatusRow | MissingSlot): void {
      counts[end.status]++;
      if (end.status === 'captured') {
        open = undefined;
        return;
      }
      const failure = end.status === 'failed' ? end.failure : undefined;
      const reason = failure?.reason ?? null;
      if (open?.status !== end.status || open.reason !== reason) {
        open = { from: end.slot, to: end.slot, slots: 0, status: end.status, reason, message: null };
        gaps.push(open);
      }
      open.to = end.slot;
      open.slots++;
      open.message = failure?.message ?? null;
    },
    result(account: string, from: string, to: string): Gaps {
      const due = counts.captured + counts.failed + counts.missing;
      return { account, from, to, due, ...counts, completeness: completeness(counts.captured, due), gaps };
    },
  };
}

export async function findGaps(
  account: string,
  from: string,
  to: string,
  slots: AsyncIterable<(StatusRow | MissingSlot)[]>,
): Promise<Gaps> {
  const counter = gapCounter();
  for await (const batch of slots) for (const slot of batch) counter.add(slot);
  return counter.result(account, from, to);
}

/** Cut, so that only a history without a single hole is called 100 % complete. */
const completeness = (captured: number, due: number) =>
  due === 0 ? null : Math.floor((captured * 10_000) / due) / 100;

const COLUMNS: Column[] = [
  { name: 'account', kind: 'text' },
  { name: 'from', kind: 'time' },
  { name: 'to', kind: 'time' },
  { name: 'due', kind: 'count' },
  { name: 'captured', kind: 'count' },
  { name: 'failed', kind: 'count' },
  { name: 'missing', kind: 'count' },
  { name: 'completeness', kind: 'percent' },
  // Columns need names of their own: a gap's from and to say whose they are.
  { name: 'gapFrom', kind: 'time' },
  { name: 'gapTo', kind: 'time' },
  { name: 'slots', kind: 'count' },
  { name: 'status', kind: 'text' },
  { name: 'reason', kind: 'text' },
  { name: 'message', kind: 'text' },
];

export const gapsReport: ReportKind<Gaps> = {
  toJson: (gaps) => [gaps],
  columns: COLUMNS,
  toRows: ({ gaps, ...whole }): Value[][] => {
    const summary = [
      whole.account,
      whole.from,
      whole.to,
      whole.due,
      whole.captured,
      whole.failed,
      whole.missing,
      whole.completeness,
    ];
    if (gaps.length === 0) return [[...summary, null, null, null, null, null, null]];
    return gaps.map((gap) => [...summary, gap.from, gap.to, gap.slots, gap.status, gap.reason, gap.message]);
  },
  sheets: (items) => items.map(sheet),
};

function sheet({ account, from, to, due, captured, failed, missing, completeness, gaps }: Gaps): TextTable {
  const share = completeness === null ? UNKNOWN : `${completeness} %`;
  return {
    title:
      `${account} from ${from} to ${to}: ${share} complete\n` +
      `${due} due, ${captured} captured, ${failed} failed, ${missing} missing`,
    columns: [{ name: 'from' }, { name: 'to' }, { name: 'slots', right: true }, { name: 'what happened' }],
    rows: gaps.map((gap) => [gap.from, gap.to, String(gap.slots), describeGap(gap)]),
  };
}

const describeGap = ({ status, reason, message }: Gap) =>
  status === 'missing' ? 'missing: no row was written' : `failed: ${reason}: ${message}`;
