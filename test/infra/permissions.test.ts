/** The complete list of the actions and resources that roles and policies allow. */
import type { Template } from 'aws-cdk-lib/assertions';
import { all, templateWith } from './synthesis';

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };

const statements = (template: Template, type = 'AWS::IAM::Policy'): Statement[] =>
  all(template, type).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

const allowed = (template: Template, type?: string) =>
  statements(template, type)
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Action, Resource }) => [Action, Resource]);

const TABLE = { 'Fn::GetAtt': ['HistoryC127576E', 'Arn'] };
const MONITOR_LOG = { 'Fn::GetAtt': ['MonitorLogF1DC71B1', 'Arn'] };
const TOPIC = { Ref: 'Alarms04B5A0BF' };
const LOG = { 'Fn::GetAtt': ['SnapshotLog94BE2B7B', 'Arn'] };
const DEAD_LETTERS = { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'Arn'] };

const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const ALLOWED = [
  [['dynamodb:GetItem', 'dynamodb:PutItem'], TABLE],
  ['secretsmanager:GetSecretValue', { Ref: 'SecretmainACBBA901' }],
  [['logs:CreateLogStream', 'logs:PutLogEvents'], LOG],
  [NETWORK_INTERFACES, '*'],
  [['dynamodb:BatchGetItem', 'dynamodb:Query'], TABLE],
  ['sns:Publish', TOPIC],
  [['logs:CreateLogStream', 'logs:PutLogEvents'], MONITOR_LOG],
  [
    'lambda:InvokeFunction',
    [{ 'Fn::GetAtt': ['Monitor5337499C', 'Arn'] }, { 'Fn::GetAtt': ['Snapshot86FBE57A', 'Arn'] }],
  ],
  ['sqs:SendMessage', DEAD_LETTERS],
];

describe('the roles of functions and scheduler', () => {
  const template = templateWith();

  it('allow exactly these actions on these resources', () => {
    expect(allowed(template)).toEqual(ALLOWED);
  });

  it('allow the existing secret that an account names', () => {
    const borrowed = templateWith({ accounts: [{ id: 'main', secretName: 'team/bingx' }] });
    const [, [, secret] = []] = allowed(borrowed);
    expect(JSON.stringify(secret)).toContain(':secret:team/bingx-??????');
  });

  it.each(['lambda', 'nat'])(
    'allow the same with egress %s, so that the network can be deleted',
    (egress) => {
      expect(allowed(templateWith({ egress }))).toEqual(ALLOWED);
    },
  );

  it.each(['lambda', 'nat'])('deny the network interfaces to the function code, with egress %s', (egress) => {
    expect(statements(templateWith({ egress }))).toContainEqual({
      Effect: 'Deny',
      Action: NETWORK_INTERFACES,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::GetAtt': ['Snapshot86FBE57A', 'Arn'] } } },
    });
  });

  it('allow many secrets in managed policies, attached to the snapshot function only', () => {
    const accounts = Array.from({ length: 70 }, (_, i) => ({ id: `a${i}`, secretName: `team/bingx-${i}` }));
    const policies = all(templateWith({ accounts }), 'AWS::IAM::ManagedPolicy').filter(
      ({ Properties }) => Properties.Roles,
    );
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies) {
      expect(Properties.Roles).toEqual([{ Ref: expect.stringMatching(/^SnapshotRole/) }]);
      expect(Properties.PolicyDocument.Statement).toMatchObject([
        { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue' },
      ]);
    }
  });

  it('allow a secret that accounts share once', () => {
    const accounts = [{ id: 'main' }, { id: 'desk', secretName: 'balance-snapshots/main' }];
    expect(allowed(templateWith({ accounts }))).toEqual(ALLOWED);
  });

  it('deny requests without TLS', () => {
    const withoutTls = statements(template).filter(
      ({ Effect, Action }) => Effect === 'Deny' && Action === '*',
    );
    expect(withoutTls).toEqual(
      Array(3).fill({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('have no other policies, and no other principal may invoke the functions', () => {
    expect(all(template, 'AWS::Lambda::Permission')).toEqual([]);
    for (const role of [template, templateWith({ egress: 'nat' })].flatMap((t) => all(t, 'AWS::IAM::Role'))) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(role.Properties).not.toHaveProperty('Policies');
    }
  });

  it('can be assumed by their own service only, by Scheduler only for schedules of this stack', () => {
    const [snapshot, monitor, scheduler] = all(template, 'AWS::IAM::Role').map(
      ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement,
    );
    expect(snapshot).toMatchObject([{ Principal: { Service: 'lambda.amazonaws.com' } }]);
    expect(monitor).toEqual(snapshot);
    expect(scheduler).toMatchObject([
      {
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:SourceAccount': { Ref: 'AWS::AccountId' },
            'aws:SourceArn': { 'Fn::GetAtt': ['Schedules', 'Arn'] },
          },
        },
      },
    ]);
  });
});

describe('the policy for analysts', () => {
  it('allows reading the table and the stack, and nothing else', () => {
    const [history, stack, ...others] = allowed(templateWith(), 'AWS::IAM::ManagedPolicy');
    expect(history).toEqual([
      [
        'dynamodb:BatchGetItem',
        'dynamodb:DescribeTable',
        'dynamodb:GetItem',
        'dynamodb:PartiQLSelect',
        'dynamodb:Query',
        'dynamodb:Scan',
      ],
      TABLE,
    ]);
    expect(stack?.[0]).toBe('cloudformation:DescribeStacks');
    expect(JSON.stringify(stack?.[1])).toContain(':stack/BalanceSnapshots/*');
    expect(others).toEqual([]);
  });
});

describe('topic and queue', () => {
  it.each(['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'])('deny requests without TLS (%s)', (type) => {
    expect(statements(templateWith(), type)).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });
});
