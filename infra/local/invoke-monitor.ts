/** Invokes the monitor function as its schedule does, and returns the messages that it published. */
import { earlyRun, GRACE_MS, judgingRun } from '../../functions/monitor/due-slots';
import { type MonitorEvent, PERIOD_MS } from '../../functions/monitor/event';
import { DEFAULT_MAX_LATENESS_SECONDS } from '../../functions/schedule/defaults';
import { slotTime, toSlot } from '../../functions/schedule/slot';
import { SCHEDULED_TIME } from '../../functions/snapshot/event';
import type { SnsMessage } from './emulators/sns';
import type { LocalStack } from './stack';

/** The latest run of the monitor's schedule at `epochMs`. */
export const latestMonitorTime = (epochMs: number): string =>
  toSlot(Math.floor(epochMs / PERIOD_MS) * PERIOD_MS);

/** The runs that may judge a slot: a permanent failure is reported early. */
export function judgingTimes(stack: LocalStack, account: string, slot: string): string[] {
  const { maxLatenessSeconds = DEFAULT_MAX_LATENESS_SECONDS } = stack.event(account, slot);
  const lastMoment = slotTime(slot) + maxLatenessSeconds * 1000 + GRACE_MS;
  const runs = [earlyRun({ slot }), judgingRun({ slot, lastMoment })];
  return [...new Set(runs)].sort((a, b) => a - b).map(toSlot);
}

/** The event of a monitor schedule's `input` for a run. */
export const monitorEvent = (input: string, time: string): MonitorEvent =>
  JSON.parse(input.replaceAll(SCHEDULED_TIME, time));

/** Runs the monitor for one account. The stack must record its messages. */
export async function invokeMonitor(
  { deployment, monitor, sns }: LocalStack,
  account: string,
  time: string,
  clockShiftMs: number | undefined,
): Promise<{ messages: SnsMessage[]; error?: string }> {
  if (!deployment.monitor || !monitor) return { messages: [] };
  const event = monitorEvent(deployment.monitor.schedule.input, time);
  const before = sns.messages.length;
  const accounts = event.accounts.filter(({ id }) => id === account);
  const result = await monitor.invoke({ ...event, accounts }, { clockShiftMs });
  const messages = sns.messages.slice(before);
  return result.kind === 'failed' ? { messages, error: result.error.errorMessage } : { messages };
}
