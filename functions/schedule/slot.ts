/** The slot: a scheduled time as UTC text to the second, the second half of a row's key. */

/** The first slot that there can be: BingX was founded in 2018. */
export const MIN_SLOT = '2018-01-01T00:00:00Z';

/** The last slot that can be written with four digits for the year, as the order of texts needs it. */
export const MAX_SLOT = '9999-12-31T23:59:59Z';

/** `2026-11-22T06:00:00Z` for an epoch time in ms; what lies below the second is cut off. */
export const toSlot = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

/** Whether a text is a slot: a time that there is, written as `toSlot` writes it. */
export function isSlot(text: string): boolean {
  const time = slotTime(text);
  return !Number.isNaN(time) && toSlot(time) === text;
}

/** Whether the key of a stored row is a slot that can have been due: what is written by hand may be anything. */
export const isPossibleSlot = (text: string): boolean => isSlot(text) && text >= MIN_SLOT;

/** Epoch ms of a slot. */
export const slotTime = (slot: string): number => Date.parse(slot);
