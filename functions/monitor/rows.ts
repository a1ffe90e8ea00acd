/** What the monitor reads of the history table. */
import type { SlotKey } from '../history/batch-get';
import { slotTime, toSlot } from '../schedule/slot';
import type { SlotState, WalletReasons } from './state';

/** The rows that the monitor reads. Slots are those of the row's key. */
export type RowReader = {
  /** The states of slots, by `slotKey`; a slot without a row is absent. */
  states(slots: readonly SlotKey[]): Promise<ReadonlyMap<string, SlotState>>;
  /** The newest rows up to a slot, at most `limit`, in order. */
  newest(account: string, until: string, limit: number): Promise<{ slot: string; state: SlotState }[]>;
  lastCaptured(
    account: string,
    before: string,
  ): Promise<{ slot: string; wallets: WalletReasons } | undefined>;
};

export const slotKey = ({ account, slot }: SlotKey) => `${account} ${slot}`;

const SECOND = 1000;

/** Whether an account has no row before a slot: it was added after the slot, or nothing was ever recorded. */
export const hasNoRowBefore = async (account: string, slot: string, reader: RowReader): Promise<boolean> =>
  (await reader.newest(account, toSlot(slotTime(slot) - SECOND), 1)).length === 0;
