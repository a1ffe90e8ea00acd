/** Scheduler's flexible time window: spreads the runs of accounts that share one address and one slot. */
import type { AccountConfig, Config } from './config';
import { MIN_LATENESS_SECONDS } from './event-age';

/** The requests of a run where none is retried: clock, five wallets, totals, ticker. */
const REQUESTS_PER_RUN = 8;

/**
 * BingX's limit per address and endpoint. All requests of a run are counted as if they went to one endpoint, which leaves
 * room for retries; it also stays below the 1,000 a minute for the ticker, which a run requests once.
 */
const ADDRESS_LIMIT = { requests: 300, seconds: 10 };

/** The window in minutes of an account's schedule, 0 for none: only `nat` makes accounts share one address. */
export const windowMinutes = (account: AccountConfig, { egress, accounts }: Config) =>
  egress === 'nat' ? flexibleWindowMinutes(account, accounts.length) : 0;

/**
 * The window in minutes for an account, 0 for none. `accounts` share the address and may all be due at the same time. The
 * slot stays the scheduled time, so that the window takes from the lateness, of which event ages and run need their share.
 */
export function flexibleWindowMinutes(account: { maxLatenessSeconds: number }, accounts: number): number {
  const requests = accounts * REQUESTS_PER_RUN;
  if (requests <= ADDRESS_LIMIT.requests) return 0;
  const needed = Math.ceil((requests / ADDRESS_LIMIT.requests) * (ADDRESS_LIMIT.seconds / 60));
  const available = Math.floor((account.maxLatenessSeconds - MIN_LATENESS_SECONDS) / 60);
  return Math.min(needed, available);
}
