/** Opt-in analytics: a weekly full export of the table to S3 and Athena over it. Scheduler calls DynamoDB; no function runs. */
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Policy } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule, type CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { SCHEDULED_TIME } from '../functions/snapshot/event';
import { createAnalyticsPolicy } from './analytics-access';
import {
  acknowledgeObjects,
  createAnalyticsBucket,
  EXPORTS,
  exportStatements,
  RESULTS,
} from './analytics-bucket';
import { EXPORT_TABLE, HISTORY_VIEW, HISTORY_VIEW_SQL, WORTH_BY_DAY_SQL } from './analytics-queries';
import type { Config } from './config';
import { allow, denyWithoutTls } from './permissions';
import { createSchedulerRole } from './schedules';

/** $0.50 at $5 per TB. */
const MAX_SCANNED_BYTES = 100e9;
const EXPORT_SCHEDULE = 'cron(30 3 ? * SUN *)';
/** With a dot, which no account id has. */
const EXPORT_SCHEDULE_NAME = 'stack.export';

export type AnalyticsSources = { history: ITable; deadLetters: IQueue; scheduleGroup: CfnScheduleGroup };

export function createAnalytics(stack: Stack, config: Config, sources: AnalyticsSources): void {
  if (!config.analytics) return;
  const bucket = createAnalyticsBucket(stack);
  createExportSchedule(stack, bucket, sources);
  const database = createCatalog(stack, bucket);
  const workGroup = createWorkGroup(stack, bucket, database);
  createAnalyticsPolicy(stack, { history: sources.history, bucket, database, workGroup });
  new CfnOutput(stack, 'AnalyticsBucketName', {
    value: bucket.bucketName,
    description: `Exports of the history, in ${EXPORTS}/`,
  });
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html */
function createExportSchedule(stack: Stack, bucket: IBucket, sources: AnalyticsSources): void {
  const { history, deadLetters, scheduleGroup } = sources;
  const role = createSchedulerRole(stack, 'ExportRole', scheduleGroup, 'export the history');
  const policy = new Policy(stack, 'ExportPolicy', {
    roles: [role],
    statements: [
      ...exportStatements(history, bucket),
      allow(['sqs:SendMessage'], [deadLetters.queueArn]),
      denyWithoutTls(),
    ],
  });
  acknowledgeObjects(policy, stack, bucket);
  const schedule = new CfnSchedule(stack, 'ExportSchedule', {
    name: EXPORT_SCHEDULE_NAME,
    groupName: scheduleGroup.ref,
    description: 'Exports the history to S3',
    scheduleExpression: EXPORT_SCHEDULE,
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: `arn:${stack.partition}:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime`,
      roleArn: role.roleArn,
      input: stack.toJsonString({
        TableArn: history.tableArn,
        S3Bucket: bucket.bucketName,
        S3Prefix: EXPORTS,
        ExportFormat: 'DYNAMODB_JSON',
        // A second delivery of the same tick starts no second export.
        ClientToken: SCHEDULED_TIME,
      }),
      // Scheduler's maxima: a day.
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: deadLetters.queueArn },
    },
  });
  schedule.node.addDependency(policy);
}

/** The exports as a table of one column: no JSON reader changes a name's case or an amount's last digit. */
function createCatalog(stack: Stack, bucket: IBucket): CfnDatabase {
  const database = new CfnDatabase(stack, 'AnalyticsDatabase', {
    catalogId: stack.account,
    databaseInput: {
      // Athena allows lower case, digits and _ only.
      name: stack.stackName.toLowerCase().replaceAll('-', '_'),
      description: `Exports of the balance history of stack ${stack.stackName}`,
    },
  });
  new CfnTable(stack, 'AnalyticsExportTable', {
    catalogId: stack.account,
    databaseName: database.ref,
    tableInput: {
      name: EXPORT_TABLE,
      tableType: 'EXTERNAL_TABLE',
      parameters: { EXTERNAL: 'TRUE' },
      storageDescriptor: {
        columns: [{ name: 'line', type: 'string' }],
        location: `s3://${bucket.bucketName}/${EXPORTS}/`,
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        serdeInfo: {
          serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
          // A character that JSON escapes: a line is one field.
          parameters: { 'field.delim': '\u0001', 'serialization.format': '\u0001' },
        },
      },
    },
  });
  return database;
}

function createWorkGroup(stack: Stack, bucket: IBucket, database: CfnDatabase): CfnWorkGroup {
  const workGroup = new CfnWorkGroup(stack, 'AnalyticsWorkGroup', {
    name: stack.stackName,
    description: 'Queries over the exports of the balance history',
    // Its queries are part of this stack; results are in the bucket.
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      bytesScannedCutoffPerQuery: MAX_SCANNED_BYTES,
      publishCloudWatchMetricsEnabled: false,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `s3://${bucket.bucketName}/${RESULTS}/`,
        expectedBucketOwner: stack.account,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
  const queries = { [HISTORY_VIEW]: HISTORY_VIEW_SQL, worth_by_day: WORTH_BY_DAY_SQL };
  for (const [name, queryString] of Object.entries(queries)) {
    const query = new CfnNamedQuery(stack, `AnalyticsQuery-${name}`, {
      name,
      database: database.ref,
      workGroup: workGroup.name,
      queryString,
    });
    query.addResourceDependency(workGroup);
  }
  return workGroup;
}
