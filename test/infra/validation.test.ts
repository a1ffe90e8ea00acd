import { CfnResource } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { THREE_ACCOUNTS, unbundled } from './synthesis';

const synth = (add: (stack: Construct) => void = () => {}) => {
  const app = unbundled(THREE_ACCOUNTS);
  add(app.node.findChild('BalanceSnapshots') as Construct);
  return app.synth();
};

describe('the synth', () => {
  it('finds nothing in three accounts with another schedule each, behind NAT, with retention', () => {
    expect(() => synth()).not.toThrow();
  }, 60_000);

  it('fails on what cdk-nag finds, and on what CloudFormation would refuse', () => {
    const careless = () =>
      synth((stack) => {
        new Queue(stack, 'Careless');
        new CfnResource(stack, 'Misspelt', { type: 'AWS::SNS::Topic', properties: { DisplayNam: 'x' } });
      });
    expect(careless).toThrow(/AwsSolutions-SQS4.*'DisplayNam' was unexpected/s);
  }, 60_000);
});
