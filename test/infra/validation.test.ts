/** Both validators accept the stack, and fail the synth on a fault. */
import { CfnResource, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { THREE_ACCOUNTS, unbundled } from './synthesis';

const SETTINGS = { ...THREE_ACCOUNTS, analytics: true };

const synth = (add: (stack: Construct) => void = () => {}) => {
  const app = unbundled(SETTINGS);
  add(app.node.findChild('BalanceSnapshots') as Construct);
  return app.synth();
};

describe('the synth', () => {
  it('has no findings for three accounts with different schedules, behind NAT, with retention and analytics', () => {
    expect(() => synth()).not.toThrow();
  }, 60_000);

  it('fails on findings of cdk-nag and of the CloudFormation rules', () => {
    const synthWithFindings = () =>
      synth((stack) => {
        new Queue(stack, 'QueueWithFindings');
        new CfnResource(stack, 'Misspelt', { type: 'AWS::SNS::Topic', properties: { DisplayNam: 'x' } });
      });
    expect(synthWithFindings).toThrow(/AwsSolutions-SQS4.*'DisplayNam' was unexpected/s);
  }, 60_000);

  it('suppresses only these findings, each with a reason', () => {
    const suppressed = unbundled(SETTINGS)
      .node.findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      // CDK's own, for its networks.
      .filter(([rule]) => !rule.startsWith('CloudFormation-Validate'));
    expect(suppressed.map(([rule]) => rule.replace('Annotation::AwsSolutions-', ''))).toEqual([
      'SMG4',
      'SMG4',
      'SQS3',
      'VPC7',
      'IAM5[Resource::*]',
      expect.stringMatching(/^IAM5\[Resource::.*:stack\/BalanceSnapshots\/\*]$/),
      'S1',
      ...Array(2)
        .fill([expect.stringMatching(/\/exports\/\*]$/), expect.stringMatching(/\/results\/\*]$/)])
        .flat(),
      'IAM5[Resource::*]',
    ]);
    for (const [, reason] of suppressed) expect(reason).toMatch(/\w+.*\.$/);
  });
});
