/** The worth of several accounts together, slot by slot: a total is complete only where each account is known at that slot. */
import type { SlotResult } from './holdings';
import { lastOfEach, periodName } from './period';
import { combine, NOTHING, type Sum } from './worth';
import type { MissingOfLine, SeriesWorthOptions, WorthLine } from './worth-lines';
import { type Part, type PartName, partsForSum } from './worth-parts';

type PartialSum = Sum<MissingOfLine>;
type SummedPart = PartName & { sum: PartialSum; source: WorthLine['source'] };

/** What is known of a slot by the accounts that have been added so far. */
type SummedSlot = {
  slot: string;
  parts: Map<string, SummedPart>;
  /** Accounts of which nothing is known: no part is complete without them. */
  absent: PartialSum[];
  /** Wallets that were not read and may hold any asset: no asset is complete without them. */
  unread: PartialSum[];
  /** Accounts that had this slot. */
  accounts: Set<string>;
  captured: number;
  /** Of the first account that failed here. */
  reason: string | null;
};

export function worthSum({ by, every, timezone }: SeriesWorthOptions) {
  const slots = new Map<string, SummedSlot>();

  function add(account: string, result: SlotResult): void {
    const at = slots.get(result.slot) ?? emptySlot(result.slot);
    slots.set(result.slot, at);
    at.accounts.add(account);
    if (result.status === 'captured') {
      const { parts, unread } = partsForSum(by, result);
      at.captured += 1;
      at.unread.push(...unread.map((sum) => named(account, sum)));
      for (const part of parts) addPart(at, account, part);
      return;
    }
    const reason = result.status === 'failed' ? result.failure.reason : null;
    at.absent.push(unknownAccount(account, reason ?? result.status));
    at.reason ??= reason;
  }

  /** The lines, after all slots of all accounts were added. */
  async function* lines(accounts: readonly string[]): AsyncGenerator<WorthLine[]> {
    const sorted = inBatches([...slots.values()].sort((a, b) => (a.slot < b.slot ? -1 : 1)));
    const isComplete = ({ captured }: SummedSlot) => captured === accounts.length;
    const rank = (at: SummedSlot) => Math.sign(at.captured) + Number(isComplete(at));
    const kept = every === 'slot' ? sorted : lastOfEach(every, timezone, sorted, rank);
    for await (const batch of kept) {
      yield batch.flatMap((at) => {
        const period = every === 'slot' ? null : periodName(at.slot, every, timezone);
        return linesOf(at, accounts).map((line) => ({ ...line, period }));
      });
    }
  }

  return { add, lines };
}

const emptySlot = (slot: string): SummedSlot => ({
  slot,
  parts: new Map(),
  absent: [],
  unread: [],
  accounts: new Set(),
  captured: 0,
  reason: null,
});

function addPart({ parts }: SummedSlot, account: string, { wallet, asset, source, ...sum }: Part): void {
  const key = JSON.stringify([wallet, asset]);
  const before = parts.get(key);
  const added = named(account, sum);
  parts.set(key, {
    wallet,
    asset,
    sum: before ? combine([before.sum, added]) : added,
    source: !before || before.source === source ? source : 'both',
  });
}

const named = (
  account: string,
  { missing, ...sum }: Omit<Sum, 'missing'> & Pick<Part, 'missing'>,
): PartialSum => ({
  ...sum,
  missing: missing.map((part) => ({ account, ...part })),
});

const UNKNOWN_SUM: PartialSum = { worth: null, complete: false, bound: 'about', missing: [] };

const unknownAccount = (account: string, reason: string): PartialSum => ({
  ...UNKNOWN_SUM,
  missing: [{ account, wallet: null, asset: null, reason }],
});

function linesOf(at: SummedSlot, accounts: readonly string[]): Omit<WorthLine, 'period'>[] {
  const { slot, captured, reason } = at;
  const notDue = accounts.filter((account) => !at.accounts.has(account));
  const absent = [...at.absent, ...notDue.map((account) => unknownAccount(account, 'not-due'))];
  const status = statusOf(at, notDue.length === 0);
  const full = { wallet: null, asset: null, sum: captured > 0 ? NOTHING : UNKNOWN_SUM, source: null };
  const parts = at.parts.size > 0 ? [...at.parts.values()].sort(byName) : [full];
  return parts.map(({ wallet, asset, sum, source }) => {
    const total = combine([sum, ...absent, ...(asset === null ? [] : at.unread)]);
    return { account: null, slot, wallet, asset, ...total, source, status, reason };
  });
}

/** The worst status among the accounts; an account that is not due at the slot has no gap there. */
function statusOf({ absent, reason }: SummedSlot, isDueForAll: boolean): WorthLine['status'] {
  if (absent.length > 0) return reason === null ? 'missing' : 'failed';
  return isDueForAll ? 'captured' : 'not-due';
}

/** Assets over all wallets before wallets. */
const byName = (a: PartName, b: PartName) => (nameOf(a) < nameOf(b) ? -1 : 1);
const nameOf = ({ wallet, asset }: PartName) => `${wallet ?? ''}\n${asset ?? ''}`;

const BATCH = 1000;

async function* inBatches<T>(items: T[]): AsyncGenerator<T[]> {
  for (let i = 0; i < items.length; i += BATCH) yield items.slice(i, i + BATCH);
}
