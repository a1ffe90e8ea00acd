/** The DynamoDB emulator persists tables and injects faults. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDb, dynamoDbError, startDynamoDb } from '../../../../infra/local/emulators/dynamodb';

const TableName = 'history';
const table = {
  TableName,
  KeySchema: [{ AttributeName: 'account', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'account', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

let folder: string;
let dynamodb: DynamoDb;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  dynamodb = await startDynamoDb({ folder });
  await dynamodb.createTable(table);
});
afterEach(async () => {
  await dynamodb.stop();
  rmSync(folder, { recursive: true });
});

const put = (account: string) =>
  dynamodb.client.send(
    new PutItemCommand({
      TableName,
      Item: { account: { S: account } },
      ConditionExpression: 'attribute_not_exists(account)',
    }),
  );
const has = async (account: string) =>
  (await dynamodb.client.send(new GetItemCommand({ TableName, Key: { account: { S: account } } }))).Item !==
  undefined;

it('persists rows from one start to the next', async () => {
  await put('main');
  await dynamodb.stop();

  dynamodb = await startDynamoDb({ folder });
  await dynamodb.createTable(table);

  expect(await has('main')).toBe(true);
});

it('can fail a write before it is executed', async () => {
  const refusal = { before: dynamoDbError('AccessDeniedException', 'not authorized') };
  dynamodb.stub('PutItem', refusal);

  await expect(put('main')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(await has('main')).toBe(false);
});

it('can lose the response of an executed write', async () => {
  // The SDK retries the write, whose condition then fails on the first one's row.
  dynamodb.stub('PutItem', { after: { fault: 'reset' } });

  await expect(put('main')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect(await has('main')).toBe(true);
  expect(dynamodb.requests.filter(({ operation }) => operation === 'PutItem')).toHaveLength(2);
});

it('finishes the writes under way before it stops', async () => {
  const writes = Array.from({ length: 50 }, (_, index) => put(`account-${index}`));
  const outcomes = Promise.allSettled(writes);
  await writes[0];

  await dynamodb.stop();

  // A write to a closed database throws outside of all promises, which fails the test as well.
  const written = (await outcomes).flatMap(({ status }, i) =>
    status === 'fulfilled' ? [`account-${i}`] : [],
  );
  dynamodb = await startDynamoDb({ folder });
  expect(written).toContain('account-0');
  expect(await Promise.all(written.map(has))).not.toContain(false);
});

it('reports when a request has arrived and when it has been executed', async () => {
  const received = dynamodb.nextRequest('PutItem');
  const executed = dynamodb.nextExecuted('PutItem').then(() => has('main'));

  await put('main');

  expect((await received).body).toMatchObject({ Item: { account: { S: 'main' } } });
  expect(await executed).toBe(true);
});
