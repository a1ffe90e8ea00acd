/** What each alarm says: what happened, and the first thing to do. RUNBOOK.md has an entry of the same name for each. */
import { METRICS, type MetricName } from '../functions/snapshot/metrics';

export type AlarmDescription = { summary: string; nextStep: string };

/** One alarm an account and failure metric. A failed run also sends `SnapshotFailed`; these say why. */
export const FAILURE_ALARMS = {
  [METRICS.whitelist]: {
    summary:
      "BingX refused the address that the account was read from: it is not on the API key's whitelist.",
    nextStep: 'Read failure.egressIp in the last failed row and enter that address at BingX, API management.',
  },
  [METRICS.timestamp]: {
    summary: 'BingX refused the timestamp of the request, even after the clock was measured against its own.',
    nextStep: 'Read clockSkewMs in the log; if the next slot is captured, leave it, else raise memorySize.',
  },
  [METRICS.credentials]: {
    summary: "The account's secret is missing, not filled or malformed, or BingX does not accept its key.",
    nextStep: 'Read the reason in the last failed row, then put a valid read-only key into the secret.',
  },
  [METRICS.rateLimit]: {
    summary: 'BingX limited or banned our requests; nothing asks again before the time that it named.',
    nextStep: 'Read failure.retryAt in the last failed row and stop whatever else uses this key or address.',
  },
  [METRICS.exchange]: {
    summary: 'BingX was down, or answered with what nobody here understands.',
    nextStep: 'Read code and message in the last failed row; look at the status page of BingX.',
  },
  [METRICS.late]: {
    summary: 'An event came after its allowed lateness: its slot has no balance and cannot get one any more.',
    nextStep: 'If nobody redrove old events, look for throttles and for a disabled function at that time.',
  },
  [METRICS.history]: {
    summary: 'DynamoDB did not take a row; a balance that was captured lies whole in the log.',
    nextStep: 'Look at the table, then replay from the log what it did not take, before the log forgets it.',
  },
} as const satisfies Partial<Record<MetricName, AlarmDescription>>;

/** The dead man's switch, one an account. */
const NO_SNAPSHOT = {
  SnapshotMissing: {
    summary: 'No snapshot was captured for longer than the schedule and the allowed lateness explain.',
    nextStep:
      'Look at the last rows of the account: if they failed, go by their reason; if there are none, see whether the schedule is enabled.',
  },
} as const satisfies Record<string, AlarmDescription>;

/** One alarm a stack. */
export const STACK_ALARMS = {
  FunctionErrors: {
    summary:
      'A run of the snapshot function ended in an error: a transient failure outlived its retries, or there is a bug.',
    nextStep: 'Read the error in the log; Lambda retries by itself, twice at most.',
  },
  FunctionThrottles: {
    summary: 'Lambda had no room to run the snapshot function.',
    nextStep: "Look at the account's concurrent executions, and at what else uses them up.",
  },
  DeadLetters: {
    summary: 'An event was given up and lies in the dead-letter queue: its slot has no captured row.',
    nextStep: 'Read the message there for the account, the slot and the reason.',
  },
} as const satisfies Record<string, AlarmDescription>;

/** All of them, by name. */
export const ALARM_DESCRIPTIONS = { ...NO_SNAPSHOT, ...FAILURE_ALARMS, ...STACK_ALARMS };
export type AlarmName = keyof typeof ALARM_DESCRIPTIONS;

/** What an alarm's mail says. `of` names the account and its secret, where it is about one. */
export function description(name: AlarmName, of?: string): string {
  const { summary, nextStep } = ALARM_DESCRIPTIONS[name];
  return [...(of ? [of] : []), summary, `First: ${nextStep}`, `More: RUNBOOK.md, ${name}.`].join(' ');
}
