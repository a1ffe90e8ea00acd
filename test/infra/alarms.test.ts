/** The seven alarms: their metrics, descriptions and notifications; and the dashboard. */
import { FAILURES } from '../../functions/snapshot/outcome';
import { ALARM_DESCRIPTIONS, type AlarmName, MAX_DESCRIPTION_LENGTH } from '../../infra/alarm-descriptions';
import { MAX_URL_LENGTH } from '../../infra/config';
import { all, THREE_ACCOUNTS, templateWith, the } from './synthesis';

const template = templateWith(THREE_ACCOUNTS);
const alarms = all(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const alarm = (name: AlarmName) => alarms.find(({ AlarmName }) => AlarmName === `BalanceSnapshots-${name}`);
const STACK = { Name: 'stack', Value: 'BalanceSnapshots' };

describe('the alarms', () => {
  it('are seven, whatever the number of accounts', () => {
    const expected = Object.keys(ALARM_DESCRIPTIONS).map((name) => `BalanceSnapshots-${name}`);
    for (const context of [{}, THREE_ACCOUNTS]) {
      const names = all(templateWith(context), 'AWS::CloudWatch::Alarm').map(
        ({ Properties }) => Properties.AlarmName,
      );
      expect(names.sort()).toEqual(expected.sort());
    }
    expect(expected).toHaveLength(7);
  });

  it.each([
    { name: 'SlotsMissing', metric: 'SlotsMissing', dimensions: [STACK] },
    { name: 'AccountsFailing', metric: 'AccountsFailing', dimensions: [STACK] },
    {
      name: 'WhitelistError',
      metric: 'AccountsFailing',
      dimensions: [{ Name: 'reason', Value: 'ip-not-whitelisted' }, STACK],
    },
    {
      name: 'TimestampError',
      metric: 'AccountsFailing',
      dimensions: [{ Name: 'reason', Value: 'timestamp-rejected' }, STACK],
    },
  ] as const)('evaluate the gauge $metric for $name and send no mail', ({ name, metric, dimensions }) => {
    expect(alarm(name)).toMatchObject({
      Namespace: 'BalanceSnapshots',
      MetricName: metric,
      Dimensions: dimensions,
      Statistic: 'Maximum',
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
    });
    expect(alarm(name)).not.toHaveProperty('AlarmActions');
  });

  it('breach where the monitor sends no data, or less than 0, for two periods', () => {
    expect(alarm('MonitorSilent')).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
    });
    expect(alarm('MonitorSilent').Metrics).toMatchObject([
      { Expression: 'FILL(missing, -1)' },
      {
        Id: 'missing',
        MetricStat: {
          Metric: { MetricName: 'SlotsMissing', Dimensions: [STACK] },
          Period: 300,
          Stat: 'Minimum',
        },
      },
    ]);
  });

  it.each([
    {
      name: 'DeadLetters',
      metric: 'ApproximateNumberOfMessagesVisible',
      of: { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'QueueName'] },
    },
    { name: 'FunctionThrottles', metric: 'Throttles', of: { Ref: 'Snapshot86FBE57A' } },
  ] as const)('include $metric for $name', ({ name, metric, of }) => {
    expect(alarm(name)).toMatchObject({
      MetricName: metric,
      Dimensions: [{ Value: of }],
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('notify the topic only of what the monitor cannot report', () => {
    const topic = [{ Ref: 'Alarms04B5A0BF' }];
    const notifying = alarms.filter(({ AlarmActions }) => AlarmActions);
    expect(notifying.map(({ AlarmName }) => AlarmName.split('-').at(-1)).sort()).toEqual([
      'DeadLetters',
      'FunctionThrottles',
      'MonitorSilent',
    ]);
    for (const properties of notifying)
      expect(properties).toMatchObject({ AlarmActions: topic, OKActions: topic });
    expect(the(template, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: topic[0],
    });
  });

  it('are the only publishers that the topic policy allows', () => {
    const [publish] = the(template, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    );
    expect(publish).toMatchObject({
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: 'Alarms04B5A0BF' },
    });
    expect(JSON.stringify(publish.Condition.ArnLike['aws:SourceArn'])).toContain(':alarm:BalanceSnapshots-*');
    for (const { AlarmName } of alarms) expect(AlarmName).toMatch(/^BalanceSnapshots-/);
  });

  it.each([undefined, `https://wiki.example.com/${'a'.repeat(MAX_URL_LENGTH)}`.slice(0, MAX_URL_LENGTH)])(
    'describe what happened, the next step and the runbook entry, with runbookUrl %s',
    (runbookUrl) => {
      const described = all(templateWith({ ...(runbookUrl && { runbookUrl }) }), 'AWS::CloudWatch::Alarm');
      for (const { Properties } of described) {
        const name = Properties.AlarmName.split('-').at(-1) as AlarmName;
        const { summary, nextStep } = ALARM_DESCRIPTIONS[name];
        expect(Properties.AlarmDescription).toBe(
          `${summary} Next step: ${nextStep} Runbook: ${runbookUrl ?? 'RUNBOOK.md'}#${name.toLowerCase()}`,
        );
        expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
      }
    },
  );

  it('exist before the schedules that they monitor', () => {
    const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    expect(the(template, 'AWS::Scheduler::ScheduleGroup').DependsOn?.sort()).toEqual(ids.sort());
  });
});

describe('the dashboard', () => {
  const body = JSON.stringify(the(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);

  it('shows accounts by state, captured and due slots, failures by metric, delay and clock skew', () => {
    expect(body).toContain('Accounts by state, of 3');
    expect(body).toContain('AccountsFailing');
    // Below 0, a run of the monitor failed: no count.
    expect(body).toContain('IF(missing >= 0, missing)');
    // 40 of desk on a weekday, four of fund, at most one of old-one.
    expect(body).toContain('45 due on a full day');
    for (const { metric } of Object.values(FAILURES)) {
      if (metric !== 'SnapshotFailed') expect(body).toContain(metric);
    }
    expect(body).toContain('delayMs');
    expect(body).toContain('clockSkewMs');
  });

  it('shows the next step of each alarm beside the graphs', () => {
    for (const { nextStep } of Object.values(ALARM_DESCRIPTIONS)) expect(body).toContain(nextStep);
  });

  it('links each alarm to the runbook at runbookUrl', () => {
    const linked = templateWith({ runbookUrl: 'https://wiki.example.com/runbook' });
    const { DashboardBody } = the(linked, 'AWS::CloudWatch::Dashboard').Properties;
    expect(JSON.stringify(DashboardBody)).toContain(
      '[DeadLetters](https://wiki.example.com/runbook#deadletters)',
    );
  });

  it('is left out where dashboard is false', () => {
    expect(all(templateWith({ dashboard: false }), 'AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
