/** Entry of the monitor function. */
import { readMonitorEnvironment } from './environment';
import { parseMonitorEvent } from './event';

readMonitorEnvironment(process.env);

/** Judges the slots that are due at the event's time. */
export async function handler(event: unknown): Promise<void> {
  parseMonitorEvent(event);
  throw new Error('The monitor does not judge slots yet.');
}
