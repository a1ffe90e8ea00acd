/** An AWS service that does not respond delays a run by seconds only. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createHistory } from '../../../functions/history/write';
import { awsClient } from '../../../functions/snapshot/aws-client';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../infra/local/emulators/constants';
import { startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { capturedRow } from '../../support/rows';

it.concurrent.each(['hang', 'stalled-body'] as const)(
  'a write whose response is a %s fails after three attempts',
  async (fault) => {
    const engine = await startDynamoDb();
    engine.stubAlways('PutItem', { before: { fault } });
    const options = { endpoint: engine.url, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
    const client = new DynamoDBClient({ ...awsClient('dynamodb', engine.url), ...options });

    const writing = createHistory(client, 'History').record(capturedRow());

    await expect(writing).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(engine.requests.map(({ operation }) => operation)).toEqual(['PutItem', 'PutItem', 'PutItem']);
    client.destroy();
    await engine.stop();
  },
  60_000,
);
