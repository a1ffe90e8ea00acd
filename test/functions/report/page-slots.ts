/** Slots for the page's tests, and their encoding. */
import type { AccountData } from '../../../functions/report/page/data';
import type { PageRow, PageSlot } from '../../../functions/report/page/encoder';
import { encodeSlots } from '../../support/page';
import { captured } from '../../support/slots';

export const free = (amount: string) => ({ free: amount, locked: '0' });

export const encode = (slots: PageSlot[]): EncodedPage =>
  encodeSlots({ account: 'main', from: slots[0]?.slot ?? START, to: slots.at(-1)?.slot ?? START, slots });

export const START = '2026-01-01T00:00:00Z';
export const row = (slot: string, rest: Partial<PageRow>): PageRow => ({
  ...captured({ slot, held: {} }),
  ...rest,
});

export type EncodedPage = AccountData;
