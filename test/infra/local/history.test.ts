/** `--local` reads the table of the stack of cdk.json, even if the folder has other tables. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { historyFolder, openLocalHistory } from '../../../infra/local/history';

const table = (TableName: string) => ({
  TableName,
  KeySchema: [{ AttributeName: 'account', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'account', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
});

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  const dynamodb = await startDynamoDb({ folder: historyFolder(folder) });
  for (const name of ['Balances-2-HistoryC127576E', 'Balances-HistoryC127576E', 'Another-HistoryC127576E']) {
    await dynamodb.createTable(table(name));
  }
  await dynamodb.stop();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function tableOf(stackName?: string): Promise<string | undefined> {
  const { tableName, stop } = await openLocalHistory(folder, stackName);
  await stop();
  return tableName;
}

it.each(['Balances', 'Balances-2', 'Another'])('opens the table of the stack %s', async (stackName) => {
  expect(await tableOf(stackName)).toBe(`${stackName}-HistoryC127576E`);
});

it.each([
  ['a stack without a table', 'Bal', 'Bal'],
  ['the stack of cdk.json, with tables of others', undefined, 'BalanceSnapshots'],
])('refuses %s and lists the existing tables', async (_what, stackName, named) => {
  await expect(tableOf(stackName)).rejects.toThrow(
    `${folder} has no table of the stack ${named}, only Another-HistoryC127576E, Balances-2-HistoryC127576E, `,
  );
  await expect(tableOf('Balances')).resolves.toBeDefined();
});
