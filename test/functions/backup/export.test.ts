/** The rows of a table in the order of a file, and how far their export is. */
import { exportRows } from '../../../functions/backup/export';
import { type DynamoDb, startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { createHistoryTable, writeRows } from '../../support/dynamodb';
import { captured } from '../../support/slots';
import { NO_ROWS } from './history-files';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

/** Exports rows on 2026-01-05: the accounts page by page, and the shares of the work that were reported. */
async function exported(slots: Record<string, string[]>) {
  const { client } = dynamodb;
  const tableName = await createHistoryTable(client);
  const rows = Object.entries(slots).flatMap(([account, keys]) =>
    keys.map((slot) => captured({ account, slot, held: {} })),
  );
  await writeRows(client, tableName, rows);
  const [accounts, shares]: [(string | undefined)[], number[]] = [[], []];
  const options = { now: Date.parse('2026-01-05'), progress: (share: number) => void shares.push(share) };
  for await (const page of exportRows({ client, tableName }, options)) accounts.push(page[0]?.account);
  return { accounts, shares };
}

const day = (number: number) => `2026-01-0${number}T00:00:00Z`;

it('an export has the accounts in order, whatever the order of the table is', async () => {
  const { accounts } = await exported({ e: [day(1)], b: [day(1)], d: [day(1)], a: [day(1)], c: [day(1)] });

  expect(accounts).toEqual(['a', 'b', 'c', 'd', 'e']);
});

it('progress is the share of the accounts, and of the time that the rows of an account cover', async () => {
  const { shares } = await exported({
    a: ['not a slot'],
    b: [day(1), day(2), day(3)],
    c: [day(4), day(6)],
    d: [day(7), day(8)],
  });

  expect(shares).toEqual([0, 1.5 / 4, 3 / 4, 3 / 4]);
});

it('progress stays a share where the rows of an account were deleted meanwhile', async () => {
  dynamodb.stub('Query', NO_ROWS);

  const { accounts, shares } = await exported({ a: [day(1)] });

  expect({ accounts, shares }).toEqual({ accounts: [undefined], shares: [0] });
});
