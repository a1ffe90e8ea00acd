/** The Lambda function's entry: connects the core to AWS and BingX. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createExchange } from '../bingx/exchange';
import { createRedaction } from '../bingx/redaction';
import { checkTableWritable } from '../history/check-writable';
import { createHistory } from '../history/write';
import { awsClient } from './aws-client';
import { type CheckReport, checkAccount } from './check-account';
import { createCredentialsStore } from './credentials';
import { disableJit } from './disable-jit';
import { readEnvironment } from './environment';
import { errorDetails } from './error-details';
import type { CheckRequest, SnapshotRequest } from './event';
import { handleEvent } from './handle-event';
import { METRIC_NAMESPACE } from './metrics';
import type { Outcome } from './outcome';
import { preconnect } from './preconnect';
import { publish, publishFailure } from './publish';
import { takeSnapshot } from './take-snapshot';

/** Reserved for writing the row: all attempts to write a snapshot and, where they fail, its failure. */
const WRITE_RESERVE_MS = 15_000;

const settings = readEnvironment(process.env);
const logger = new Logger({ serviceName: METRIC_NAMESPACE });
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
metrics.clearDefaultDimensions();

const secretsManager = new SecretsManagerClient(
  awsClient('secretsmanager', process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER),
);
const dynamodb = new DynamoDBClient(awsClient('dynamodb', process.env.AWS_ENDPOINT_URL_DYNAMODB));
// Without a logger, its middleware only costs a tenth of a warm run's CPU.
for (const { middlewareStack } of [secretsManager, dynamodb]) middlewareStack.removeByTag('LOGGER');
const bingx = {
  baseUrl: settings.bingxBaseUrl,
  clock: Date.now,
  log: logger,
  httpsAgent: preconnect(settings.bingxBaseUrl),
};

const credentialsStore = createCredentialsStore(secretsManager, Date.now, (error, secretId) =>
  // AWS quotes the id, which may be a pasted secret.
  logger.error('Secret not read', {
    error: errorDetails(error, createRedaction([...credentialsStore.keys(), secretId])),
  }),
);
const knownRedaction = () => createRedaction(credentialsStore.keys());
const history = createHistory(dynamodb, settings.tableName);
const exchange = createExchange(bingx);
disableJit();

/** Takes one snapshot, or checks an account; as `handleEvent`. */
export async function handler(event: unknown, context: Context): Promise<Outcome | CheckReport> {
  logger.addContext(context);
  const deadline = Date.now() + context.getRemainingTimeInMillis() - WRITE_RESERVE_MS;
  return handleEvent(event, {
    clock: Date.now,
    takeSnapshot: (request) => runSnapshot(request, deadline),
    checkAccount: (request) => runCheck(request, deadline),
    publish: (outcome) => publish(outcome, metrics, settings.stackName),
    countFailure: (account) => publishFailure(account, metrics),
    redaction: knownRedaction,
    log: logger,
  });
}

function runSnapshot(request: SnapshotRequest, deadline: number): Promise<Outcome> {
  return takeSnapshot(request, {
    clock: Date.now,
    getCredentials: (options) => credentialsStore.getCredentials(request.secretId, request.account, options),
    exchange,
    history,
    log: logger,
    redaction: knownRedaction,
    deadline,
    retentionDays: settings.retentionDays,
  });
}

/** With a new client and without caches: a check must see the present state, not that of a warm function. */
function runCheck(request: CheckRequest, deadline: number): Promise<CheckReport> {
  return checkAccount(request, {
    clock: Date.now,
    getCredentials: (options) => credentialsStore.getCredentials(request.secretId, request.account, options),
    exchange: createExchange(bingx),
    checkTableWritable: () => checkTableWritable(dynamodb, settings.tableName),
    deadline,
  });
}
