/** Checks that the table is writable without writing a row. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { checkTableWritable } from '../../../functions/history/check-writable';
import { KEY } from '../../../functions/history/table';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';

let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
});
afterAll(() => table.close());

const rows = async () => (await table.client.send(new ScanCommand({ TableName: table.tableName }))).Items;

it('finds a table writable and leaves it empty', async () => {
  expect(await checkTableWritable(table.client, table.tableName)).toBeUndefined();
  expect(await rows()).toEqual([]);
});

it('does not change a row with the key of the check', async () => {
  const row = {
    status: 'failed',
    failure: { reason: 'x', message: '', at: '', attempts: 0 },
    version: 1,
  } as const;
  await table.write([{ [KEY.partition]: 'check', [KEY.sort]: 'check', ...row }]);
  const before = await rows();

  expect(await checkTableWritable(table.client, table.tableName)).toBeUndefined();
  expect(await rows()).toEqual(before);
});

it('returns the error for a missing table', async () => {
  expect(await checkTableWritable(table.client, 'another')).toBe('ResourceNotFoundException');
});
