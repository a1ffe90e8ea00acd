/** The Lambda function's entry: wires the real parts to the job and says how it ended. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createClient, createExchange } from '../bingx/client';
import { whyNotWritable } from '../history/probe';
import { createHistory } from '../history/write';
import { awsClient } from './aws-client';
import { capture } from './capture';
import { type CheckReport, checkAccount } from './check';
import { connectAhead } from './connection-ahead';
import { createSecrets } from './credentials';
import { readSettings } from './environment';
import { type CheckEvent, readEvent } from './event';
import { METRIC_NAMESPACE } from './metrics';
import type { Outcome } from './outcome';
import { publish, throwIfWorthRetrying } from './publish';

/** For writing the row, kept back from the time for asking: all tries for a snapshot and, if it is refused, its failure. */
const WRITE_RESERVE_MS = 15_000;

const settings = readSettings(process.env);
const logger = new Logger({ serviceName: METRIC_NAMESPACE });
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
metrics.clearDefaultDimensions();

const secretsManager = new SecretsManagerClient(
  awsClient('secretsmanager', process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER),
);
const dynamodb = new DynamoDBClient(awsClient('dynamodb', process.env.AWS_ENDPOINT_URL_DYNAMODB));
// The SDK makes every question and answer presentable for a logger, and there is none: a tenth of a warm run's CPU.
for (const { middlewareStack } of [secretsManager, dynamodb]) middlewareStack.removeByTag('LOGGER');
const bingx = {
  baseUrl: settings.bingxBaseUrl,
  clock: Date.now,
  log: logger,
  httpsAgent: connectAhead(settings.bingxBaseUrl),
};

const secrets = createSecrets(secretsManager);
const history = createHistory(dynamodb, settings.tableName);
const exchange = createExchange(bingx);

/**
 * Takes one snapshot, or checks an account. Returns how it ended; throws where Lambda should deliver the event again, and
 * on an event that cannot be used.
 */
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Outcome | CheckReport> {
  const job = readEvent(event, Date.now());
  const deadline = Date.now() + context.getRemainingTimeInMillis() - WRITE_RESERVE_MS;
  if ('check' in job) return check(job, deadline);
  const outcome = await capture(job, {
    clock: Date.now,
    secrets,
    exchange,
    history,
    log: logger,
    deadline,
    retentionDays: settings.retentionDays,
  });
  publish(outcome, metrics);
  throwIfWorthRetrying(outcome);
  return outcome;
}

/** With a client and a secret of its own: a check must see what is there now, not what a warm function remembers. */
function check({ account, secretId }: CheckEvent, deadline: number): Promise<CheckReport> {
  return checkAccount({
    account,
    readSecret: () => createSecrets(secretsManager).read(secretId),
    client: createClient(bingx),
    whyNotWritable: () => whyNotWritable(dynamodb, settings.tableName),
    deadline,
  });
}
