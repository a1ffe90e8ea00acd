/** The description of each alarm: what happened and the next step. RUNBOOK.md has an entry of the same name for each. */

import { REASONS, runbookEntry } from '../functions/monitor/reasons';

export type AlarmDescription = { summary: string; nextStep: string };

function summarize(reason: keyof typeof REASONS): AlarmDescription {
  const { cause, nextStep } = REASONS[reason];
  return { summary: cause, nextStep };
}

/** The alarms of a stack, however many accounts it has. */
export const ALARM_DESCRIPTIONS = {
  MonitorSilent: {
    summary:
      'The monitor has sent no data for ten minutes, or a run of it failed: failures and missing slots may not be reported, and a message may be lost.',
    nextStep:
      'Check that the schedule stack.monitor is enabled, read the log of the monitor function, and send the event of each failed run again.',
  },
  SlotsMissing: {
    summary: 'The latest due slot of at least one account has no row.',
    nextStep: "Read the monitor's message for the accounts, and check that their schedules are enabled.",
  },
  AccountsFailing: {
    summary: 'The latest due slot of at least one account failed.',
    nextStep: "Read the monitor's message for the accounts, their reasons and the next step for each.",
  },
  WhitelistError: summarize('ip-not-whitelisted'),
  TimestampError: summarize('timestamp-rejected'),
  DeadLetters: {
    summary: 'Scheduler could not deliver an event, which is in the dead-letter queue.',
    nextStep: 'Read the message in the queue for the event and the error.',
  },
  FunctionThrottles: {
    summary: 'The snapshot function was throttled.',
    nextStep: "Compare the AWS account's concurrent executions with their quota.",
  },
} satisfies Record<string, AlarmDescription>;

export type AlarmName = keyof typeof ALARM_DESCRIPTIONS;

/** CloudWatch's limit. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_DESCRIPTION_LENGTH = 1024;

/** The entry of an alarm in the runbook at `runbookUrl`, by default the file of this project. */
export const alarmRunbookEntry = (name: string, runbookUrl?: string) =>
  runbookEntry(name.toLowerCase(), runbookUrl);

export function alarmDescription(name: AlarmName, runbookUrl?: string): string {
  const { summary, nextStep } = ALARM_DESCRIPTIONS[name];
  return `${summary} Next step: ${nextStep} Runbook: ${alarmRunbookEntry(name, runbookUrl)}`;
}
