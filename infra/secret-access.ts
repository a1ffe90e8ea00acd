/** The snapshot function's permission to read its secrets, in as many policies as IAM's size limits require. */
import type { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, type PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { allow } from './permissions';

/**
 * Characters of secret ARNs in one policy. A managed policy has at most 6,144 characters, the inline policies of a role
 * 10,240 together. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_ARN_CHARACTERS = 5_500;

/** An ARN without the secret's name, in the partition and region with the longest names, with quotes and comma. */
const ARN_CHARACTERS = '"arn:aws-us-gov:secretsmanager:ap-southeast-2:123456789012:secret:-??????",'.length;

export type NamedSecret = { name: string; secret: ISecret };

/** A statement for the role's inline policy where all secrets fit into it, otherwise managed policies. */
export type SecretAccess = { statements: PolicyStatement[]; policies: Construct[] };

export function createSecretAccess(stack: Stack, role: Role, secrets: readonly NamedSecret[]): SecretAccess {
  const groups = groupBySize(secrets);
  const statements = groups.map((group) =>
    allow(
      ['secretsmanager:GetSecretValue'],
      group.map(({ secret }) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
    ),
  );
  if (groups.length === 1) return { statements, policies: [] };
  const policies = statements.map(
    (statement, i) =>
      new ManagedPolicy(stack, `SecretsPolicy${i + 1}`, {
        description: `Lets the snapshot function of stack ${stack.stackName} read its secrets, part ${i + 1}`,
        roles: [role],
        statements: [statement],
      }),
  );
  return { statements: [], policies };
}

function groupBySize(secrets: readonly NamedSecret[]): NamedSecret[][] {
  const groups: NamedSecret[][] = [];
  let left = 0;
  for (const secret of secrets) {
    const characters = secret.name.length + ARN_CHARACTERS;
    if (characters > left) {
      groups.push([]);
      left = MAX_ARN_CHARACTERS;
    }
    groups.at(-1)?.push(secret);
    left -= characters;
  }
  return groups;
}
