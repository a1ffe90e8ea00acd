/** The gaps of a history: every due slot that failed or is missing, in ranges, and how complete the history is. */
import type { StatusRow } from '../history/projection';
import {
  type Column,
  type Joined,
  joinColumns,
  type ReportKind,
  type TextTable,
  textColumns,
  textTable,
  toObject,
  UNKNOWN,
} from './report';
import type { MissingSlot } from './timeline';

export type Gap = {
  /** First and last slot of the range. */
  from: string;
  to: string;
  slots: number;
  status: 'failed' | 'missing';
  /** Null for missing slots: no row was written. */
  reason: string | null;
  /** The message of the range's last failure. */
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
  /** Captured slots in percent of those due, truncated (not rounded) to two decimals; null where none was due. */
  completeness: number | null;
  gaps: Gap[];
};

/** Counts due slots in order; a range ends at a captured slot, or where status or reason change. */
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

/** Truncated, so that only a history without a gap is 100% complete. */
const completeness = (captured: number, due: number) =>
  due === 0 ? null : Math.floor((captured * 10_000) / due) / 100;

const PERIOD_COLUMNS: Column<Gaps>[] = [
  { name: 'account', kind: 'text', value: ({ account }) => account },
  { name: 'from', kind: 'time', value: ({ from }) => from },
  { name: 'to', kind: 'time', value: ({ to }) => to },
  { name: 'due', kind: 'count', value: ({ due }) => due },
  { name: 'captured', kind: 'count', value: ({ captured }) => captured },
  { name: 'failed', kind: 'count', value: ({ failed }) => failed },
  { name: 'missing', kind: 'count', value: ({ missing }) => missing },
  { name: 'completeness', kind: 'percent', value: ({ completeness }) => completeness },
];

const GAP_COLUMNS: Column<Gap>[] = [
  { name: 'from', exportName: 'gapFrom', kind: 'time', value: ({ from }) => from },
  { name: 'to', exportName: 'gapTo', kind: 'time', value: ({ to }) => to },
  { name: 'slots', kind: 'count', value: ({ slots }) => slots },
  { name: 'status', kind: 'text', value: ({ status }) => status },
  { name: 'reason', kind: 'text', value: ({ reason }) => reason },
  { name: 'message', kind: 'text', value: ({ message }) => message },
];

export const gapsReport: ReportKind<Gaps, Joined<Gaps, Gap>> = {
  toJson: (period) => [
    {
      ...toObject(PERIOD_COLUMNS, period),
      gaps: period.gaps.map((gap) => toObject(GAP_COLUMNS, gap)),
    },
  ],
  toLines(period) {
    if (period.gaps.length === 0) return [{ parent: period, child: null }];
    return period.gaps.map((gap) => ({ parent: period, child: gap }));
  },
  columns: joinColumns(PERIOD_COLUMNS, GAP_COLUMNS),
  toTables: (items) => items.map(toTable),
};

function toTable({ account, from, to, due, captured, failed, missing, completeness, gaps }: Gaps): TextTable {
  const share = completeness === null ? UNKNOWN : `${completeness}%`;
  return textTable(
    [...textColumns(GAP_COLUMNS, 'from', 'to', 'slots'), { name: 'what happened', text: describeGap }],
    gaps,
    `${account} from ${from} to ${to}: ${share} complete\n` +
      `${due} due, ${captured} captured, ${failed} failed, ${missing} missing`,
  );
}

const describeGap = ({ status, reason, message }: Gap) =>
  status === 'missing' ? 'missing: no row was written' : `failed: ${reason}: ${message}`;
