/** One invocation of the function, with all of its output. */
import { slotTime } from '../../functions/schedule/slot';
import type { Log } from '../../functions/snapshot/dependencies';
import type { Outcome } from '../../functions/snapshot/outcome';
import type { publish } from '../../functions/snapshot/publish';
import type { Exchanged } from './exchange';

export type Run = {
  account: string;
  slot: string;
  /** How long after its slot it began, on the exchange's clock. */
  latenessMs: number;
  /** Every request to the exchange. */
  exchanged: Exchanged[];
  /** What was logged, a JSON object each. */
  lines: string[];
  /** Each line of metrics: its dimensions, and each metric with its value. */
  metrics: { dimensions: Record<string, string>; values: Record<string, number> }[];
  outcome?: Outcome;
  /** The exchange's clock when the run first sent a row: epoch ms. */
  writtenAt?: number;
  end: 'running' | 'returned' | 'threw' | 'crashed';
  error?: Error;
};

export const newRun = (account: string, slot: string, now: number): Run => ({
  account,
  slot,
  latenessMs: now - slotTime(slot),
  exchanged: [],
  lines: [],
  metrics: [],
  end: 'running',
});

/** A log in the format of the function's own: one JSON object per entry. */
export function logInto(run: Run): Log {
  const at = (level: string) => (message: string, details: Record<string, unknown>) => {
    if (run.end !== 'crashed') run.lines.push(JSON.stringify({ level, message, ...details }));
  };
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}

/** Replaces Powertools' metrics, and collects what would be printed as one EMF line. */
export function metricsInto(run: Run): Parameters<typeof publish>[1] {
  let dimensions: Record<string, string> = {};
  let values: Record<string, number> = {};
  return {
    addDimension(name: string, value: string) {
      dimensions[name] = value;
    },
    addMetric(name: string, _unit: string, value: number) {
      values[name] = (values[name] ?? 0) + value;
    },
    clearMetrics() {
      values = {};
    },
    clearDimensions() {
      dimensions = {};
    },
    publishStoredMetrics() {
      if (run.end !== 'crashed') run.metrics.push({ dimensions, values });
      dimensions = {};
      values = {};
    },
  } as unknown as Parameters<typeof publish>[1];
}
