/** A new table accepts writes as soon as `CreateTable` has returned. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type dynalite from 'dynalite';
import { startDynamoDb } from '../../../../infra/local/emulators/dynamodb';
import { createHistoryTable } from '../../../support/dynamodb';

/** dynalite's own delay is about a millisecond: too short for a reliable test. */
jest.mock('dynalite', () => {
  const real: typeof dynalite = jest.requireActual('dynalite');
  return (options: Parameters<typeof dynalite>[0]) => real({ ...options, createTableMs: 200 });
});

it('responds to CreateTable when the table accepts writes', async () => {
  const dynamodb = await startDynamoDb();

  const TableName = await createHistoryTable(dynamodb.client);
  const writing = dynamodb.client.send(
    new PutItemCommand({ TableName, Item: { account: { S: 'main' }, slot: { S: '2026-11-22T06:00:00Z' } } }),
  );

  await expect(writing).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  await dynamodb.stop();
});
