/** What reading costs: a table is paid for by what is read of it, and a reader who left pays for nothing more. */
import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
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

const SLOTS = hours('2026-01-01T00:00:00Z', 40);
const [FIRST = '', SECOND = ''] = SLOTS;
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

/** Watches what is asked of the table from now on. */
function watch(): QueryCommandInput[] {
  const asked: QueryCommandInput[] = [];
  table.client.middlewareStack.add(
    (next) => async (args) => {
      asked.push(args.input as QueryCommandInput);
      return next(args);
    },
    { step: 'initialize', name: 'watch', override: true },
  );
  return asked;
}

it.each([
  ['neighbour', (table: HistoryTable) => adjacentRow(table, 'main', 'before', LAST)],
  ['firstRow', (table: HistoryTable) => firstRow(table, 'main')],
])('%s reads the one row that it gives', async (_name, read) => {
  const asked = watch();

  await read(table);

  expect(asked).toMatchObject([{ Limit: 1 }]);
});

it('lastCaptured reads a few rows where the last ones are captured', async () => {
  const asked = watch();

  expect(await lastCapturedRow(table, 'main', LAST)).toMatchObject({ slot: LAST });

  expect(asked).toMatchObject([{ Limit: 4 }]);
});

it('lastCaptured passes over whole pages of failed rows behind a long outage', async () => {
  const asked = watch();

  expect(await lastCapturedRow(table, 'outage', LAST)).toMatchObject({ slot: FIRST });

  expect(asked.map(({ Limit }) => Limit)).toEqual([4, undefined]);
});

it('lastCaptured asks for no more assets than it was asked for', async () => {
  const row = await lastCapturedRow(table, 'main', SECOND, ['ETH']);

  expect(row).toMatchObject({ slot: SECOND, balances: { spot: { ETH: { free: '2', locked: '0' } } } });
  expect(Object.keys(row?.balances.spot ?? {})).toEqual(['ETH']);
});

it.each<[string, (table: HistoryTable) => Promise<unknown>]>([
  ['neighbour', (table) => adjacentRow(table, 'main', 'after', FIRST)],
  ['lastCaptured', (table) => lastCapturedRow(table, 'main', LAST)],
  ['accounts', (table) => listAccounts(table).next()],
  ['readStatuses', (table) => readStatuses(table, 'main', RANGE).next()],
  ['readBalances', (table) => readBalances(table, 'main', RANGE).next()],
])('%s asks nothing for a reader who has left', async (_name, read) => {
  const left = AbortSignal.abort();

  await expect(read({ ...table, signal: left })).rejects.toMatchObject({ name: 'AbortError' });
});
