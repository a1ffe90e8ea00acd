/** The slot: a scheduled time as UTC text to the second, which is the sort key of a row. */

/** The first possible slot: BingX was founded in 2018. */
export const MIN_SLOT = '2018-01-01T00:00:00Z';

/** The last slot with a four-digit year: slots are compared as text. */
export const MAX_SLOT = '9999-12-31T23:59:59Z';

/** `2026-11-22T06:00:00Z` for epoch ms; milliseconds are cut off. */
export const toSlot = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

/** Whether a text is an existing time in the format of `toSlot`. */
export function isSlot(text: string): boolean {
  const time = slotTime(text);
  return !Number.isNaN(time) && toSlot(time) === text;
}

/** Whether a text is a slot that can have been due. The key of a row that was written by hand may be any text. */
export const isPossibleSlot = (text: string): boolean => isSlot(text) && text >= MIN_SLOT;

/** Epoch ms of a slot. */
export const slotTime = (slot: string): number => Date.parse(slot);
