/** Every row of the history table, in the order of a file. */
import { type HistoryTable, listAccounts } from '../history/read';
import { slotTime } from '../schedule/slot';
import { compareBytes, type ItemLine } from './item-line';
import { readRows } from './table-rows';

/** Rows by account and slot, page by page. `progress` gets a share from 0 to 1; `now` is epoch ms. */
export async function* exportRows(
  table: HistoryTable,
  { now, progress }: { now: number; progress(share: number): void },
): AsyncGenerator<ItemLine[]> {
  const accounts: string[] = [];
  for await (const account of listAccounts(table)) accounts.push(account);
  for (const [index, account] of accounts.sort(compareBytes).entries()) {
    let first: string | undefined;
    for await (const page of readRows(table, account)) {
      yield page;
      first ??= page[0]?.slot;
      progress((index + shareOfTime(first, page.at(-1)?.slot, now)) / accounts.length);
    }
  }
}

/** How far `last` is on the way from `first` to now, from 0 to 1; 0 for keys that are no slots. */
function shareOfTime(first = '', last = '', now: number): number {
  const share = (slotTime(last) - slotTime(first)) / (now - slotTime(first));
  return share > 0 ? Math.min(1, share) : 0;
}
