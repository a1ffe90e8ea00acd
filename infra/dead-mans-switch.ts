/** How long an account may be without a snapshot before its alarm SnapshotMissing, in periods of CloudWatch. */
import type { AccountConfig } from './config';

/** A window that the last `evaluationPeriods` periods make up. */
export type Watch = { periodSeconds: number; evaluationPeriods: number };

/** For the run itself, and until CloudWatch has read the metric out of the log. */
const MARGIN_SECONDS = 300;

const DAY = 86_400;

/**
 * The shortest window in which a healthy account always has a snapshot, however late each was within what is allowed;
 * undefined where that is longer than CloudWatch looks back. CloudWatch looks somewhat further back than the window where
 * data is missing, so the periods are short: it delays the alarm by a few of them. An alarm may look back for a day, or
 * for seven where its period is an hour or more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function watchOver(
  account: Pick<AccountConfig, 'longestGapSeconds' | 'maxLatenessSeconds'>,
): Watch | undefined {
  const seconds = account.longestGapSeconds + account.maxLatenessSeconds + MARGIN_SECONDS;
  const periodSeconds = seconds <= DAY ? 300 : 3600;
  const evaluationPeriods = Math.ceil(seconds / periodSeconds);
  return periodSeconds * evaluationPeriods <= 7 * DAY ? { periodSeconds, evaluationPeriods } : undefined;
}
