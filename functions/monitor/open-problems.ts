/** The problems of the accounts' latest judged slots, and since when they are open: for the daily and the weekly message. */
import { dueSlots, parseSchedule } from '../schedule/schedule';
import type { MonitoredAccount } from './event';
import type { AccountState } from './judge';
import { NO_ROW_YET } from './reasons';
import type { RowReader } from './rows';
import { type Failing, problemOf } from './state';

export type OpenProblem = {
  account: string;
  reason: string;
  wallet?: string;
  /** The latest judged slot; unknown for a rate without rows. */
  slot?: string;
  /** The first slot of the outage. */
  since?: string;
  failure?: Failing;
};

/** Without the time since which they are open. */
export function openProblems(accounts: readonly AccountState[]): OpenProblem[] {
  return accounts.flatMap(({ account, slot, state }): OpenProblem[] => {
    const latest = { account, ...(slot !== undefined && { slot }) };
    if (state.kind === 'no-row-yet') return [{ ...latest, reason: NO_ROW_YET }];
    const reason = problemOf(state);
    if (reason !== undefined)
      return [{ ...latest, reason, ...(state.kind === 'failed' && { failure: state }) }];
    const wallets = state.kind === 'captured' ? Object.entries(state.wallets) : [];
    return wallets.map(([wallet, walletReason]) => ({ ...latest, wallet, reason: walletReason }));
  });
}

/** The first slot that was due after the account's last captured one; undefined where none was captured. */
export async function openSince(
  { id, schedule, timezone }: MonitoredAccount,
  latest: string,
  reader: RowReader,
): Promise<string | undefined> {
  const last = await reader.lastCaptured(id, latest);
  if (!last) return undefined;
  const [since] = dueSlots(parseSchedule(schedule, timezone), last.slot, latest);
  return since ?? latest;
}
