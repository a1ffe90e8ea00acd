/** The page: reads the history once, packs it, and writes one file that needs nothing else. */

import type { Write } from '../../cli/output';
import { lastCapturedRow, readBalances } from '../../history/read';
import { toSlot } from '../../schedule/slot';
import { staleness } from '../balances';
import { changeLines } from '../changes';
import { type Filter, type Period, type ReportContext, readSlots, selectAccounts } from '../queries';
import type { AccountData } from './data';
import { pageDocument, pageParts } from './document';
import { accountPacker } from './encoder';

export type PageFilter = Filter & { period: Period; timezone: string };

export async function writePage(reporting: ReportContext, question: PageFilter, write: Write): Promise<void> {
  const [parts, accounts] = await Promise.all([pageParts(), accountsData(reporting, question)]);
  const made = toSlot(reporting.now);
  for (const piece of pageDocument(parts, { made, timezone: question.timezone, accounts }))
    await write(piece);
}

async function accountsData(reporting: ReportContext, question: PageFilter): Promise<AccountData[]> {
  const accounts: AccountData[] = [];
  for (const account of await selectAccounts(reporting, question)) {
    accounts.push(await accountData(reporting, account, question.period));
  }
  return accounts;
}

async function accountData(reporting: ReportContext, account: string, period: Period): Promise<AccountData> {
  const { table, now } = reporting;
  const { slots, from, to } = await readSlots(reporting, account, period, (range) =>
    readBalances(table, account, range),
  );
  const packer = accountPacker();
  const pack = async () => {
    for await (const batch of slots) for (const slot of batch) packer.add(slot);
  };
  const [before, end] = await Promise.all([
    period.from === undefined ? undefined : lastCapturedRow(table, account, from),
    lastCapturedRow(table, account, to),
    pack(),
  ]);
  // Without a start of its own, the page begins where something is known.
  const start = period.from === undefined ? packer.firstCaptured() : before;
  return {
    ...packer.result(account, from, to),
    changes: changeLines(account, { start, end }),
    compared: { start: period.from === undefined ? (start?.slot ?? from) : from, end: to },
    lastCaptured: end?.slot ?? null,
    stale: staleness(account, to, toSlot(now), end) !== undefined,
  };
}
