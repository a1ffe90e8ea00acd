/** What somebody who only reads the history needs: attach this policy to their role. */
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { allow, denyWithoutTls } from './permissions';
import type { Storage } from './storage';

export function analystAccess(stack: Stack, { history }: Storage): void {
  const policy = new ManagedPolicy(stack, 'AnalystPolicy', {
    description: `Reads the balance history of stack ${stack.stackName}; no key, no change`,
    statements: [
      allow(
        [
          'dynamodb:BatchGetItem',
          'dynamodb:DescribeTable',
          'dynamodb:GetItem',
          'dynamodb:PartiQLSelect',
          'dynamodb:Query',
          'dynamodb:Scan',
        ],
        [history.tableArn],
      ),
      // The report command finds the table by the stack's outputs.
      allow(['cloudformation:DescribeStacks'], [stack.stackId]),
      denyWithoutTls(),
    ],
  });
  new CfnOutput(stack, 'AnalystPolicyArn', {
    value: policy.managedPolicyArn,
    description: 'Attach it to whoever reads the history',
  });
}
