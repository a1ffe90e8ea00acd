/** The description of each alarm: what happened and the next step. RUNBOOK.md has an entry of the same name for each. */
import { METRICS, type MetricName } from '../functions/snapshot/metrics';

export type AlarmDescription = { summary: string; nextStep: string };

/** One alarm per account and failure metric. A failed run also sends `SnapshotFailed`; these name the cause. */
export const FAILURE_ALARMS = {
  [METRICS.whitelist]: {
    summary: "BingX rejected the IP address of the request: it is not on the API key's whitelist.",
    nextStep: 'Add failure.egressIp of the last failed row to the whitelist at BingX, API management.',
  },
  [METRICS.timestamp]: {
    summary: "BingX rejected the timestamp of the request, although it was set by BingX's clock.",
    nextStep:
      'Wait for the next slot. If it fails as well, read clockSkewMs in the log and raise memorySize.',
  },
  [METRICS.credentials]: {
    summary: "The account's secret is missing, not filled in or malformed, or BingX rejects its key.",
    nextStep: 'Read failure.reason of the last failed row, then store a valid read-only key in the secret.',
  },
  [METRICS.rateLimit]: {
    summary: 'BingX limited or banned the requests of this key or address.',
    nextStep: 'Read failure.retryAt of the last failed row and stop other users of this key or address.',
  },
  [METRICS.exchange]: {
    summary: 'BingX was unavailable, rejected the request or sent an invalid response.',
    nextStep: 'Read failure.code and failure.message of the last failed row; check the status page of BingX.',
  },
  [METRICS.late]: {
    summary: 'An event arrived after its allowed lateness: its slot has no balance.',
    nextStep:
      'If no old events were sent again, check for throttles and for a disabled function at that time.',
  },
  [METRICS.history]: {
    summary: 'DynamoDB did not accept a row. A captured balance is stored in CloudWatch Logs instead.',
    nextStep: 'Check the table, then run npm run replay before the retention of the log ends.',
  },
} as const satisfies Partial<Record<MetricName, AlarmDescription>>;

/** One alarm per account for missing snapshots. */
const NO_SNAPSHOT = {
  SnapshotMissing: {
    summary: 'No snapshot was captured for longer than the schedule and the allowed lateness permit.',
    nextStep:
      'Read the last rows of the account. If they failed, follow their reason; if there are none, check that the schedule is enabled.',
  },
} as const satisfies Record<string, AlarmDescription>;

/** One alarm per stack. */
export const STACK_ALARMS = {
  FunctionErrors: {
    summary:
      'A run of the snapshot function threw an error: a transient failure exhausted its retries, or there is a bug.',
    nextStep: 'Read the error in the log; Lambda retries at most twice.',
  },
  FunctionThrottles: {
    summary: 'The snapshot function was throttled.',
    nextStep: "Compare the AWS account's concurrent executions with their quota.",
  },
  DeadLetters: {
    summary: 'An event exhausted its retries and is in the dead-letter queue: its slot has no captured row.',
    nextStep: 'Read the message in the queue for the account, the slot and the reason.',
  },
} as const satisfies Record<string, AlarmDescription>;

/** All alarms, by name. */
export const ALARM_DESCRIPTIONS = { ...NO_SNAPSHOT, ...FAILURE_ALARMS, ...STACK_ALARMS };
export type AlarmName = keyof typeof ALARM_DESCRIPTIONS;

/** CloudWatch's limit. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_DESCRIPTION_LENGTH = 1024;

/** The entry about `name` in the runbook at `runbookUrl`, by default the file of this project. */
export const runbookLink = (name: string, runbookUrl = 'RUNBOOK.md') => `${runbookUrl}#${name.toLowerCase()}`;

/** An alarm's description. `subject` names the account and its secret, where the alarm is about one. */
export function alarmDescription(
  name: AlarmName,
  { subject, runbookUrl }: { subject?: string; runbookUrl?: string },
) {
  const { summary, nextStep } = ALARM_DESCRIPTIONS[name];
  return [
    ...(subject ? [subject] : []),
    summary,
    `Next step: ${nextStep}`,
    `Runbook: ${runbookLink(name, runbookUrl)}`,
  ].join(' ');
}
