/** Slots for the page's tests, and their encoding. */
import { accountEncoder, type PageRow, type PageSlot } from '../../../functions/report/page/encoder';
import { captured } from '../../support/slots';

export const free = (amount: string) => ({ free: amount, locked: '0' });

export function encode(results: PageSlot[]) {
  const encoder = accountEncoder('main', results[0]?.slot ?? START, results.at(-1)?.slot ?? START);
  for (const result of results) encoder.add(result);
  return { ...encoder.result(), lastCaptured: null, stale: false };
}

export const START = '2026-01-01T00:00:00Z';
export const row = (slot: string, rest: Partial<PageRow>): PageRow => ({
  ...captured({ slot, held: {} }),
  ...rest,
});

export type EncodedPage = ReturnType<typeof encode>;
