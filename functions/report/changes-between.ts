/** Which amounts of an account changed from one captured slot to the next. */
import type { WalletAmounts, WalletId } from '../history/row';
import { add, isZero, subtract } from './decimal';
import { groupBy } from './group-by';
import type { BalanceMovement } from './movement';
import { isWalletId, totalOf } from './wallets';
import { priceOf, type ValuedRow, worthOf } from './worth';

type Row = ValuedRow & { slot: string };
type Held = Record<string, WalletAmounts[WalletId]>;
type WalletState = { slot: string; held: Held; prices: Row['prices']; hasGap: boolean };

/**
 * Finds the movements of one account from its slots in ascending order. Each wallet is compared with the last row that names
 * it, so that no change is lost where a wallet was not read for a while.
 */
export function movementFinder() {
  const wallets = new Map<string, WalletState>();

  function gap(): void {
    for (const state of wallets.values()) state.hasGap = true;
  }

  function add(row: Row): BalanceMovement[] {
    const found: BalanceMovement[] = [];
    for (const [wallet, state] of wallets) if (!Object.hasOwn(row.balances, wallet)) state.hasGap = true;
    for (const [wallet, held] of Object.entries(row.balances)) {
      if (!isWalletId(wallet)) continue;
      const before = wallets.get(wallet);
      const after = { slot: row.slot, held, prices: row.prices, hasGap: false };
      if (before) found.push(...changesOf(wallet, before, after).sort(byAsset));
      wallets.set(wallet, after);
    }
    return mergeTransfers(found);
  }

  return {
    /** A slot that was not captured. */
    gap,
    /** A captured slot; returns what changed since the one before. */
    add,
  };
}

/** DynamoDB does not keep the order of a map. */
const byAsset = (a: BalanceMovement, b: BalanceMovement) => (a.asset < b.asset ? -1 : 1);

function changesOf(wallet: string, before: WalletState, after: WalletState): BalanceMovement[] {
  const gone = Object.keys(before.held).filter((asset) => !Object.hasOwn(after.held, asset));
  return [...gone, ...Object.keys(after.held)].flatMap((asset): BalanceMovement[] => {
    const [start, end] = [settled(before.held, asset), settled(after.held, asset)];
    if (start === end) return [];
    const change = subtract(end, start);
    const price = priceOf(asset, after.prices) ?? priceOf(asset, before.prices);
    const { slot } = after;
    const worth = worthOf(asset, change, price);
    const slots = { slot, previousSlot: before.slot, gap: before.hasGap };
    return [{ ...slots, asset, wallet, toWallet: null, before: start, after: end, change, worth }];
  });
}

/** Without unrealized profit, which changes with every price. */
function settled(held: Held, asset: string): string {
  const stored = Object.hasOwn(held, asset) ? held[asset] : undefined;
  if (!stored) return '0';
  return 'balance' in stored ? stored.balance : totalOf(stored);
}

/** Two changes of an asset over the same time that cancel out are a transfer between two wallets of the account. */
function mergeTransfers(changes: BalanceMovement[]): BalanceMovement[] {
  const byAsset = groupBy(changes, ({ asset }) => asset);
  return [...byAsset.values()].flatMap((group) => {
    const [one, other, ...others] = group;
    if (!one || !other || others.length > 0 || one.previousSlot !== other.previousSlot) return group;
    if (!isZero(add(one.change, other.change))) return group;
    const [from, to] = one.change.startsWith('-') ? [one, other] : [other, one];
    return [{ ...to, wallet: from.wallet, toWallet: to.wallet, before: null, after: null }];
  });
}
