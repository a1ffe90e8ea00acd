/** The bucket of exports and query results, and the permissions that an export into it needs. */
import { type CfnElement, Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { allow } from './permissions';

/** Where exports are in the bucket, and results of queries. */
export const EXPORTS = 'exports';
export const RESULTS = 'results';

/** Weekly exports: at most three are kept. */
const KEPT_DAYS = 15;

/** Retained, because CloudFormation cannot delete a bucket that is not empty; its objects expire. */
export function createAnalyticsBucket(stack: Stack): IBucket {
  const bucket = new Bucket(stack, 'Exports', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: [
      { expiration: Duration.days(KEPT_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'Access logs would need a second bucket; CloudTrail can record access to objects.',
  });
  return bucket;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html */
export const exportStatements = (history: ITable, bucket: IBucket) => [
  allow(['dynamodb:ExportTableToPointInTime'], [history.tableArn]),
  allow(
    ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'],
    [bucket.arnForObjects(`${EXPORTS}/*`)],
  ),
];

/** For cdk-nag: the objects below a prefix have names that DynamoDB and Athena choose. */
export function acknowledgeObjects(policy: Construct, stack: Stack, bucket: IBucket): void {
  for (const prefix of [EXPORTS, RESULTS]) {
    Validations.of(policy).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(bucket.node.defaultChild as CfnElement)}.Arn>/${prefix}/*]`,
      reason: 'DynamoDB and Athena choose the names of the objects below this prefix.',
    });
  }
}
