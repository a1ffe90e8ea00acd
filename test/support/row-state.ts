/** What a row says of its slot, as the monitor's messages name it. */
import type { Row } from '../../functions/history/row';
import type { SlotState } from '../../functions/monitor/state';

export function stateOfRow(row: Row): SlotState {
  if (row.status === 'captured') {
    const errors = Object.entries(row.walletErrors ?? {});
    return { kind: 'captured', wallets: Object.fromEntries(errors.map(([id, { reason }]) => [id, reason])) };
  }
  return { kind: 'failed', reason: row.failure.reason, at: Date.parse(row.failure.at) };
}
