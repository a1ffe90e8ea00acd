/** The monitor's environment: the names of the variables, shared with the stack that sets them. */
import { DEFAULT_STACK_NAME } from '../history/table';

export const MONITOR_ENVIRONMENT = {
  tableName: 'TABLE_NAME',
  topicArn: 'TOPIC_ARN',
  /** Optional: the value of the metric dimension `stack`. */
  stackName: 'STACK_NAME',
  /** Optional: the address of RUNBOOK.md (setting `runbookUrl`), for links in messages. */
  runbookUrl: 'RUNBOOK_URL',
} as const;

type MonitorSettings = { tableName: string; topicArn: string; stackName: string; runbookUrl?: string };

/** Throws one sentence that names the missing variable. */
export function readMonitorEnvironment(env: Record<string, string | undefined>): MonitorSettings {
  const required = (name: string) => {
    const value = env[name];
    if (!value) throw new Error(`${name} must be set.`);
    return value;
  };
  const runbookUrl = env[MONITOR_ENVIRONMENT.runbookUrl];
  return {
    tableName: required(MONITOR_ENVIRONMENT.tableName),
    topicArn: required(MONITOR_ENVIRONMENT.topicArn),
    stackName: env[MONITOR_ENVIRONMENT.stackName] || DEFAULT_STACK_NAME,
    ...(runbookUrl && { runbookUrl }),
  };
}
