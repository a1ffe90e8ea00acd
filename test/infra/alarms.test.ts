/** The alarms, their metrics and descriptions, their runbook entries, and the dashboard. */
import { readFileSync } from 'node:fs';
import { METRICS } from '../../functions/snapshot/metrics';
import { FAILURES } from '../../functions/snapshot/outcome';
import {
  ALARM_DESCRIPTIONS,
  FAILURE_ALARMS,
  MAX_DESCRIPTION_LENGTH,
  STACK_ALARMS,
} from '../../infra/alarm-descriptions';
import { MAX_URL_LENGTH } from '../../infra/config';
import { all, THREE_ACCOUNTS, templateWith, the, warningsWith } from './synthesis';

const template = templateWith(THREE_ACCOUNTS);
const alarms = all(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const named = (name: string) => alarms.filter(({ AlarmName }) => AlarmName.endsWith(`-${name}`));

describe('the alarms', () => {
  it.each(Object.keys(FAILURE_ALARMS))('include one for the metric %s of each account', (metric) => {
    expect(named(metric).map(({ Dimensions }) => Dimensions)).toEqual(
      ['desk', 'fund', 'old-one'].map((account) => [{ Name: 'account', Value: account }]),
    );
    for (const alarm of named(metric)) {
      expect(alarm).toMatchObject({
        Namespace: 'BalanceSnapshots',
        MetricName: metric,
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  it('include one for each failure reason', () => {
    for (const { metric } of Object.values(FAILURES)) {
      // A bug has no metric of its own: the run throws, which FunctionErrors reports.
      if (metric !== METRICS.failed) expect(named(metric)).toHaveLength(3);
    }
  });

  it('include errors and throttles of the function, and messages in the dead-letter queue', () => {
    const watched = Object.keys(STACK_ALARMS).map((name) => {
      const [{ MetricName, Dimensions, Threshold, TreatMissingData }] = named(name);
      return { MetricName, of: Dimensions[0].Value, Threshold, TreatMissingData };
    });
    const atOne = { Threshold: 1, TreatMissingData: 'notBreaching' };
    expect(watched).toEqual([
      { MetricName: 'Errors', of: { Ref: 'Snapshot86FBE57A' }, ...atOne },
      { MetricName: 'Throttles', of: { Ref: 'Snapshot86FBE57A' }, ...atOne },
      {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        of: { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'QueueName'] },
        ...atOne,
      },
    ]);
  });

  it('notify the topic when they begin and when they end', () => {
    const topic = [{ Ref: 'Alarms04B5A0BF' }];
    for (const alarm of alarms) expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic });
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
    const mayPublish = JSON.stringify(publish.Condition.ArnLike['aws:SourceArn']);
    expect(mayPublish).toContain(':alarm:BalanceSnapshots-*');
    for (const { AlarmName } of alarms) expect(AlarmName).toMatch(/^BalanceSnapshots-/);
  });

  it('describe the account, what happened, the next step and the runbook entry', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const name = AlarmName.split('-').at(-1) as keyof typeof ALARM_DESCRIPTIONS;
      const { summary, nextStep } = ALARM_DESCRIPTIONS[name];
      expect(AlarmDescription).toContain(
        `${summary} Next step: ${nextStep} Runbook: RUNBOOK.md#${name.toLowerCase()}`,
      );
      expect(AlarmDescription.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
    }
    expect(named('CredentialsError')[2].AlarmDescription).toContain('Account old-one,');
    expect(named('CredentialsError')[2].AlarmDescription).toContain('secret team/bingx.');
  });

  it('link to the runbook at runbookUrl', () => {
    const runbookUrl = `https://wiki.example.com/${'a'.repeat(MAX_URL_LENGTH)}`.slice(0, MAX_URL_LENGTH);
    const linked = all(templateWith({ ...THREE_ACCOUNTS, runbookUrl }), 'AWS::CloudWatch::Alarm');
    for (const { Properties } of linked) {
      const name = Properties.AlarmName.split('-').at(-1).toLowerCase();
      expect(Properties.AlarmDescription).toMatch(new RegExp(` Runbook: ${runbookUrl}#${name}$`));
      expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(MAX_DESCRIPTION_LENGTH);
    }
  });
});

describe('the alarm SnapshotMissing', () => {
  it('breaches on missing data after the longest gap that each schedule permits', () => {
    const windows = named('SnapshotMissing').map(({ Dimensions, Period, EvaluationPeriods, ...rest }) => {
      expect(rest).toMatchObject({
        MetricName: 'SnapshotCaptured',
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
      return [Dimensions[0].Value, Period, EvaluationPeriods];
    });
    expect(windows).toEqual([
      // From Friday 17:45 to Monday 08:00 it is 62 h 15 min, an hour more where the clock is set back; 10 min late.
      ['desk', 3600, 64],
      // Six hours, one hour late, five minutes for the run.
      ['fund', 300, 85],
    ]);
  });

  it('is left out with a warning where slots are more than seven days apart', () => {
    expect(warningsWith(THREE_ACCOUNTS)).toEqual([
      expect.stringContaining(
        'Account old-one has no alarm SnapshotMissing: its slots are further apart than the seven days that CloudWatch evaluates.',
      ),
    ]);
  });
});

describe('the runbook', () => {
  const text = readFileSync('RUNBOOK.md', 'utf8');
  const part = text.slice(text.indexOf('\n# Alarms\n'), text.indexOf('\n# Recovery\n'));
  const entries = part.split('\n## ').slice(1);

  it('has an entry for each alarm and no other', () => {
    const written = entries.map((entry) => entry.split('\n')[0]);
    const deployed = new Set(alarms.map(({ AlarmName }) => AlarmName.split('-').at(-1)));
    expect([...written].sort()).toEqual([...deployed].sort());
    expect([...written].sort()).toEqual(Object.keys(ALARM_DESCRIPTIONS).sort());
  });

  it.each(entries.map((entry) => [entry.split('\n')[0], entry]))(
    'describes meaning, investigation, fix and verification of %s',
    (_, entry) => {
      for (const heading of ['**Meaning.**', '**Investigate.**', '**Fix.**', '**Verify.**']) {
        expect(entry).toContain(heading);
      }
    },
  );

  it('names only outputs of the stack', () => {
    const asked = [...text.matchAll(/\boutput ([A-Z]\w+)/g)].map(([, name]) => name);
    const had = Object.keys(template.toJSON().Outputs);
    expect(asked.length).toBeGreaterThan(3);
    expect(had).toEqual(expect.arrayContaining(asked));
  });
});

describe('the dashboard', () => {
  const body = JSON.stringify(the(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);

  it('shows captured and due slots, failures by reason, delay and clock skew', () => {
    for (const account of ['desk', 'fund', 'old-one']) expect(body).toContain(`${account}: captures per day`);
    expect(body).toContain('40 due on a full day');
    expect(body).toContain('4 due on a full day');
    for (const metric of Object.keys(FAILURE_ALARMS)) expect(body).toContain(metric);
    expect(body).toContain('delayMs');
    expect(body).toContain('clockSkewMs');
  });

  it('shows the next step of each alarm beside the graphs', () => {
    for (const { nextStep } of Object.values(ALARM_DESCRIPTIONS)) expect(body).toContain(nextStep);
  });
});
