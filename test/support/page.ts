/** Makes the page of given slots, without a table: as the report command does, from the encoder on. */
import type { AccountData } from '../../functions/report/page/data';
import { pageAssets, pageDocument } from '../../functions/report/page/document';
import { accountEncoder, type PageSlot } from '../../functions/report/page/encoder';

/** An account's slots in ascending order, and its period: ISO, UTC. */
export type AccountSlots = { account: string; from: string; to: string; slots: Iterable<PageSlot> };

let assets: ReturnType<typeof pageAssets> | undefined;

export async function buildPage(
  accounts: AccountSlots[],
  { madeAt, timezone = 'UTC' }: { madeAt: string; timezone?: string },
): Promise<string> {
  assets ??= pageAssets();
  const pieces: string[] = [];
  const data = { madeAt, timezone, accounts: accounts.map(encodeSlots) };
  for await (const piece of pageDocument(await assets, data)) pieces.push(piece);
  return pieces.join('');
}

/** The data of an account, which is stale where its last slot was not captured. */
export function encodeSlots({ account, from, to, slots }: AccountSlots): AccountData {
  const encoder = accountEncoder(account, from, to);
  let lastCaptured: string | null = null;
  let stale = true;
  for (const slot of slots) {
    encoder.add(slot);
    stale = slot.status !== 'captured';
    if (!stale) lastCaptured = slot.slot;
  }
  return { ...encoder.result(), lastCaptured, stale };
}
