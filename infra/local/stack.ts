/** Runs the deployed stack on this machine: its table, secrets, function and schedules, on local emulators. */
import { ENVIRONMENT } from '../../functions/snapshot/environment';
import { SCHEDULED_TIME, type SnapshotEvent } from '../../functions/snapshot/event';
import { type DynamoDb, startDynamoDb } from './emulators/dynamodb';
import { type SecretsManager, startSecretsManager } from './emulators/secrets-manager';
import { type Sns, type SnsMessage, startSns } from './emulators/sns';
import { type Lambda, startLambda } from './function/lambda';
import type { InvocationResult, InvokeOptions, LogLine } from './function/sandbox';
import type { Deployment, FunctionSpec, ScheduleSpec } from './template/deployment';

export type LocalStackOptions = {
  deployment: Deployment;
  /** URL of a fake exchange; the real exchange by default. */
  exchangeUrl?: string;
  /** Secret values by name; other secrets have the template's initial value. */
  secrets?: Record<string, string>;
  /** Folder of the table; in memory by default. */
  folder?: string;
  /** Whether each invocation can set the function's clock. */
  settableClock?: boolean;
  /** Overrides of the function's environment. */
  environment?: Record<string, string>;
  /** Delay before each response of DynamoDB and Secrets Manager, as of a network: ms of real time. */
  latencyMs?: number;
  /** Node executable for the function; this process's own by default. */
  nodePath?: string;
  nodeOptions?: readonly string[];
  /** Called with each line that a function prints. */
  onLine?: (line: LogLine) => void;
  /** Called with each message that the monitor publishes. */
  onMessage?: (message: SnsMessage) => void;
  /** Whether the stack runs for weeks: it then records no requests, and each invocation has a sandbox of its own. */
  isLongRunning?: boolean;
};

export type LocalStack = {
  deployment: Deployment;
  tableName: string;
  dynamodb: DynamoDb;
  secrets: SecretsManager;
  sns: Sns;
  /** The snapshot function. */
  lambda: Lambda;
  /** The monitor function; undefined if the template has none. */
  monitor: Lambda | undefined;
  /** The accounts that have a schedule, in the template's order. */
  accounts: string[];
  /** The account's schedule. Throws if it has none. */
  schedule(account: string): ScheduleSpec;
  /** The event that a schedule sends for a slot. */
  event(account: string, slot: string): SnapshotEvent;
  /** Invokes the function once with the schedule's event for a slot. */
  fire(
    account: string,
    slot: string,
    options?: InvokeOptions & { cold?: boolean },
  ): Promise<InvocationResult>;
  /** Ends the invocations under way without the table: a captured balance is then in the function's log. */
  endWithoutTable(): Promise<void>;
  stop(): Promise<void>;
};

export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { deployment, latencyMs, isLongRunning = false } = options;
  const isRecording = !isLongRunning;
  const [dynamodb, secrets, sns] = await Promise.all([
    startDynamoDb({ folder: options.folder, latencyMs, isRecording }),
    startSecretsManager({ latencyMs, isRecording }),
    startSns({ topicArns: deployment.topics, onMessage: options.onMessage, isRecording }),
  ]);
  await dynamodb.createTable(deployment.table);
  for (const { name, initial } of deployment.secrets) secrets.put(name, initial);
  for (const [name, value] of Object.entries(options.secrets ?? {})) secrets.put(name, value);

  const startFunction = (spec: FunctionSpec, environment: Record<string, string>) =>
    startLambda(spec, {
      environment: { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url, ...environment, ...options.environment },
      nodePath: options.nodePath,
      nodeOptions: options.nodeOptions,
      settableClock: options.settableClock,
      onLine: options.onLine,
      isSandboxPerInvocation: isLongRunning,
    });
  const lambda = startFunction(deployment.snapshot, {
    ...(options.exchangeUrl && { [ENVIRONMENT.bingxBaseUrl]: options.exchangeUrl }),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  });
  const monitor =
    deployment.monitor && startFunction(deployment.monitor.function, { AWS_ENDPOINT_URL_SNS: sns.url });

  const eventOf = ({ input }: ScheduleSpec, slot: string): SnapshotEvent =>
    JSON.parse(input.replaceAll(SCHEDULED_TIME, slot));
  const schedules = new Map(deployment.schedules.map((spec) => [eventOf(spec, '').account, spec]));
  const schedule = (account: string) => {
    const found = schedules.get(account);
    if (found) return found;
    throw new Error(
      `account "${account}" has no schedule; accounts with one: ${[...schedules.keys()].join(', ')}`,
    );
  };
  const event = (account: string, slot: string) => eventOf(schedule(account), slot);

  return {
    deployment,
    tableName: deployment.table.TableName,
    dynamodb,
    secrets,
    sns,
    lambda,
    monitor,
    accounts: [...schedules.keys()],
    schedule,
    event,
    fire: (account, slot, options) => lambda.invoke(event(account, slot), options),
    async endWithoutTable() {
      dynamodb.failAll();
      await Promise.all([lambda.idle(), monitor?.idle()]);
    },
    async stop() {
      await Promise.all([lambda.stop(), monitor?.stop()]);
      await Promise.all([dynamodb.stop(), secrets.stop(), sns.stop()]);
    },
  };
}
