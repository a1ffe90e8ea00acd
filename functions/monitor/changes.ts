/** What changed between an account's slot and the one before: new, changed and recovered problems of the account and its wallets. */
import { dueSlots, type Schedule } from '../schedule/schedule';
import { hasNoRowBefore, type RowReader } from './rows';
import { type Failing, reasonOf, type SlotState, type WalletReasons } from './state';

/** What differs from the slot before. With `wallet` it is about an optional wallet of captured slots. */
export type Change = { account: string; slot: string; wallet?: string } & (
  | { kind: 'new'; reason: string; failure?: Failing }
  | { kind: 'changed'; reason: string; previousReason: string; failure?: Failing }
  /** `slots`: how many due slots were not captured before; absent where no earlier one was captured. */
  | { kind: 'recovered'; previousReason: string; slots?: number }
);

/** What a slot's state changes. Looks for earlier rows only where something did change. */
export async function compare(
  account: string,
  schedule: Schedule,
  slot: string,
  before: SlotState | undefined,
  state: SlotState,
  reader: RowReader,
): Promise<Change[]> {
  const previousReason = before && before.kind !== 'captured' ? reasonOf(before) : undefined;
  // An account that was added has no rows before its first slot: that is no outage.
  const isFirstSlot = async () =>
    (before === undefined || before.kind === 'missing') && (await hasNoRowBefore(account, slot, reader));
  if (state.kind === 'captured') {
    if (before?.kind === 'captured') return compareWallets(account, slot, before.wallets, state.wallets);
    if (previousReason === undefined || (await isFirstSlot()))
      return compareWallets(account, slot, {}, state.wallets);
    const last = await reader.lastCaptured(account, slot);
    return [
      {
        account,
        slot,
        kind: 'recovered',
        previousReason,
        ...(last && { slots: countBetween(schedule, last.slot, slot) }),
      },
      ...compareWallets(account, slot, last?.wallets ?? {}, state.wallets),
    ];
  }
  const reason = reasonOf(state);
  if (reason === previousReason) return [];
  const isFirst = await isFirstSlot();
  if (isFirst && state.kind === 'missing') return [];
  const problem = { account, slot, reason, ...(state.kind === 'failed' && { failure: state }) };
  return [
    previousReason === undefined || isFirst
      ? { ...problem, kind: 'new' }
      : { ...problem, kind: 'changed', previousReason },
  ];
}

function compareWallets(
  account: string,
  slot: string,
  before: WalletReasons,
  after: WalletReasons,
): Change[] {
  const wallets = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return wallets.flatMap((wallet): Change[] => {
    const [previousReason, reason] = [before[wallet], after[wallet]];
    if (reason === previousReason) return [];
    if (reason === undefined)
      return previousReason === undefined
        ? []
        : [{ account, slot, wallet, kind: 'recovered', previousReason }];
    if (previousReason === undefined) return [{ account, slot, wallet, kind: 'new', reason }];
    return [{ account, slot, wallet, kind: 'changed', reason, previousReason }];
  });
}

/** An outage of a year at one slot a minute is not counted to its end. */
export const MAX_COUNTED_SLOTS = 10_000;

/** Due slots after `from` and before `to`, up to `MAX_COUNTED_SLOTS`. */
function countBetween(schedule: Schedule, from: string, to: string): number {
  let count = 0;
  for (const slot of dueSlots(schedule, from, to)) {
    if (slot >= to || count === MAX_COUNTED_SLOTS) break;
    count++;
  }
  return count;
}
