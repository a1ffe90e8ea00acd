/** The problems of the accounts' latest judged slots, and since when they are open: for the daily and the weekly message. */
import { dueSlots, parseSchedule } from '../schedule/schedule';
import type { MonitoredAccount } from './event';
import type { AccountState } from './judge';
import { NO_ROW_YET } from './reasons';
import type { RowReader } from './rows';
import { type Failing, reasonOf } from './state';

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
    if (state.kind !== 'captured')
      return [{ ...latest, reason: reasonOf(state), ...(state.kind === 'failed' && { failure: state }) }];
    return Object.entries(state.wallets).map(([wallet, reason]) => ({ ...latest, wallet, reason }));
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
