/** What may be held at a slot without amounts, by the captured slots around it: it has a line for each of these assets. */
import type { BalanceRow, CapturedBalanceRow } from '../history/projection';
import type { MissingSlot } from './timeline';
import { isValueOnly, isWalletId } from './wallets';

export type SlotResult = BalanceRow | MissingSlot;

/**
 * A wallet that was asked for → a map with its assets as keys, by the last slot at which it was read; null where it never
 * was. Account types of which the exchange gives a figure alone have null too.
 */
export type Holdings = ReadonlyMap<string, Readonly<Record<string, unknown>> | null>;

/** The captured rows next to a slot, where a period ends or begins without one. */
export type CapturedNeighbours = {
  before(slot: string): Promise<CapturedBalanceRow | undefined>;
  after(slot: string): Promise<CapturedBalanceRow | undefined>;
};

export type SlotWithHoldings<R = SlotResult> = { result: R; held: Holdings };

/** The assets of a wallet, or null alone where none is known. */
export function assetsOf(held: Holdings | undefined, wallet: string): (string | null)[] {
  const assets = Object.keys(held?.get(wallet) ?? {}).sort();
  return assets.length > 0 ? assets : [null];
}

/** Slots of a gap that wait for the captured slot after them; in a longer gap, that slot is searched for. */
const MAX_PENDING = 1000;

const NO_NEIGHBOURS: CapturedNeighbours = { before: async () => undefined, after: async () => undefined };

/** Adds to each slot what it may hold: a captured slot its own and what it did not read, another what is held around it. */
export async function* withHoldings(
  slots: AsyncIterable<SlotResult[]>,
  neighbours: CapturedNeighbours = NO_NEIGHBOURS,
): AsyncGenerator<SlotWithHoldings[]> {
  /** Of the last captured slot. */
  let last: Holdings | undefined;
  /** Of the gap that the slots are in, once known. */
  let gap: Holdings | undefined;
  const pending: SlotResult[] = [];

  const release = (held: Holdings) => pending.splice(0).map((result) => ({ result, held }));
  const searchAfter = async (slot: string) => union(last, holdingsOf(await neighbours.after(slot), last));

  for await (const batch of slots) {
    const items: SlotWithHoldings[] = [];
    for (const result of batch) {
      if (result.status === 'captured') {
        const held = holdingsOf(result, last);
        if (pending.length > 0) items.push(...release(union(last, held)));
        items.push({ result, held });
        last = held;
        gap = undefined;
        continue;
      }
      last ??= holdingsOf(await neighbours.before(result.slot));
      pending.push(result);
      if (!gap && pending.length >= MAX_PENDING) gap = await searchAfter(result.slot);
      if (gap) items.push(...release(gap));
    }
    yield items;
  }
  const end = pending.at(-1);
  if (end) yield release(await searchAfter(end.slot));
}

/** Of a captured row; a wallet that it did not read has what it had before. */
export function holdingsOf(row: CapturedBalanceRow | undefined, before?: Holdings): Holdings {
  const { balances = {}, walletErrors = {}, exchangeTotals = {} } = row ?? {};
  const held = new Map<string, Readonly<Record<string, unknown>> | null>(Object.entries(balances));
  for (const wallet of Object.keys(walletErrors)) {
    if (isWalletId(wallet) && !held.has(wallet)) held.set(wallet, before?.get(wallet) ?? null);
  }
  for (const type of Object.keys(exchangeTotals)) if (isValueOnly(type)) held.set(type, null);
  return held;
}

function union(before: Holdings = new Map(), after: Holdings): Holdings {
  const held = new Map(before);
  for (const [wallet, assets] of after) {
    held.set(wallet, assets || before.get(wallet) ? { ...before.get(wallet), ...assets } : null);
  }
  return held;
}
