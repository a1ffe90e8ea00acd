/** The Lambda function's entry: wires the real parts to the job and says how it ended. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createClient, createExchange } from '../bingx/client';
import { createRedaction } from '../bingx/redaction';
import { checkTableWritable } from '../history/check-writable';
import { createHistory } from '../history/write';
import { awsClient } from './aws-client';
import { type CheckReport, checkAccount } from './check-account';
import { createSecrets } from './credentials';
import { readEnvironment } from './environment';
import { errorDetails } from './error-details';
import type { CheckEvent, SnapshotRequest } from './event';
import { handleEvent } from './handle-event';
import { METRIC_NAMESPACE } from './metrics';
import type { Outcome } from './outcome';
import { preconnect } from './preconnect';
import { publish, publishFailure } from './publish';
import { takeSnapshot } from './take-snapshot';

/** For writing the row, kept back from the time for asking: all tries for a snapshot and, if it is refused, its failure. */
const WRITE_RESERVE_MS = 15_000;

const settings = readEnvironment(process.env);
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
  httpsAgent: preconnect(settings.bingxBaseUrl),
};

const secrets = createSecrets(secretsManager, Date.now, (error, secretId) =>
  // AWS quotes the id, and somebody may have pasted the secret itself there.
  logger.error('Secret not read', {
    error: errorDetails(error, createRedaction([...secrets.keys(), secretId])),
  }),
);
const knownRedaction = () => createRedaction(secrets.keys());
const history = createHistory(dynamodb, settings.tableName);
const exchange = createExchange(bingx);

/** Takes one snapshot, or checks an account; as `handleEvent`. */
export async function handler(event: unknown, context: Context): Promise<Outcome | CheckReport> {
  logger.addContext(context);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - WRITE_RESERVE_MS;
  return handleEvent(event, {
    clock: Date.now,
    takeSnapshot: (job) => runSnapshot(job, deadline),
    checkAccount: (check) => runCheck(check, deadline),
    publish: (outcome) => publish(outcome, metrics),
    countFailure: (account) => publishFailure(account, metrics),
    redaction: knownRedaction,
    log: logger,
  });
}

function runSnapshot(job: SnapshotRequest, deadline: number): Promise<Outcome> {
  return takeSnapshot(job, {
    clock: Date.now,
    secrets,
    exchange,
    history,
    log: logger,
    redaction: knownRedaction,
    deadline,
    retentionDays: settings.retentionDays,
  });
}

/** With a client of its own and a secret read anew: a check must see what is there now, not what a warm function remembers. */
function runCheck({ account, secretId }: CheckEvent, deadline: number): Promise<CheckReport> {
  return checkAccount({
    account,
    readSecret: () => secrets.readNow(secretId),
    client: createClient(bingx),
    checkTableWritable: () => checkTableWritable(dynamodb, settings.tableName),
    deadline,
  });
}
