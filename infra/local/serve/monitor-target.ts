/** The monitor as a target of the local scheduler: it judges every five minutes in order, also those of a downtime. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSchedule } from '../../../functions/schedule/schedule';
import { isSlot, slotTime, toSlot } from '../../../functions/schedule/slot';
import { monitorEvent } from '../invoke-monitor';
import type { LocalStack } from '../stack';
import type { Target } from './scheduler';

export type MonitorDependencies = {
  stack: LocalStack;
  folder: string;
  now(): number;
  /** Offset of the function's clock from real time: ms; undefined if the clock is not settable. */
  clockShiftMs(): number | undefined;
  onFailure(slot: string, message: string): unknown;
};

/** A longer downtime is judged for its last day only. */
const MAX_CATCH_UP_SECONDS = 86_400;

/** Undefined if the template has no monitor. */
export function createMonitorTarget({ stack, folder, now, clockShiftMs, onFailure }: MonitorDependencies) {
  const { deployment, monitor } = stack;
  if (!deployment.monitor || !monitor) return undefined;
  const { schedule } = deployment.monitor;
  const lastRun = readLastRun(folder);
  return {
    name: 'monitor',
    schedule: parseSchedule(schedule.expression, schedule.timezone),
    anchor: lastRun ?? toSlot(now()),
    since: lastRun === undefined ? now() : slotTime(lastRun),
    maxLatenessSeconds: MAX_CATCH_UP_SECONDS,
    // A change of state is relative to the run before.
    isSequential: true,
    async invoke(slot) {
      const result = await monitor.invoke(monitorEvent(schedule.input, slot), {
        clockShiftMs: clockShiftMs(),
      });
      if (result.kind === 'failed') onFailure(slot, result.error.errorMessage);
      else writeLastRun(folder, slot);
    },
    onMissed: () => undefined,
  } satisfies Target;
}

const stateFile = (folder: string) => join(folder, 'monitor.json');

function readLastRun(folder: string): string | undefined {
  try {
    const { lastRun } = JSON.parse(readFileSync(stateFile(folder), 'utf8'));
    return isSlot(lastRun) ? lastRun : undefined;
  } catch {
    // The first start.
    return undefined;
  }
}

/** Renamed into place: a power failure leaves the old file or the new one. */
function writeLastRun(folder: string, lastRun: string): void {
  writeFileSync(`${stateFile(folder)}.new`, JSON.stringify({ lastRun }), { mode: 0o600 });
  renameSync(`${stateFile(folder)}.new`, stateFile(folder));
}
