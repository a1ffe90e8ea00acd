/** The reference model of the history: for each account and slot, what the table may hold after what has been seen. */
import type { Row } from '../../functions/history/row';
import { keyOf } from './invariants';
import type { Run } from './run';

type Holds = 'nothing' | 'failed' | 'captured';

/** By account and slot; a slot that is absent may hold nothing. */
export type Model = Map<string, Set<Holds>>;

export const createModel = (): Model => new Map();

/** Moves the model on by the runs of one command, then says it where the table holds what it must not. */
export function observe(model: Model, runs: readonly Run[], rows: readonly Row[]): void {
  for (const key of new Set(runs.map(keyOf))) {
    const ofSlot = runs.filter((run) => keyOf(run) === key);
    model.set(key, ofSlot.reduce(after, model.get(key) ?? new Set<Holds>(['nothing'])));
  }
  const table = new Map(rows.map((row) => [keyOf(row), row.status]));
  for (const key of new Set([...model.keys(), ...table.keys()])) {
    const holds = table.get(key) ?? 'nothing';
    const may = model.get(key) ?? new Set(['nothing']);
    if (!may.has(holds))
      throw new Error(`Model: ${key} holds ${holds}; it may hold ${[...may].join(' or ')}`);
    // From here on it is known.
    model.set(key, new Set([holds]));
  }
}

/** What a slot may hold after a run, given what it may have held before. A capture stays whatever happens. */
function after(before: Set<Holds>, run: Run): Set<Holds> {
  const settled = (holds: Holds) => new Set([...before].map((held) => (held === 'captured' ? held : holds)));
  const told = run.exchanged.some((exchanged) => exchanged.told !== undefined);
  switch (run.outcome?.outcome) {
    case 'captured':
      return new Set(['captured']);
    case 'already-captured':
      // Another run did it: one before, or one at the same time.
      return new Set([...before, 'captured']);
    case 'failed':
      if (run.outcome.recorded) return settled('failed');
      break;
  }
  // The run died, or could not learn what became of its writes.
  return new Set([...before, ...settled('failed'), ...(told ? settled('captured') : [])]);
}
