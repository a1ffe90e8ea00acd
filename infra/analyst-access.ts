/** The managed policy for analysts: read access to the history table. */
import { CfnOutput, type Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { allow, denyWithoutTls } from './permissions';
import type { Storage } from './storage';

export function createAnalystAccess(stack: Stack, { history }: Storage): void {
  const policy = new ManagedPolicy(stack, 'AnalystPolicy', {
    description: `Read-only access to the balance history of stack ${stack.stackName}`,
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
      allow(['cloudformation:DescribeStacks'], [stackByName(stack)]),
      denyWithoutTls(),
    ],
  });
  Validations.of(policy).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${stack.stackName}/*]`,
    reason: "A stack's ARN ends in a random id, which is unknown to a caller who has only its name.",
  });
  new CfnOutput(stack, 'AnalystPolicyArn', {
    value: policy.managedPolicyArn,
    description: 'Attach this policy to roles that read the history',
  });
}

const stackByName = (stack: Stack) =>
  stack.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stack.stackName}/*` });
