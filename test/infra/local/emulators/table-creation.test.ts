/** A new table takes writes as soon as its creation is answered, however long the engine takes over it. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type dynalite from 'dynalite';
import { startDynamoDb } from '../../../../infra/local/emulators/dynamodb';
import { createHistoryTable } from '../../../support/dynamodb';

/** The engine's own pause between the answer and the table is about a millisecond: too short to hit each time. */
jest.mock('dynalite', () => {
  const real: typeof dynalite = jest.requireActual('dynalite');
  return (options: Parameters<typeof dynalite>[0]) => real({ ...options, createTableMs: 200 });
});

it('answers the creation of a table when the table takes writes', async () => {
  const dynamodb = await startDynamoDb();

  const TableName = await createHistoryTable(dynamodb.client);
  const writing = dynamodb.client.send(
    new PutItemCommand({ TableName, Item: { account: { S: 'main' }, slot: { S: '2026-11-22T06:00:00Z' } } }),
  );

  await expect(writing).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  await dynamodb.stop();
});
