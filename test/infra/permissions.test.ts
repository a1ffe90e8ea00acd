/** Every action that a role or policy allows, and on what: one more breaks this test. */
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
  ['sqs:SendMessage', DEAD_LETTERS],
  [NETWORK_INTERFACES, '*'],
  ['lambda:InvokeFunction', { 'Fn::GetAtt': ['Snapshot86FBE57A', 'Arn'] }],
  ['sqs:SendMessage', DEAD_LETTERS],
];

describe('the roles of function and scheduler', () => {
  const template = templateWith();

  it('allow these actions on these resources, and no other', () => {
    expect(allowed(template)).toEqual(ALLOWED);
  });

  it("allow an account's own secret where it names one that exists", () => {
    const borrowed = templateWith({ accounts: [{ id: 'main', secretName: 'team/bingx' }] });
    const [, [, secret] = []] = allowed(borrowed);
    expect(JSON.stringify(secret)).toContain(':secret:team/bingx-??????');
  });

  it.each(['lambda', 'nat'])(
    'allow the same with egress %s: a function that leaves a network has to clean up',
    (egress) => {
      expect(allowed(templateWith({ egress }))).toEqual(ALLOWED);
    },
  );

  it.each(['lambda', 'nat'])('deny the interfaces to the code that Lambda runs, with egress %s', (egress) => {
    expect(statements(templateWith({ egress }))).toContainEqual({
      Effect: 'Deny',
      Action: NETWORK_INTERFACES,
      Resource: '*',
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::GetAtt': ['Snapshot86FBE57A', 'Arn'] } } },
    });
  });

  it('refuse everything that does not go over TLS', () => {
    const withoutTls = statements(template).filter(
      ({ Effect, Action }) => Effect === 'Deny' && Action === '*',
    );
    expect(withoutTls).toEqual(
      Array(2).fill({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  it('have no other policies, and let nobody else invoke the function', () => {
    expect(all(template, 'AWS::Lambda::Permission')).toEqual([]);
    for (const role of [template, templateWith({ egress: 'nat' })].flatMap((t) => all(t, 'AWS::IAM::Role'))) {
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
      expect(role.Properties).not.toHaveProperty('Policies');
    }
  });

  it('can be taken by their own service alone, the scheduler only for schedules of this stack', () => {
    const [snapshot, scheduler] = all(template, 'AWS::IAM::Role').map(
      ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement,
    );
    expect(snapshot).toMatchObject([{ Principal: { Service: 'lambda.amazonaws.com' } }]);
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
  it('reads the history and finds it, and allows nothing else', () => {
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
  it.each(['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'])(
    'take nothing that does not come over TLS (%s)',
    (type) => {
      expect(statements(templateWith(), type)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    },
  );
});
