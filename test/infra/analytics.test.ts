/** The setting `analytics`: absent it changes nothing; present it adds an export and queries with exactly these rights. */
import { deploymentOf } from '../../infra/local/template/deployment';
import { monthlyPrice } from '../../infra/monthly-price';
import { all, templateWith, the } from './synthesis';

const without = templateWith({ analytics: false });
const template = templateWith({ analytics: true });

const TABLE = { 'Fn::GetAtt': ['HistoryC127576E', 'Arn'] };
const bucketId = Object.keys(template.findResources('AWS::S3::Bucket'))[0] ?? '';
const BUCKET = { 'Fn::GetAtt': [bucketId, 'Arn'] };
const objects = (prefix: string) => ({ 'Fn::Join': ['', [BUCKET, `/${prefix}/*`]] });

const OBJECTS_OF_EXPORT = [
  ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'],
  objects('exports'),
];

const arnOf = (service: string, resource: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      `:${service}:`,
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      `:${resource}`,
    ],
  ],
});
/** Of the ARNs of the Glue catalog, what follows the account; the database is a reference to its resource. */
const resourceName = (arn: unknown) =>
  JSON.stringify(arn)
    .replace(/^.*"AWS::AccountId"\},"/, '')
    .replace(/",\{"Ref":"AnalyticsDatabase"\}(?:,")?/, 'DATABASE')
    .replace(/"?\]\]\}$/, '');

/** The statements that allow something, of the resource with this logical id. */
const allowed = (id: string): [string | string[], unknown][] =>
  template
    .toJSON()
    .Resources[id].Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    )
    .map(({ Action, Resource }: { Action: string; Resource: unknown }) => [Action, Resource]);
const idOf = (prefix: string) =>
  Object.keys(template.toJSON().Resources).find((id) => id.startsWith(prefix)) ?? '';

describe('without analytics', () => {
  it('is the default, and the template has none of its resources', () => {
    expect(templateWith().toJSON()).toEqual(without.toJSON());
    const types = new Set(
      Object.values(without.toJSON().Resources).map((one) => (one as { Type: string }).Type),
    );
    for (const type of types) expect(type).not.toMatch(/S3|Glue|Athena/);
  });
});

describe('with analytics', () => {
  it('adds resources, and changes none', () => {
    const { Resources } = template.toJSON();
    for (const [id, resource] of Object.entries(without.toJSON().Resources))
      expect(Resources[id]).toEqual(resource);
  });

  it('adds no function', () => {
    expect(all(template, 'AWS::Lambda::Function')).toHaveLength(all(without, 'AWS::Lambda::Function').length);
  });

  it('exports the full table every week by a call of Scheduler, once for each tick', () => {
    const schedule = template.toJSON().Resources.ExportSchedule.Properties;

    expect(schedule).toMatchObject({ Name: 'stack.export', ScheduleExpression: 'cron(30 3 ? * SUN *)' });
    expect(JSON.stringify(schedule.Target.Arn)).toContain(
      ':scheduler:::aws-sdk:dynamodb:exportTableToPointInTime',
    );
    const input = (schedule.Target.Input['Fn::Join'][1] as unknown[])
      .map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'")))
      .join('');
    expect(JSON.parse(input)).toEqual({
      TableArn: "{'Fn::GetAtt':['HistoryC127576E','Arn']}",
      S3Bucket: `{'Ref':'${bucketId}'}`,
      S3Prefix: 'exports',
      ExportFormat: 'DYNAMODB_JSON',
      ClientToken: '<aws.scheduler.scheduled-time>',
    });
    expect(schedule.Target.DeadLetterConfig).toEqual({
      Arn: { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'Arn'] },
    });
  });

  it('lets the export write below its prefix, and send to the dead-letter queue', () => {
    expect(allowed(idOf('ExportPolicy'))).toEqual([
      ['dynamodb:ExportTableToPointInTime', TABLE],
      OBJECTS_OF_EXPORT,
      ['sqs:SendMessage', { 'Fn::GetAtt': ['DeadLettersBBF8BAAB', 'Arn'] }],
    ]);
  });

  it('lets analysts query the exports, create the view and start an export, and nothing else', () => {
    const [athena, lists, ...rest] = allowed(idOf('AnalyticsPolicy'));
    const glue = rest
      .slice(0, 3)
      .map(([action, resources]) => [action, (resources as unknown[]).map(resourceName)]);

    expect(athena).toEqual([
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
      arnOf('athena', 'workgroup/BalanceSnapshots'),
    ]);
    expect(lists).toEqual([['athena:ListDataCatalogs', 'athena:ListWorkGroups'], '*']);
    expect(glue).toEqual([
      [
        ['glue:GetDatabase', 'glue:GetDatabases'],
        [':catalog', ':database/DATABASE', ':database/default'],
      ],
      [
        ['glue:GetPartitions', 'glue:GetTable', 'glue:GetTables'],
        [
          ':catalog',
          ':database/DATABASE',
          ':table/DATABASE/balance_export',
          ':table/DATABASE/balance_history',
        ],
      ],
      [
        ['glue:CreateTable', 'glue:UpdateTable'],
        [':catalog', ':database/DATABASE', ':table/DATABASE/balance_history'],
      ],
    ]);
    expect(rest.slice(3)).toEqual([
      [['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], BUCKET],
      ['s3:GetObject', [objects('exports'), objects('results')]],
      [['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'], objects('results')],
      [['dynamodb:DescribeTable', 'dynamodb:ExportTableToPointInTime'], TABLE],
      OBJECTS_OF_EXPORT,
    ]);
  });

  it('keeps exports private, encrypted and for 15 days, and the bucket when the stack is deleted', () => {
    const { Properties, DeletionPolicy } = the(template, 'AWS::S3::Bucket');

    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 15, Status: 'Enabled' }] },
    });
  });

  it('limits what a query may read, whatever the client asks for', () => {
    expect(the(template, 'AWS::Athena::WorkGroup').Properties.WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 100_000_000_000,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
  });

  it('reads a line of an export as one text', () => {
    const { TableInput } = the(template, 'AWS::Glue::Table').Properties;

    expect(TableInput).toMatchObject({
      Name: 'balance_export',
      StorageDescriptor: { Columns: [{ Name: 'line', Type: 'string' }] },
    });
    expect(JSON.stringify(TableInput.StorageDescriptor.Location)).toContain('/exports/');
  });

  it('offers the view over the newest complete export as a query', () => {
    const queries = all(template, 'AWS::Athena::NamedQuery').map(({ Properties }) => Properties);

    expect(queries.map(({ Name }) => Name).sort()).toEqual(['balance_history', 'worth_by_day']);
    const [{ QueryString }] = queries.filter(({ Name }) => Name === 'balance_history');
    expect(QueryString).toMatch(/^CREATE OR REPLACE VIEW balance_history AS\n/);
    expect(QueryString).toContain(`"$path" LIKE '%/manifest-summary.json'`);
  });

  it('is left out of the local stack and of the price of runs', () => {
    const local = (one: typeof template) =>
      deploymentOf('BalanceSnapshots', one.toJSON() as never, () => '/asset');

    expect(local(template)).toEqual(local(without));
    expect(monthlyPrice(template.toJSON())).toEqual(monthlyPrice(without.toJSON()));
  });
});
