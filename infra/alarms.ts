/** What ops hear of: one alarm for each thing that needs a hand, on one topic. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS, type MetricName } from '../functions/snapshot/metrics';
import type { Config } from './config';

const FAILURES: { metric: MetricName; description: (account: string) => string }[] = [
  {
    metric: METRICS.whitelist,
    description: (account) =>
      `BingX refused the address that account ${account} was read from: it is not on the API key's whitelist.`,
  },
  {
    metric: METRICS.timestamp,
    description: (account) =>
      `BingX refused the timestamp of account ${account}: the clocks differ, or the request took too long.`,
  },
];

export function alarms(stack: Stack, config: Config): void {
  const topic = new Topic(stack, 'Alarms', { displayName: 'Balance snapshots', enforceSSL: true });
  for (const account of config.accounts) {
    for (const { metric, description } of FAILURES) {
      const alarm = new Alarm(stack, `${metric}-${account.id}`, {
        alarmDescription: description(account.id),
        metric: new Metric({
          namespace: METRIC_NAMESPACE,
          metricName: metric,
          dimensionsMap: { [METRIC_DIMENSION]: account.id },
          statistic: Stats.SUM,
          period: Duration.minutes(5),
        }),
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }
}
