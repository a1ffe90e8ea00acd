/** The deployed stack on this machine: its table, secrets, function and schedules, stood up on embedded engines. */
import { ENVIRONMENT } from '../../functions/snapshot/environment';
import { SCHEDULED_TIME, type SnapshotEvent } from '../../functions/snapshot/event';
import { type DynamoDb, startDynamoDb } from './emulators/dynamodb';
import { type SecretsManager, startSecretsManager } from './emulators/secrets-manager';
import { type Lambda, startLambda } from './function/lambda';
import type { InvocationResult, InvokeOptions, LogLine } from './function/sandbox';
import type { Deployment, ScheduleSpec } from './template/deployment';

export type LocalStackOptions = {
  deployment: Deployment;
  /** A stand-in's address; the real exchange where it is absent. */
  exchangeUrl?: string;
  /** Values for secrets, by name; those of the template keep what it puts into them until they are filled. */
  secrets?: Record<string, string>;
  /** Where the table lies; in memory where it is absent. */
  folder?: string;
  /** Whether the function's clock can be set, invocation by invocation. */
  settableClock?: boolean;
  /** Laid over the function's environment. */
  environment?: Record<string, string>;
  /** Added before each answer of DynamoDB and Secrets Manager, as a network would: ms of real time. */
  latencyMs?: number;
  /** The Node that runs the function; this process's own where it is absent. */
  nodePath?: string;
  nodeOptions?: readonly string[];
  onLine?: (line: LogLine) => void;
};

export type LocalStack = {
  deployment: Deployment;
  tableName: string;
  dynamodb: DynamoDb;
  secrets: SecretsManager;
  lambda: Lambda;
  /** The accounts that have a schedule, in the template's order. */
  accounts: string[];
  /** The account's schedule. Throws where there is none. */
  schedule(account: string): ScheduleSpec;
  /** The event that a schedule sends for a slot. */
  event(account: string, slot: string): SnapshotEvent;
  /** Fires a schedule once for a slot. */
  fire(
    account: string,
    slot: string,
    options?: InvokeOptions & { cold?: boolean },
  ): Promise<InvocationResult>;
  /** Everything that any sandbox has printed. */
  lines(): LogLine[];
  stop(): Promise<void>;
};

export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { deployment, latencyMs } = options;
  const [dynamodb, secrets] = await Promise.all([
    startDynamoDb({ folder: options.folder, latencyMs }),
    startSecretsManager({ latencyMs }),
  ]);
  await dynamodb.createTable(deployment.table);
  for (const { name, initial } of deployment.secrets) secrets.put(name, initial);
  for (const [name, value] of Object.entries(options.secrets ?? {})) secrets.put(name, value);

  const lambda = startLambda(deployment.snapshot, {
    environment: {
      ...(options.exchangeUrl && { [ENVIRONMENT.bingxBaseUrl]: options.exchangeUrl }),
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      ...options.environment,
    },
    nodePath: options.nodePath,
    nodeOptions: options.nodeOptions,
    settableClock: options.settableClock,
    onLine: options.onLine,
  });

  const eventOf = ({ input }: ScheduleSpec, slot: string): SnapshotEvent =>
    JSON.parse(input.replaceAll(SCHEDULED_TIME, slot));
  const schedules = new Map(deployment.schedules.map((spec) => [eventOf(spec, '').account, spec]));
  const schedule = (account: string) => {
    const found = schedules.get(account);
    if (found) return found;
    throw new Error(`account "${account}" has no schedule; there are ${[...schedules.keys()].join(', ')}`);
  };
  const event = (account: string, slot: string) => eventOf(schedule(account), slot);

  return {
    deployment,
    tableName: deployment.table.TableName,
    dynamodb,
    secrets,
    lambda,
    accounts: [...schedules.keys()],
    schedule,
    event,
    fire: (account, slot, how) => lambda.invoke(event(account, slot), how),
    lines: () => lambda.sandboxes.flatMap((sandbox) => sandbox.lines),
    async stop() {
      await lambda.stop();
      await Promise.all([dynamodb.stop(), secrets.stop()]);
    },
  };
}
