/** The page: reads the history once, packs it, and writes one file that needs nothing else. */
import { lastCaptured, readBalances } from '../../history/read';
import { toSlot } from '../../history/slot';
import { staleness } from '../balances';
import { changeLines } from '../changes';
import { accountsOf, type Period, type Question, type Reporting, slotsOf } from '../commands';
import type { Write } from '../formats/format';
import type { AccountData } from './data';
import { pageDocument } from './document';
import { accountPacker } from './pack';

export type PageQuestion = Question & { period: Period; timezone: string };

export async function writePage(reporting: Reporting, question: PageQuestion, write: Write): Promise<void> {
  const accounts: AccountData[] = [];
  for (const account of await accountsOf(reporting, question)) {
    accounts.push(await accountData(reporting, account, question.period));
  }
  const made = toSlot(reporting.now);
  await write(await pageDocument({ made, timezone: question.timezone, accounts }));
}

async function accountData(reporting: Reporting, account: string, period: Period): Promise<AccountData> {
  const { table, now } = reporting;
  const { slots, from, to } = await slotsOf(reporting, account, period, (range) =>
    readBalances(table, account, range),
  );
  const packer = accountPacker();
  for await (const batch of slots) for (const slot of batch) packer.add(slot);

  // Without a start of its own, the page begins where something is known.
  const start = period.from === undefined ? (packer.bounds().first ?? from) : from;
  const [atStart, atEnd] = await Promise.all([
    lastCaptured(table, account, start),
    lastCaptured(table, account, to),
  ]);
  return {
    ...packer.result(account, from, to),
    changes: changeLines(account, { start: atStart, end: atEnd }),
    compared: { start, end: to },
    lastCaptured: atEnd?.slot ?? null,
    stale: staleness(account, to, toSlot(now), atEnd) !== undefined,
  };
}
