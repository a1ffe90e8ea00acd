/** The deployed stack on this machine: its table, secrets, function and schedules, stood up on embedded engines. */
import { ENVIRONMENT } from '../../functions/snapshot/environment';
import { SCHEDULED_TIME } from '../../functions/snapshot/event';
import { type DynamoDb, startDynamoDb } from './engines/dynamodb';
import { type SecretsManager, startSecretsManager } from './engines/secrets-manager';
import { type Lambda, startLambda } from './function/lambda';
import type { InvocationResult, InvokeOptions, LogLine } from './function/sandbox';
import type { Deployment, ScheduleSpec } from './template/deployment';

export type LocalStackOptions = {
  deployment: Deployment;
  /** Where the exchange is: a stand-in's address, or the real one. */
  exchangeUrl: string;
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
  /** The account's schedule. Throws where the template has none of that name. */
  schedule(account: string): ScheduleSpec;
  /** The event that a schedule sends for a slot. */
  event(account: string, slot: string): unknown;
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
      [ENVIRONMENT.bingxBaseUrl]: options.exchangeUrl,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      ...options.environment,
    },
    nodePath: options.nodePath,
    nodeOptions: options.nodeOptions,
    settableClock: options.settableClock,
    onLine: options.onLine,
  });

  const schedule = (account: string) => {
    const found = deployment.schedules.find(({ name }) => name === account);
    if (!found) throw new Error(`${deployment.stackName} has no schedule "${account}"`);
    return found;
  };
  const event = (account: string, slot: string): unknown =>
    JSON.parse(schedule(account).input.replaceAll(SCHEDULED_TIME, slot));

  return {
    deployment,
    tableName: deployment.table.TableName,
    dynamodb,
    secrets,
    lambda,
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
