/** The accounts that a report is about, and the progress of reading them. */
import { CommandError } from '../cli/errors';
import { mapConcurrent } from '../history/concurrency';
import { firstRow, type HistoryTable, listAccounts } from '../history/read';
import type { Filter, ReportContext } from './context';
import { checkAssets, MAX_PARALLEL_ACCOUNTS, type RowsRead } from './known-assets';

/** The selected accounts, after a check that at least one of them has held each selected asset. */
export async function checkedAccounts(
  context: ReportContext,
  { rowsRead, ...filter }: Filter & { rowsRead?: RowsRead },
): Promise<string[]> {
  const names = await selectAccounts(context, filter);
  if (filter.assets && rowsRead) await checkAssets(context.table, names, filter.assets, rowsRead);
  return names;
}

/** The selected accounts; a named account may not exist. */
export async function selectAccounts(
  { table }: ReportContext,
  { accounts: named }: Filter,
): Promise<string[]> {
  if (named) return [...named];
  const names = await allAccounts(table);
  if (names.length === 0) throw new CommandError(`There is no history in ${table.tableName} yet.`);
  return names;
}

async function allAccounts(table: HistoryTable): Promise<string[]> {
  const names: string[] = [];
  for await (const name of listAccounts(table)) names.push(name);
  return names.sort();
}

/**
 * The account's first slot; undefined if no row has a possible slot. Throws if the account has no row, with the names of the
 * accounts that exist.
 */
export async function firstSlot(table: HistoryTable, account: string): Promise<string | undefined> {
  const row = await firstRow(table, account);
  if (row) return row.slot;
  const names = await allAccounts(table);
  if (names.includes(account)) return undefined;
  if (names.length === 0) throw new CommandError(`There is no history in ${table.tableName} yet.`);
  const known =
    names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
  throw new CommandError(`There is no account ${account} in ${table.tableName}; it has ${known}.`);
}

/** For accounts that are read one after another: each with the context in which its progress is a part of the total. */
export function* eachWithProgress(
  context: ReportContext,
  accounts: readonly string[],
): Generator<[account: string, context: ReportContext]> {
  for (const [i, account] of accounts.entries()) {
    yield [account, { ...context, progress: (share) => context.progress((i + share) / accounts.length) }];
  }
}

/** For accounts that are read at the same time; of several, each is a step of the progress. */
export async function* forEachAccount<Item>(
  context: ReportContext,
  filter: Filter & { rowsRead?: RowsRead },
  query: (account: string, context: ReportContext) => Promise<Item[]>,
): AsyncGenerator<Item[]> {
  const names = await checkedAccounts(context, filter);
  const isOne = names.length === 1;
  const ofEach = isOne ? context : { ...context, progress: () => {} };
  let done = 0;
  for await (const items of mapConcurrent(
    names.map((account) => () => query(account, ofEach)),
    MAX_PARALLEL_ACCOUNTS,
  )) {
    yield items;
    done += 1;
    if (!isOne) context.progress(done / names.length);
  }
}
