/** Whether a run may still read the balance of its slot, judged by the exchange's clock where the offset to it is known. */
import { slotTime } from '../schedule/slot';
import type { SnapshotRequest } from './event';

/** A slot further ahead of the clock than this is in the future: the present balance does not belong to it. */
const MAX_EARLY_MS = 3_600_000;

export type OffTime = { reason: 'too-late' | 'too-early'; message: string; clockSkewMs?: number };

/**
 * Why a run must not read its slot's balance; undefined where it may. `startedAt` is epoch ms on our clock, `clockSkewMs`
 * our clock minus the exchange's: without it our clock decides.
 */
export function checkLateness(
  { slot, maxLatenessSeconds }: SnapshotRequest,
  startedAt: number,
  clockSkewMs?: number,
): OffTime | undefined {
  const lateMs = startedAt - (clockSkewMs ?? 0) - slotTime(slot);
  const seconds = Math.abs(Math.round(lateMs / 1000));
  const measured = clockSkewMs === undefined ? {} : { clockSkewMs };
  if (lateMs > maxLatenessSeconds * 1000) {
    const message = `The run came ${seconds} s after its slot; ${maxLatenessSeconds} s are allowed.`;
    return { reason: 'too-late', message, ...measured };
  }
  if (lateMs < -MAX_EARLY_MS) {
    const message = `The run came ${seconds} s before its slot; no clock error explains more than ${MAX_EARLY_MS / 1000} s.`;
    return { reason: 'too-early', message, ...measured };
  }
  return undefined;
}
