/** The managed policy for analysts of the exports: queries in the workgroup, the view, and an export at another time. */
import { CfnOutput, type Stack, Validations } from 'aws-cdk-lib';
import type { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { acknowledgeObjects, EXPORTS, exportStatements, RESULTS } from './analytics-bucket';
import { EXPORT_TABLE, HISTORY_VIEW } from './analytics-queries';
import { allow, denyWithoutTls } from './permissions';

export type AnalyticsResources = {
  history: ITable;
  bucket: IBucket;
  database: CfnDatabase;
  workGroup: CfnWorkGroup;
};

export function createAnalyticsPolicy(stack: Stack, resources: AnalyticsResources): void {
  const { history, bucket } = resources;
  const policy = new ManagedPolicy(stack, 'AnalyticsPolicy', {
    description: `Athena queries over the exports of stack ${stack.stackName}`,
    statements: [
      ...athenaStatements(stack, resources),
      ...glueStatements(stack, resources),
      ...bucketStatements(bucket),
      ...exportStatements(history, bucket),
      // To find the table's ARN.
      allow(['dynamodb:DescribeTable'], [history.tableArn]),
      denyWithoutTls(),
    ],
  });
  acknowledgeObjects(policy, stack, bucket);
  acknowledgeWildcards(policy);
  new CfnOutput(stack, 'AnalyticsPolicyArn', {
    value: policy.managedPolicyArn,
    description: 'Attach this policy to roles that query the exports',
  });
}

/** https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html */
const athenaStatements = (stack: Stack, { workGroup }: AnalyticsResources) => [
  allow(
    [
      'athena:BatchGetNamedQuery',
      'athena:BatchGetQueryExecution',
      'athena:GetNamedQuery',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:GetWorkGroup',
      'athena:ListNamedQueries',
      'athena:ListQueryExecutions',
      'athena:StartQueryExecution',
      'athena:StopQueryExecution',
    ],
    [stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroup.name })],
  ),
  // The query editor lists the names of workgroups and catalogs; neither action can be limited to a resource.
  allow(['athena:ListDataCatalogs', 'athena:ListWorkGroups'], ['*']),
];

/** Athena also reads the database `default`. https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html */
function glueStatements(stack: Stack, { database }: AnalyticsResources) {
  const arn = (resource: string, resourceName?: string) =>
    stack.formatArn({ service: 'glue', resource, ...(resourceName && { resourceName }) });
  const [catalog, ours] = [arn('catalog'), arn('database', database.ref)];
  const tableArn = (name: string) => arn('table', `${database.ref}/${name}`);
  return [
    allow(['glue:GetDatabase', 'glue:GetDatabases'], [catalog, arn('database', 'default'), ours]),
    allow(
      ['glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
      [catalog, ours, tableArn(EXPORT_TABLE), tableArn(HISTORY_VIEW)],
    ),
    // For CREATE OR REPLACE VIEW.
    allow(['glue:CreateTable', 'glue:UpdateTable'], [catalog, ours, tableArn(HISTORY_VIEW)]),
  ];
}

const bucketStatements = (bucket: IBucket) => [
  allow(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]),
  allow(['s3:GetObject'], [bucket.arnForObjects(`${EXPORTS}/*`), bucket.arnForObjects(`${RESULTS}/*`)]),
  allow(
    ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'],
    [bucket.arnForObjects(`${RESULTS}/*`)],
  ),
];

function acknowledgeWildcards(policy: ManagedPolicy): void {
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Listing workgroups and catalogs cannot be limited to a resource.',
  });
}
