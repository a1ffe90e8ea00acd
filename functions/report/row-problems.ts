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

type Noted = { slots: Set<string>; first: { slot: string; problem: string } };

export function rowProblems(account: string, warn: (sentence: string) => void): RowProblems {
  const found = new Map<Kind, Noted>();

  function note(kind: Kind, row: StatusRow): boolean {
    const problem = kind.problem(row);
    if (problem === undefined) return false;
    const { slot } = row;
    const before = found.get(kind);
    // Searches and range reads note rows in any order, and may return the same one.
    const first = before && before.first.slot <= slot ? before.first : { slot, problem: cut(problem) };
    found.set(kind, { slots: (before?.slots ?? new Set()).add(slot), first });
    return true;
  }

  return {
    accepts(row) {
      if (note(IMPOSSIBLE_SLOT, row)) return false;
      for (const kind of KINDS) note(kind, row);
      return true;
    },
    report() {
      const noted = [IMPOSSIBLE_SLOT, ...KINDS].flatMap((kind) => {
        const rows = found.get(kind);
        return rows ? [{ ...rows, meaning: kind.meaning }] : [];
      });
      for (const { meaning, slots, first } of noted.sort((a, b) => compare(a.first.slot, b.first.slot))) {
        const rows = slots.size === 1 ? '1 row' : `${slots.size} rows`;
        warn(`${account}: ${rows} ${meaning}; the first is ${cut(first.slot)}: ${first.problem}`);
      }
      found.clear();
    },
  };
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
