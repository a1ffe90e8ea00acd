/** Reads from a synthesized cloud assembly the resources that the local stack runs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { resolve, type Template } from './intrinsics';
import { namesIn } from './physical-names';

export type FunctionSpec = {
  name: string;
  arn: string;
  /** The folder of its bundled asset. */
  codeFolder: string;
  handler: string;
  runtime: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memorySize: number;
  /** Maximum retries of an asynchronous invocation. */
  retries: number;
  /** ARN of the failure destination. */
  onFailure?: string;
};

export type ScheduleSpec = { name: string; expression: string; timezone: string; input: string };

export type Deployment = {
  stackName: string;
  table: CreateTableCommandInput & { TableName: string };
  /** Secrets of the template with their initial values. */
  secrets: { name: string; initial: string }[];
  /** Topics, by ARN. */
  topics: string[];
  /** The function that takes snapshots, and the schedules of the accounts. */
  snapshot: FunctionSpec;
  schedules: ScheduleSpec[];
  /** The function that judges slots, and its schedule; undefined in a template without it. */
  monitor: { function: FunctionSpec; schedule: ScheduleSpec } | undefined;
};

const table = z.object({
  TableName: z.string().optional(),
  KeySchema: z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })),
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
});
const secret = z.object({ Name: z.string(), SecretString: z.string() });
const lambda = z.object({
  FunctionName: z.string().optional(),
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
});
const schedule = z.object({
  Name: z.string(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.string().default('ENABLED'),
  Target: z.object({ Arn: z.string(), Input: z.string() }),
});
type Schedule = z.infer<typeof schedule>;
const invokeConfig = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.number().default(2),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).optional(),
});
const assemblyManifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ templateFile: z.string().optional(), file: z.string().optional() }).optional(),
    }),
  ),
});
const assetManifest = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })),
});

/** Reads the one stack of the cloud assembly in `folder` (`cdk.out`, or what `createSnapshotApp().synth()` wrote). */
export function readDeployment(folder: string): Deployment {
  const { artifacts } = assemblyManifest.parse(readJson(folder, 'manifest.json'));
  const find = (type: string) => Object.entries(artifacts).find(([, artifact]) => artifact.type === type);
  const [stackName, stack] = find('aws:cloudformation:stack') ?? [];
  const [, assets] = find('cdk:asset-manifest') ?? [];
  if (!stackName) throw new Error(`${folder} contains no synthesized stack.`);
  const template = readJson(folder, stack?.properties?.templateFile ?? '') as Template;
  const { files } = assetManifest.parse(readJson(folder, assets?.properties?.file ?? ''));
  return deploymentOf(stackName, template, (s3Key) => {
    const asset = files[s3Key.replace(/\.zip$/, '')];
    if (!asset) throw new Error(`${folder} contains no asset ${s3Key}.`);
    return join(folder, asset.source.path);
  });
}

const readJson = (folder: string, file: string): unknown =>
  JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** The resources of `template`; `assetFolder` gives the folder of a bundled asset by its S3 key. */
export function deploymentOf(
  stackName: string,
  template: Template,
  assetFolder: (s3Key: string) => string,
): Deployment {
  const names = namesIn(stackName, template);
  const all = <T>(type: string, shape: z.ZodType<T>) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, { Properties }]) => ({ id, ...shape.parse(resolve(Properties, names)) }));

  const schedules = all('AWS::Scheduler::Schedule', schedule).filter(
    (each) => each.State === 'ENABLED' && !callsService(each),
  );
  const accountSchedules = schedules.filter((each) => !isForMonitor(each));
  const monitorSchedule = schedules.find(isForMonitor);
  const history = onlyOne(`table in ${stackName}`, all('AWS::DynamoDB::Table', table));

  /** The one function that `invokers` invoke. */
  function invokedBy(invokers: readonly Schedule[]): FunctionSpec {
    const id = onlyOne(
      `function invoked by the schedules of ${stackName}`,
      Object.keys(template.Resources).filter((resource) =>
        invokers.some(({ Target }) => Target.Arn === names.attribute(resource, 'Arn')),
      ),
    );
    const code = lambda.parse(resolve(template.Resources[id]?.Properties, names));
    const asynchronous = all('AWS::Lambda::EventInvokeConfig', invokeConfig).find(
      ({ FunctionName }) => FunctionName === names.ref(id),
    );
    return {
      name: names.ref(id),
      arn: names.attribute(id, 'Arn'),
      codeFolder: assetFolder(code.Code.S3Key),
      handler: code.Handler,
      runtime: code.Runtime,
      environment: code.Environment.Variables,
      timeoutSeconds: code.Timeout,
      memorySize: code.MemorySize,
      retries: asynchronous?.MaximumRetryAttempts ?? 2,
      onFailure: asynchronous?.DestinationConfig?.OnFailure?.Destination,
    };
  }

  return {
    stackName,
    table: {
      TableName: names.ref(history.id),
      KeySchema: history.KeySchema,
      AttributeDefinitions: history.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
    },
    secrets: all('AWS::SecretsManager::Secret', secret).map(({ Name, SecretString }) => ({
      name: Name,
      initial: SecretString,
    })),
    topics: Object.keys(template.Resources)
      .filter((id) => template.Resources[id]?.Type === 'AWS::SNS::Topic')
      .map((id) => names.ref(id)),
    snapshot: invokedBy(accountSchedules),
    schedules: accountSchedules.map(toScheduleSpec),
    monitor: monitorSchedule && {
      function: invokedBy([monitorSchedule]),
      schedule: toScheduleSpec(monitorSchedule),
    },
  };
}

/** A universal target calls an AWS service, such as DynamoDB's export, which has no emulator here. */
const callsService = ({ Target }: Schedule): boolean => /^arn:[\w-]+:scheduler:::aws-sdk:/.test(Target.Arn);

/** The monitor's event has the list of accounts, a snapshot's event has one. */
const isForMonitor = ({ Target }: Schedule): boolean => 'accounts' in JSON.parse(Target.Input);

const toScheduleSpec = ({
  Name,
  ScheduleExpression,
  ScheduleExpressionTimezone,
  Target,
}: Schedule): ScheduleSpec => ({
  name: Name,
  expression: ScheduleExpression,
  timezone: ScheduleExpressionTimezone,
  input: Target.Input,
});

function onlyOne<T>(description: string, found: T[]): T {
  const [first, ...others] = found;
  if (first === undefined || others.length > 0)
    throw new Error(`Expected one ${description}, found ${found.length}.`);
  return first;
}
