/** The reference model of the history: the rows that each account and slot may have after the runs so far. */
import type { Row } from '../../functions/history/row';
import { keyOf } from './evidence';
import type { Run } from './run';

type Holds = 'nothing' | 'failed' | 'captured';

/** By account and slot; an absent slot has no row. */
export type Model = Map<string, Set<Holds>>;

export const createModel = (): Model => new Map();

/** Applies the runs of one command to the model, then throws where the table has a row that the model does not allow. */
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
    // The table has answered: later runs start from this state alone.
    model.set(key, new Set([holds]));
  }
}

/** The rows that a slot may have after a run, given those that it may have had before. A captured row never changes. */
function after(before: Set<Holds>, run: Run): Set<Holds> {
  const unlessCaptured = (holds: Holds) =>
    new Set([...before].map((held) => (held === 'captured' ? held : holds)));
  const wasAnswered = run.exchanged.some((exchanged) => exchanged.answered !== undefined);
  switch (run.outcome?.outcome) {
    case 'captured':
      return new Set(['captured']);
    case 'already-captured':
      // Another run captured it, earlier or concurrently.
      return new Set([...before, 'captured']);
    case 'failed':
      if (run.outcome.recorded) return unlessCaptured('failed');
      break;
  }
  // The run crashed, or does not know the outcome of its writes.
  return new Set([
    ...before,
    ...unlessCaptured('failed'),
    ...(wasAnswered ? unlessCaptured('captured') : []),
  ]);
}
