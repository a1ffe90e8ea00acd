/** Which row the table keeps for a slot: a captured row is never replaced, a failed row may be. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshallRow } from '../../../functions/history/marshall';
import { createHistory } from '../../../functions/history/write';
import { createHistoryTable, startHistoryTable, type TestTable } from '../../support/dynamodb';
import { capturedRow, failedRow } from '../../support/rows';

let engine: TestTable;
beforeAll(async () => {
  engine = await startHistoryTable();
});
afterAll(() => engine.close());

const failure = failedRow();
const laterFailure = failedRow({ failure: { ...failure.failure, at: '2026-11-22T06:10:00.000Z' } });
const capture = capturedRow();
const laterCapture = capturedRow({ capturedAt: '2026-11-22T06:10:00.000Z' });
const onlyIfAbsent = { onlyIfAbsent: true };
const keptReasons = [failure.failure.reason, 'banned'];

it.each([
  { what: 'a capture over another', first: capture, next: laterCapture, kept: capture },
  { what: 'a failure over a capture', first: capture, next: laterFailure, kept: capture },
  { what: 'a capture over a failure', first: failure, next: laterCapture, kept: laterCapture },
  { what: 'a failure over another', first: failure, next: laterFailure, kept: laterFailure },
  {
    what: 'a failure with onlyIfAbsent over another',
    first: failure,
    next: laterFailure,
    options: onlyIfAbsent,
    kept: failure,
  },
  {
    what: 'a failure over another whose reason is kept',
    first: failure,
    next: laterFailure,
    options: { keptReasons },
    kept: failure,
  },
  {
    what: 'a failure over another whose reason is not kept',
    first: failure,
    next: laterFailure,
    options: { keptReasons: ['banned'] },
    kept: laterFailure,
  },
  {
    what: 'a failure with kept reasons over a capture',
    first: capture,
    next: laterFailure,
    options: { keptReasons },
    kept: capture,
  },
  {
    what: 'a failure with onlyIfAbsent over a capture',
    first: capture,
    next: laterFailure,
    options: onlyIfAbsent,
    kept: capture,
  },
])('$what keeps one row, and the result names it', async ({ first, next, options, kept }) => {
  const tableName = await createHistoryTable(engine.client);
  const history = createHistory(engine.client, tableName);
  const { account, slot } = first;

  expect(await history.record(first, options)).toBe('written');
  const said = await history.record(next, options);

  const { Item: item = {} } = await engine.client.send(
    new GetItemCommand({ TableName: tableName, Key: { account: { S: account }, slot: { S: slot } } }),
  );
  expect(unmarshallRow(item)).toMatchObject(kept);
  expect(said).toBe(kept === next ? 'written' : `already-${kept.status}`);
});

it('a row prevents writes for its own slot and account only', async () => {
  const history = createHistory(engine.client, engine.tableName);

  const written = [
    await history.record(capture),
    await history.record({ ...capture, slot: '2026-11-22T07:00:00Z' }),
    await history.record({ ...capture, account: 'second' }),
    await history.record({ ...failure, slot: '2026-11-22T08:00:00Z' }, onlyIfAbsent),
  ];

  expect(written).toEqual(['written', 'written', 'written', 'written']);
});
