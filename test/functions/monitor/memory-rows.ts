/** A monitored account and its history in memory: the state of each row, from the time at which it was written. */
import type { MonitoredAccount } from '../../../functions/monitor/event';
import { type RowReader, slotKey } from '../../../functions/monitor/rows';
import { NO_ROW, type SlotState } from '../../../functions/monitor/state';
import { slotTime, toSlot } from '../../../functions/schedule/slot';

export const account = (changes: Partial<MonitoredAccount> = {}): MonitoredAccount => ({
  id: 'main',
  schedule: 'cron(0 * * * ? *)',
  timezone: 'UTC',
  maxLatenessSeconds: 1800,
  ...changes,
});

export const CAPTURED: SlotState = { kind: 'captured', wallets: {} };

/** A row that failed at `at` (ISO), by default two seconds after its slot. */
export const failedState = (slot: string, reason: string, at = slot.replace('00Z', '02Z')): SlotState => ({
  kind: 'failed',
  reason,
  at: Date.parse(at),
});

export type MemoryRows = {
  /** Writes a row that can be read from `epochMs` on; without it, from the beginning. */
  write(account: string, slot: string, state: SlotState, epochMs?: number): void;
  stateAt(account: string, slot: string, epochMs: number): SlotState;
  /** The reader as of a time. */
  reader(epochMs?: number): RowReader;
};

export function memoryRows(): MemoryRows {
  type Version = { from: number; state: SlotState };
  const accounts = new Map<string, Map<string, Version[]>>();
  const slotsInOrder = new Map<string, string[]>();

  function write(account: string, slot: string, state: SlotState, from = Number.NEGATIVE_INFINITY): void {
    const rows = accounts.get(account) ?? new Map<string, Version[]>();
    accounts.set(account, rows.set(slot, [...(rows.get(slot) ?? []), { from, state }]));
    slotsInOrder.delete(account);
  }

  const versionAt = (account: string, slot: string, now: number) =>
    accounts
      .get(account)
      ?.get(slot)
      ?.findLast(({ from }) => from <= now)?.state;

  /** Rows up to a slot that can be read at a time, newest first. */
  function* rowsDown(account: string, until: string, now: number) {
    const slots = slotsInOrder.get(account) ?? [...(accounts.get(account)?.keys() ?? [])].sort();
    slotsInOrder.set(account, slots);
    let [low, high] = [0, slots.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((slots[middle] ?? '') <= until) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0; i--) {
      const slot = slots[i] ?? '';
      const state = versionAt(account, slot, now);
      if (state) yield { slot, state };
    }
  }

  return {
    write,
    stateAt: (account, slot, now) => versionAt(account, slot, now) ?? NO_ROW,
    reader: (now = Number.POSITIVE_INFINITY) => ({
      async states(keys) {
        const found = new Map<string, SlotState>();
        for (const key of keys) {
          const state = versionAt(key.account, key.slot, now);
          if (state) found.set(slotKey(key), state);
        }
        return found;
      },
      async newest(account, until, limit) {
        const rows: { slot: string; state: SlotState }[] = [];
        for (const row of rowsDown(account, until, now)) if (rows.unshift(row) === limit) break;
        return rows;
      },
      async lastCaptured(account, before) {
        for (const { slot, state } of rowsDown(account, toSlot(slotTime(before) - 1000), now)) {
          if (state.kind === 'captured') return { slot, wallets: state.wallets };
        }
        return undefined;
      },
    }),
  };
}
