/** The Lambda function's entry: wires the real parts to the job and says how it ended. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { createExchange } from '../bingx/client';
import { createHistory } from '../history/write';
import { capture } from './capture';
import { createSecrets } from './credentials';
import { readSettings } from './environment';
import { readEvent } from './event';
import { METRIC_NAMESPACE } from './metrics';
import type { Outcome } from './outcome';
import { publish, throwIfWorthRetrying } from './publish';

/** What writing the row may take, refusals and the SDK's retries included: kept back from the time for asking. */
const WRITE_RESERVE_MS = 15_000;

/** Short timeouts, so that three tries fit into the reserve twice: a snapshot, and if it is refused, its failure. */
const SDK = { maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 2000 } };

const settings = readSettings(process.env);
const logger = new Logger({ serviceName: METRIC_NAMESPACE });
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
metrics.clearDefaultDimensions();

const secrets = createSecrets(new SecretsManagerClient(SDK));
const history = createHistory(new DynamoDBClient(SDK), settings.tableName);
const exchange = createExchange({ baseUrl: settings.bingxBaseUrl, clock: Date.now, log: logger });

/**
 * Takes one snapshot. Returns how it ended; throws where Lambda should deliver the event again, and on an event that
 * cannot be used.
 */
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Outcome> {
  const job = readEvent(event, Date.now());
  if ('check' in job) throw new Error('Checking an account is not built yet.');
  const outcome = await capture(job, {
    clock: Date.now,
    secrets,
    exchange,
    history,
    log: logger,
    deadline: Date.now() + context.getRemainingTimeInMillis() - WRITE_RESERVE_MS,
    retentionDays: settings.retentionDays,
  });
  publish(outcome, metrics);
  throwIfWorthRetrying(outcome);
  return outcome;
}
