/** Reads cost money: no more is read than is needed, and nothing after the signal is aborted. */
import {
  adjacentRow,
  firstRow,
  type HistoryTable,
  lastCapturedRow,
  listAccounts,
  readBalances,
  readStatuses,
} from '../../../functions/history/read';
import { slotTime } from '../../../functions/schedule/slot';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { captured, failed, hours } from '../../support/slots';
import { recordQueries } from './record-queries';

const SLOTS = hours('2026-01-01T00:00:00Z', 40);
const [FIRST = ''] = SLOTS;
const LAST = SLOTS.at(-1) ?? '';
const RANGE = { from: slotTime(FIRST), to: slotTime(LAST) };

let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
  await table.write(SLOTS.map((slot) => captured({ account: 'main', slot, held: { BTC: '1', ETH: '2' } })));
  await table.write([
    captured({ account: 'outage', slot: FIRST, held: { BTC: '1', ETH: '2' } }),
    ...SLOTS.slice(1).map((slot) => failed({ account: 'outage', slot, reason: 'banned' })),
  ]);
});
afterAll(() => table.close());

it.each([
  ['adjacentRow', (table: HistoryTable) => adjacentRow(table, 'main', 'before', LAST)],
  ['firstRow', (table: HistoryTable) => firstRow(table, 'main')],
])('%s reads only the row that it returns', async (_name, read) => {
  const queries = recordQueries(table);

  await read(table);

  expect(queries).toMatchObject([{ Limit: 1 }]);
});

it('lastCapturedRow reads a few rows if one of them is captured', async () => {
  const queries = recordQueries(table);

  expect(await lastCapturedRow(table, 'main', LAST)).toMatchObject({ slot: LAST });

  expect(queries).toMatchObject([{ Limit: 4 }]);
});

it('lastCapturedRow skips full pages of failed rows after a long outage', async () => {
  const queries = recordQueries(table);

  expect(await lastCapturedRow(table, 'outage', LAST)).toMatchObject({ slot: FIRST });

  expect(queries.map(({ Limit }) => Limit)).toEqual([4, undefined]);
});

it.each<[string, (table: HistoryTable) => Promise<unknown>]>([
  ['adjacentRow', (table) => adjacentRow(table, 'main', 'after', FIRST)],
  ['lastCapturedRow', (table) => lastCapturedRow(table, 'main', LAST)],
  ['listAccounts', (table) => listAccounts(table).next()],
  ['readStatuses', (table) => readStatuses(table, 'main', RANGE).next()],
  ['readBalances', (table) => readBalances(table, 'main', RANGE).next()],
])('%s sends nothing once the signal is aborted', async (_name, read) => {
  const aborted = AbortSignal.abort();

  await expect(read({ ...table, signal: aborted })).rejects.toMatchObject({ name: 'AbortError' });
});
