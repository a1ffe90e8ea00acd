/** Writes the page: one self-contained file, from one read of the history. */
import type { Write } from '../../cli/output';
import { lastCapturedRow, readBalances } from '../../history/read';
import { toSlot } from '../../schedule/slot';
import { selectAccounts } from '../accounts';
import { staleness } from '../balances';
import type { Filter, Period, ReportContext } from '../context';
import { readSlots } from '../read-slots';
import type { AccountData } from './data';
import { pageAssets, pageDocument } from './document';
import { accountEncoder } from './encoder';

export type PageFilter = Filter & { period: Period; timezone: string };

export async function writePage(context: ReportContext, filter: PageFilter, write: Write): Promise<void> {
  const [assets, accounts] = await Promise.all([pageAssets(), accountsData(context, filter)]);
  const madeAt = toSlot(context.now);
  for await (const piece of pageDocument(assets, { madeAt, timezone: filter.timezone, accounts }))
    await write(piece);
}

async function accountsData(context: ReportContext, filter: PageFilter): Promise<AccountData[]> {
  const accounts: AccountData[] = [];
  for (const account of await selectAccounts(context, filter)) {
    accounts.push(await accountData(context, account, filter.period));
  }
  return accounts;
}

async function accountData(context: ReportContext, account: string, period: Period): Promise<AccountData> {
  const { table, now } = context;
  const { slots, from, to } = await readSlots(context, account, period, (range) =>
    readBalances(table, account, range),
  );
  const encoder = accountEncoder(account, from, to);
  const encode = async () => {
    for await (const batch of slots) for (const slot of batch) encoder.add(slot);
  };
  const [last] = await Promise.all([lastCapturedRow(table, account, to), encode()]);
  return {
    ...encoder.result(),
    lastCaptured: last?.slot ?? null,
    stale: staleness(account, to, toSlot(now), last) !== undefined,
  };
}
