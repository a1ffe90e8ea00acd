/** Refuses a mistyped asset, which would otherwise be reported as a balance of zero. */
import { distance } from 'fastest-levenshtein';
import { CommandError } from '../cli/errors';
import { mapConcurrent } from '../history/concurrency';
import type { BalanceRow } from '../history/projection';
import { type HistoryTable, lastCapturedRow, type Range, readBalances } from '../history/read';
import type { Balances } from '../history/row';
import { MAX_SLOT } from '../schedule/slot';

/** The rows that a command reads of an account. */
export type RowsRead = (account: string) => AsyncIterable<BalanceRow[]>;

/** Accounts that are read in parallel. */
export const MAX_PARALLEL_ACCOUNTS = 8;

/**
 * Throws if an asset is neither in a row that the command reads nor in the newest captured row of an account; the message
 * has the most similar name. The newest rows nearly always suffice; the others are read only for an asset that is not in
 * them. Without any captured row no asset is known, and none is refused.
 */
export async function checkAssets(
  table: HistoryTable,
  accounts: readonly string[],
  assets: readonly string[],
  rowsRead: RowsRead,
): Promise<void> {
  let unknown = [...assets];
  const names = new Set<string>();
  let isAnyKnown = false;
  const newest = accounts.map((account) => () => lastCapturedRow(table, account, MAX_SLOT));
  for await (const row of mapConcurrent(newest, MAX_PARALLEL_ACCOUNTS)) {
    if (!row) continue;
    isAnyKnown = true;
    for (const held of Object.values(row.balances)) for (const name of Object.keys(held)) names.add(name);
    unknown = unknown.filter((asset) => !names.has(asset));
    if (unknown.length === 0) return;
  }
  if (!isAnyKnown) return;
  for (const account of accounts) {
    unknown = await withoutFound(rowsRead(account), unknown);
    if (unknown.length === 0) return;
  }
  throw new CommandError(sentence(unknown, accounts, [...names]));
}

/** The assets that are in none of the rows; stops reading when all are found. */
async function withoutFound(batches: AsyncIterable<BalanceRow[]>, assets: string[]): Promise<string[]> {
  let unknown = assets;
  for await (const rows of batches) {
    for (const row of rows) {
      if (row.status === 'captured') unknown = unknown.filter((asset) => !holds(row.balances, asset));
    }
    if (unknown.length === 0) break;
  }
  return unknown;
}

/** The last captured rows at or before these slots. */
export async function* rowsAt(
  table: HistoryTable,
  account: string,
  slots: readonly string[],
): AsyncGenerator<BalanceRow[]> {
  for (const slot of slots) {
    const row = await lastCapturedRow(table, account, slot);
    if (row) yield [row];
  }
}

/** The rows of a range, which may be empty: its end may be before its start. */
export async function* rowsOfRange(
  table: HistoryTable,
  account: string,
  range: Range,
): AsyncGenerator<BalanceRow[]> {
  if (range.from <= range.to) yield* readBalances(table, account, range);
}

const holds = (balances: Balances, asset: string) =>
  Object.values(balances).some((held) => Object.hasOwn(held, asset));

function sentence(unknown: readonly string[], accounts: readonly string[], names: readonly string[]): string {
  const owner = accounts.length === 1 ? accounts[0] : `any of the ${accounts.length} accounts`;
  const nearest = [...new Set(unknown.flatMap((asset) => nearestOf(asset, names) ?? []))];
  const hint = nearest.length > 0 ? `; did you mean ${nearest.join(', ')}?` : '.';
  return `No row of ${owner} that was read holds ${unknown.join(', ')}${hint}`;
}

/** A difference in case counts least: `btc` is nearest to BTC. */
function nearestOf(asset: string, names: readonly string[]): string | undefined {
  const far = (name: string) =>
    distance(asset.toUpperCase(), name.toUpperCase()) * 100 + distance(asset, name);
  return [...names].sort((a, b) => far(a) - far(b))[0];
}
