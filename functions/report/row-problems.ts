/** Warns of rows that cannot be read: one sentence per account and kind of problem, with a count and the first example. */
import { type StatusRow, UNREADABLE_ROW } from '../history/projection';
import { isPossibleSlot, MIN_SLOT } from '../schedule/slot';
import { scheduleProblem } from './missing-slots';

export type RowProblems = {
  /** Whether the row has a possible slot; notes the row's problems. */
  accepts(row: StatusRow): boolean;
  /** Prints the warnings. */
  report(): void;
};

type Kind = {
  /** What is wrong with the row; undefined if nothing is. */
  problem(row: StatusRow): string | undefined;
  /** The consequence for the report. */
  meaning: string;
};

const IMPOSSIBLE_SLOT: Kind = {
  problem: ({ slot }) => (isPossibleSlot(slot) ? undefined : `slot must be a time from ${MIN_SLOT} on.`),
  meaning: 'ignored, as the slot is no possible time',
};

const KINDS: Kind[] = [
  {
    problem: (row) =>
      row.status === 'failed' && row.failure.reason === UNREADABLE_ROW ? row.failure.message : undefined,
    meaning: 'unreadable, so what was held is unknown',
  },
  {
    problem: scheduleProblem,
    meaning: 'read as without a schedule, as the one named is not valid',
  },
];

const MAX_TEXT = 200;
const cut = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

export function rowProblems(account: string, warn: (sentence: string) => void): RowProblems {
  const found = new Map<Kind, { slots: Set<string>; first: string }>();

  function note(kind: Kind, row: StatusRow): boolean {
    const problem = kind.problem(row);
    if (problem === undefined) return false;
    const noted = found.get(kind) ?? { slots: new Set(), first: `${cut(row.slot)}: ${cut(problem)}` };
    // A search and a range read may return the same row.
    noted.slots.add(row.slot);
    found.set(kind, noted);
    return true;
  }

  return {
    accepts(row) {
      if (note(IMPOSSIBLE_SLOT, row)) return false;
      for (const kind of KINDS) note(kind, row);
      return true;
    },
    report() {
      for (const [{ meaning }, { slots, first }] of found) {
        const rows = slots.size === 1 ? '1 row' : `${slots.size} rows`;
        warn(`${account}: ${rows} ${meaning}; the first is ${first}`);
      }
      found.clear();
    },
  };
}
