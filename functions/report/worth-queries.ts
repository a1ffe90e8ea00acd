/** The queries behind the commands about worth: the slots of a period, account by account. */
import { readBalances } from '../history/read';
import { type HistoryItem, historyItems } from './history';
import type { Every } from './period';
import { type Filter, type Period, type ReportContext, readSlots, selectAccounts } from './queries';
import type { Report } from './report';
import { type WorthBy, worthReport } from './worth-lines';

export function worth(
  context: ReportContext,
  filter: Omit<Filter, 'assets'> & { period: Period; every: Every; timezone: string; by: WorthBy },
): Report<HistoryItem> {
  async function* items() {
    for (const account of await selectAccounts(context, filter)) {
      const { slots } = await readSlots(context, account, filter.period, (range) =>
        readBalances(context.table, account, range),
      );
      yield* historyItems(account, slots, { every: filter.every, timezone: filter.timezone });
    }
  }
  return { ...worthReport(filter.by), isSingleObject: false, items: items() } as Report<HistoryItem>;
}
