/** Which amounts changed from one captured slot to the next, as they are read; the largest are kept. */
import Big from 'big.js';
import type { WalletAmounts, WalletId } from '../../history/row';
import { totalOf } from '../wallets';
import type { ValuedRow } from '../worth';
import type { Movement } from './data';
import { groupBy } from './group-by';
import { roundWorth } from './round-worth';

const MAX_MOVEMENTS = 500;

type Row = ValuedRow & { slot: string };
type Change = Movement & { size: number };

export function movementCollector() {
  let previous: Row | undefined;
  let hasGap = false;
  let count = 0;
  let kept: Change[] = [];
  return {
    gap(): void {
      hasGap = true;
    },
    add(row: Row): void {
      const found = previous ? mergeTransfers(changesBetween(previous, row, hasGap)) : [];
      count += found.length;
      kept.push(...found);
      // Sorting now and then costs less than keeping the list sorted.
      if (kept.length > 4 * MAX_MOVEMENTS) kept = largest(kept);
      previous = row;
      hasGap = false;
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

/** Only of wallets that both rows name: in the others one of the amounts is unknown. */
function changesBetween(before: Row, after: Row, gap: boolean): Change[] {
  const changes: Change[] = [];
  for (const wallet in after.balances) {
    const [from, to] = [before.balances, after.balances].map((all) => all[wallet as WalletId]);
    if (!from || !to) continue;
    for (const asset of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const [start, end] = [settled(from[asset]), settled(to[asset])];
      if (start === end) continue;
      const change = new Big(end).minus(start);
      const price = after.prices?.[asset] ?? before.prices?.[asset];
      const worth = price === undefined ? null : change.times(price);
      changes.push({
        slot: after.slot,
        previousSlot: before.slot,
        asset,
        wallet,
        toWallet: null,
        before: start,
        after: end,
        change: change.toFixed(),
        worth: worth && roundWorth(worth.toFixed()),
        gap,
        size: worth ? worth.abs().toNumber() : Number.POSITIVE_INFINITY,
      });
    }
  }
  return changes;
}

/** Without unrealized profit, which changes in every slot although nothing moves. */
function settled(stored: WalletAmounts[WalletId] | undefined): string {
  if (!stored) return '0';
  return 'balance' in stored ? stored.balance : totalOf(stored);
}

/** Two changes of an asset that cancel out are a transfer between two wallets of the account. */
function mergeTransfers(changes: Change[]): Change[] {
  const byAsset = groupBy(changes, ({ asset }) => asset);
  return [...byAsset.values()].flatMap((group) => {
    const [one, other] = group;
    if (group.length !== 2 || !one || !other || !new Big(one.change).plus(other.change).eq(0)) return group;
    const [from, to] = one.change.startsWith('-') ? [one, other] : [other, one];
    return [{ ...to, wallet: from.wallet, toWallet: to.wallet, before: null, after: null }];
  });
}
