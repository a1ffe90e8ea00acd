/** The largest movements of an account, as the page shows them. */
import Big from 'big.js';
import { movementFinder } from '../changes-between';
import type { BalanceMovement } from '../movement';
import { isSimulatedCurrency } from '../simulated-currency';
import type { ValuedRow } from '../worth';
import type { Movement } from './data';
import { roundWorth } from './round-worth';

const MAX_MOVEMENTS = 500;

type Change = Movement & { size: number };

export function movementCollector() {
  const finder = movementFinder();
  let count = 0;
  let kept: Change[] = [];
  return {
    gap: finder.gap,
    add(row: ValuedRow & { slot: string }): void {
      const found = finder.add(row).map(toChange);
      count += found.length;
      kept.push(...found);
      // Sorting now and then costs less than keeping the list sorted.
      if (kept.length > 4 * MAX_MOVEMENTS) kept = largest(kept);
    },
    /** The largest by worth; those without a price come first, the newest of them before the others. */
    result: (): { movements: Movement[]; movementCount: number } => ({
      movements: largest(kept)
        .sort((a, b) => (a.slot < b.slot ? 1 : a.slot > b.slot ? -1 : b.size - a.size))
        .map(({ size: _, ...movement }) => movement),
      movementCount: count,
    }),
  };
}

const largest = (changes: Change[]) =>
  changes.toSorted((a, b) => b.size - a.size || (a.slot < b.slot ? 1 : -1)).slice(0, MAX_MOVEMENTS);

function toChange(movement: BalanceMovement): Change {
  const { asset, worth } = movement;
  const rounded = worth === null ? null : roundWorth(worth);
  // A worth that is unknown may be the largest; a simulated currency is worth nothing.
  const unpriced = isSimulatedCurrency(asset) ? 0 : Number.POSITIVE_INFINITY;
  const size = worth === null ? unpriced : new Big(worth).abs().toNumber();
  return { ...movement, worth: rounded, size };
}
