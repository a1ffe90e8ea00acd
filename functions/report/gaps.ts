/** The gaps of a history: every due slot that failed or is missing, in ranges, and how complete the history is. */
import type { StatusRow } from '../history/projection';
import type { Gap, Gaps } from './gap';
import { columnsOf, nestedReport, textColumns, textTable, UNKNOWN } from './report';
import type { MissingSlot } from './timeline';

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

/** With the account's first slot, before which none was due; null where it has no row. */
export type GapsItem = Gaps & { historyFrom: string | null };

const PERIOD_COLUMNS = columnsOf<GapsItem>(
  {
    account: 'text',
    from: 'time',
    to: 'time',
    due: 'count',
    captured: 'count',
    failed: 'count',
    missing: 'count',
    completeness: 'percent',
    historyFrom: 'time',
  },
  { from: 'periodFrom', to: 'periodTo' },
);

const GAP_COLUMNS = columnsOf<Gap>(
  { from: 'time', to: 'time', slots: 'count', status: 'text', reason: 'text', message: 'text' },
  { from: 'gapFrom', to: 'gapTo' },
);

export const gapsReport = {
  ...nestedReport(PERIOD_COLUMNS, GAP_COLUMNS, 'gaps', ({ gaps }) => gaps),
  toTables: (items: GapsItem[]) => items.map(toTable),
};

function toTable({ account, from, to, historyFrom, gaps, completeness, ...counts }: GapsItem) {
  const { due, captured, failed, missing } = counts;
  const share = completeness === null ? UNKNOWN : `${completeness}%`;
  const begins =
    historyFrom !== null && historyFrom > from
      ? `\nThe history begins at ${historyFrom}: no slot was due before it.`
      : '';
  return textTable(
    [...textColumns(GAP_COLUMNS, 'from', 'to', 'slots'), { name: 'what happened', text: describeGap }],
    gaps,
    `${account} from ${from} to ${to}: ${share} complete\n` +
      `${due} due, ${captured} captured, ${failed} failed, ${missing} missing${begins}`,
  );
}

const describeGap = ({ status, reason, message }: Gap) =>
  status === 'missing' ? 'missing: no row was written' : `failed: ${reason}: ${message}`;
