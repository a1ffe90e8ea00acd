/** Which alarms there are, what they watch, and that the runbook has an entry for each. */
import { readFileSync } from 'node:fs';
import { METRICS } from '../../functions/snapshot/metrics';
import { FAILURES } from '../../functions/snapshot/outcome';
import { ALARM_DESCRIPTIONS, FAILURE_ALARMS, STACK_ALARMS } from '../../infra/alarm-descriptions';
import { all, THREE_ACCOUNTS, templateWith, the, warningsWith } from './synthesis';

const template = templateWith(THREE_ACCOUNTS);
const alarms = all(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const named = (name: string) => alarms.filter(({ AlarmName }) => AlarmName.endsWith(`-${name}`));

describe('the alarms', () => {
  it.each(Object.keys(FAILURE_ALARMS))('tell of every %s of every account', (metric) => {
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

  it('leave no way to fail without one', () => {
    for (const { metric } of Object.values(FAILURES)) {
      // A bug has no cause of its own to name: the run is thrown, and FunctionErrors tells.
      if (metric !== METRICS.failed) expect(named(metric)).toHaveLength(3);
    }
  });

  it('tell of errors and throttles of the function, and of anything in the dead-letter queue', () => {
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

  it('all send a mail when they begin and when they end', () => {
    const topic = [{ Ref: 'Alarms04B5A0BF' }];
    for (const alarm of alarms) expect(alarm).toMatchObject({ AlarmActions: topic, OKActions: topic });
    expect(the(template, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: topic[0],
    });
  });

  it('may publish, all of them and nobody else', () => {
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

  it('say whom they are about, what happened, what to do first, and where more is written', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const name = AlarmName.split('-').at(-1) as keyof typeof ALARM_DESCRIPTIONS;
      const { summary, nextStep } = ALARM_DESCRIPTIONS[name];
      expect(AlarmDescription).toContain(`${summary} First: ${nextStep} More: RUNBOOK.md, ${name}.`);
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
    expect(named('CredentialsError')[2].AlarmDescription).toContain('Account old-one,');
    expect(named('CredentialsError')[2].AlarmDescription).toContain('secret team/bingx.');
  });
});

describe("the dead man's switch", () => {
  it('takes no news for bad news, for as long as each schedule explains', () => {
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

  it('cannot be had for slots more than seven days apart, and synth says so', () => {
    expect(warningsWith(THREE_ACCOUNTS)).toEqual([
      expect.stringContaining(
        "Account old-one has no dead man's switch: its slots lie too far apart for the seven days that CloudWatch looks back.",
      ),
    ]);
  });
});

describe('the runbook', () => {
  const text = readFileSync('RUNBOOK.md', 'utf8');
  const part = text.slice(text.indexOf('\n# Alarms\n'), text.indexOf('\n# Recovery\n'));
  const entries = part.split('\n## ').slice(1);

  it('has an entry for every alarm, and none for what is no alarm', () => {
    const written = entries.map((entry) => entry.split('\n')[0]);
    const deployed = new Set(alarms.map(({ AlarmName }) => AlarmName.split('-').at(-1)));
    expect([...written].sort()).toEqual([...deployed].sort());
    expect([...written].sort()).toEqual(Object.keys(ALARM_DESCRIPTIONS).sort());
  });

  it.each(entries.map((entry) => [entry.split('\n')[0], entry]))(
    'says of %s all that a reader needs',
    (_, entry) => {
      for (const question of [
        '**What it means.**',
        '**How to look.**',
        '**How to mend.**',
        '**How to see that it is mended.**',
      ]) {
        expect(entry).toContain(question);
      }
    },
  );

  it('names only outputs that the stack has', () => {
    const asked = [...text.matchAll(/\boutput ([A-Z]\w+)/g)].map(([, name]) => name);
    const had = Object.keys(template.toJSON().Outputs);
    expect(asked.length).toBeGreaterThan(3);
    expect(had).toEqual(expect.arrayContaining(asked));
  });
});

describe('the dashboard', () => {
  const body = JSON.stringify(the(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);

  it('puts captures against due slots, and draws failures by reason, delay and skew', () => {
    for (const account of ['desk', 'fund', 'old-one']) expect(body).toContain(`${account}: captures a day`);
    expect(body).toContain('40 due on a full day');
    expect(body).toContain('4 due on a full day');
    for (const metric of Object.keys(FAILURE_ALARMS)) expect(body).toContain(metric);
    expect(body).toContain('delayMs');
    expect(body).toContain('clockSkewMs');
  });

  it("carries the runbook's first steps beside the graphs", () => {
    for (const { nextStep } of Object.values(ALARM_DESCRIPTIONS)) expect(body).toContain(nextStep);
  });
});
