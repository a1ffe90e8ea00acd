/** The slot: a scheduled time as UTC text to the second, the second half of a row's key. */

/** `2026-11-22T06:00:00Z` for an epoch time in ms; what lies below the second is cut off. */
export const toSlot = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;

/** Whether a text is a slot: a time that there is, written as `toSlot` writes it. */
export function isSlot(text: string): boolean {
  const time = slotTime(text);
  return !Number.isNaN(time) && toSlot(time) === text;
}

/** Epoch ms of a slot. */
export const slotTime = (slot: string): number => Date.parse(slot);
