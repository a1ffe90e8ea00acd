/** EventBridge Scheduler on this machine: invokes targets at their slots until it is stopped. */
import type { Schedule } from '../../../functions/schedule/schedule';
import { slotTime } from '../../../functions/schedule/slot';
import { trackSlots } from './slot-tracker';

export type Target = {
  name: string;
  schedule: Schedule;
  /** A slot of the schedule; see `trackSlots`. */
  anchor: string;
  /** Slots after this time are invoked late at the start: epoch ms. */
  since: number;
  /** A slot that is older is not invoked. */
  maxLatenessSeconds: number;
  /** Whether its slots run one after the other, in order. */
  isSequential: boolean;
  invoke(slot: string): Promise<void>;
  /** Called for a slot that was too old to be invoked. */
  onMissed(slot: string): void;
};

export type SchedulerDependencies = {
  /** Epoch ms. */
  now(): number;
  /** Resolves after `ms`; rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Called with the error of an invocation that was rejected. */
  onError(target: Target, slot: string, error: Error): void;
};

/** Timers stop while the machine is suspended: the clock is read at least this often. */
const MAX_SLEEP_MS = 10_000;

/** Rejects when `signal` aborts; invocations under way are left to the caller. */
export async function runSchedules(
  targets: readonly Target[],
  { now, sleep, onError }: SchedulerDependencies,
  signal: AbortSignal,
): Promise<never> {
  const queues = new Map<Target, Promise<void>>();
  const tracked = targets.map((target) => ({
    target,
    tracker: trackSlots(target.schedule, target.since, target.anchor),
  }));

  function start(target: Target, slot: string): void {
    if (now() - slotTime(slot) > target.maxLatenessSeconds * 1000) {
      target.onMissed(slot);
      return;
    }
    const invoke = () => target.invoke(slot).catch((error: Error) => onError(target, slot, error));
    if (!target.isSequential) void invoke();
    else queues.set(target, (queues.get(target) ?? Promise.resolve()).then(invoke));
  }

  for (;;) {
    signal.throwIfAborted();
    const time = now();
    for (const { target, tracker } of tracked) {
      for (const slot of tracker.takeDue(time)) start(target, slot);
    }
    const next = tracked.flatMap(({ tracker }) => tracker.nextDue() ?? []);
    await sleep(Math.max(1, Math.min(...next, time + MAX_SLEEP_MS) - now()), signal);
  }
}
