/** Reports work whatever a row contains: an unreadable row is unknown, causes a warning, and affects no other row. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parquetReadObjects } from 'hyparquet';
import { type Item, marshallRow } from '../../../functions/history/marshall';
import type { PageData } from '../../../functions/report/page/data';
import { createHistoryTable, startHistoryTable, type TestTable, writeRows } from '../../support/dynamodb';
import { type CommandResult, report, temporaryFile } from '../../support/run-report';
import { captured, failed, hours } from '../../support/slots';
import {
  at,
  type Changes,
  changedItem,
  held,
  ODD_SLOT,
  READABLE,
  rowsWithKeys,
  UNREADABLE,
} from './odd-rows';

const NOW = '2026-11-22T08:30:00Z';
let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
});
afterAll(() => table.close());

const put = (TableName: string, Item: Item) => table.client.send(new PutItemCommand({ TableName, Item }));

/** An account that is captured at 06:00 and 08:00, with `changes` made to its row of 07:00. */
async function writeAround(account: string, changes: Changes): Promise<void> {
  await table.write([at(6), at(8)].map((slot) => captured({ account, slot, held })));
  await put(table.tableName, changedItem(account, ODD_SLOT, changes));
}

/** All commands share the client of the test: opening a connection for each takes a third of their time. */
const reportOn = (tableName: string, ...args: string[]): Promise<CommandResult> =>
  report([...args, '--local'], NOW, {
    openLocal: async () => ({ client: table.client, tableName, close: async () => {} }),
  });

const ask = (command: string, account: string, ...args: string[]): Promise<CommandResult> =>
  reportOn(table.tableName, command, '--account', account, ...args);

describe.each(UNREADABLE)('a row with %s', (what, changes) => {
  const account = `unreadable: ${what}`;
  beforeAll(() => writeAround(account, changes));

  it.each([[], ['--asset', 'BTC']])('is unknown in the history %s %s', async (...asset) => {
    const result = await ask('history', account, ...asset, '--format', 'json');

    expect(result.exitCode).toBe(0);
    const lines = JSON.parse(result.stdout) as { slot: string; total: string | null }[];
    expect(lines.map(({ slot, total }) => [slot, total])).toEqual([
      [at(6), '1.5'],
      [ODD_SLOT, null],
      [at(8), '1.5'],
    ]);
    expect(result.stderr).toContain(
      `${account}: 1 row unreadable, so what was held is unknown; the first is ${ODD_SLOT}`,
    );
  });

  it('is a gap and lowers the completeness', async () => {
    const result = await ask('gaps', account, '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject({
      due: 3,
      captured: 2,
      failed: 1,
      completeness: 66.66,
      gaps: [{ from: ODD_SLOT, to: ODD_SLOT, reason: 'unreadable-row' }],
    });
    expect(result.stderr).toContain('1 row unreadable');
  });

  it.each([[], ['--asset', 'BTC']])(
    'has no balance, so the captured row before it is used %s %s',
    async (...asset) => {
      const result = await ask('balances', account, '--at', ODD_SLOT, ...asset, '--format', 'json');

      expect(JSON.parse(result.stdout)).toMatchObject({
        slot: at(6),
        balances: [{ asset: 'BTC', total: '1.5' }],
      });
    },
  );

  it('is not compared, so the captured row before it is used', async () => {
    const result = await ask('changes', account, '--from', at(6), '--to', ODD_SLOT, '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject([{ start: '1.5', end: '1.5' }]);
  });
});

it.each(UNREADABLE.filter(([, changes]) => !('status' in changes)))(
  'a balance has a warning where the row after it has %s',
  async (what) => {
    const result = await ask('balances', `unreadable: ${what}`, '--at', ODD_SLOT);

    expect(result.stderr).toContain('1 row unreadable');
  },
);

describe.each(READABLE)('a row with %s', (what, changes) => {
  const account = `readable: ${what}`;
  beforeAll(() => writeAround(account, changes));

  it('is captured, and makes no other slot due', async () => {
    const result = await ask('gaps', account, '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject({ due: 3, captured: 3, completeness: 100 });
    expect(result.stderr).toContain(
      `${account}: 1 row read as without a schedule, as the one named is not valid`,
    );
    expect(result.stderr.length).toBeLessThan(1000);
  });

  it('has its balance', async () => {
    const result = await ask('balances', account, '--at', ODD_SLOT, '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject({ slot: ODD_SLOT, balances: [{ total: '1.5' }] });
    expect(result.stderr).toContain('as the one named is not valid');
  });
});

describe('a sort key that is not a possible slot', () => {
  const account = 'odd keys';
  beforeAll(async () => {
    await writeAround(account, {});
    await table.write(rowsWithKeys(account));
    await table.write([captured({ account: 'only odd keys', slot: 'noon', held })]);
  });

  it.each([
    [],
    ['--from', '0001-01-01'],
    ['--from', '0001-01-01', '--to', '9999-12-31', '--timezone', 'America/New_York'],
  ])('makes no slot due: %s %s %s %s %s %s', async (...period) => {
    const result = await ask('gaps', account, ...period, '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject({ due: 3, captured: 3, gaps: [] });
    expect(result.stderr).toContain('ignored, as the slot is no possible time');
  });

  it.each([[], ['--asset', 'BTC']])('is not in the history %s %s', async (...asset) => {
    const result = await ask('history', account, ...asset, '--from', '0001-01-01', '--format', 'json');

    expect((JSON.parse(result.stdout) as { slot: string }[]).map(({ slot }) => slot)).toEqual([
      at(6),
      at(7),
      at(8),
    ]);
  });

  it('has no balance', async () => {
    const result = await ask('balances', account, '--at', '2026-11-22T06:30:00Z', '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject({ slot: at(6) });
  });

  it('makes its account known, which has no slot where all its keys are impossible', async () => {
    const [gaps, balances, unknown] = await Promise.all([
      ask('gaps', 'only odd keys', '--format', 'json'),
      ask('balances', 'only odd keys', '--format', 'json'),
      ask('balances', 'nobody'),
    ]);

    expect(JSON.parse(gaps.stdout)).toMatchObject({ due: 0, completeness: null });
    expect(JSON.parse(balances.stdout)).toMatchObject({ slot: null, balances: null });
    expect(gaps.stderr).toContain('only odd keys: 1 row ignored');
    expect([gaps.exitCode, balances.exitCode, unknown.exitCode]).toEqual([0, 0, 1]);
  });
});

describe('a table with all these rows', () => {
  const { M: texts = {} } = marshallRow(failed({ slot: at(7), reason: 'banned' })).failure ?? {};
  const notCaptured = { status: { S: 'failed' }, balances: undefined, capturedAt: undefined };
  const oddFailure = { ...texts, reason: { N: '5' }, message: { NULL: true as const }, attempts: { S: 'x' } };
  const ODD_VALUES: Changes[] = [
    notCaptured,
    { ...notCaptured, failure: { S: 'x' } },
    { ...notCaptured, failure: { M: oddFailure } },
    { capturedAt: undefined },
    { capturedAt: { S: 'noon' } },
    { balances: { M: { spot: { M: { BTC: { S: '1' } } } } } },
  ];
  /** All in one account, as every account costs requests in each of the commands; each is between two ordinary rows. */
  const changes = [...UNREADABLE, ...READABLE].map(([, change]) => change).concat(ODD_VALUES);
  const slots = hours('2026-11-20T00:00:00Z', 2 * changes.length + 1);

  let tableName: string;
  beforeAll(async () => {
    tableName = await createHistoryTable(table.client);
    const items = slots.map((slot, i) =>
      changedItem('odd rows', slot, i % 2 === 0 ? {} : (changes[(i - 1) / 2] ?? {})),
    );
    await Promise.all(items.map((item) => put(tableName, item)));
    await writeRows(table.client, tableName, rowsWithKeys('odd keys'));
  });

  const reportAll = (...args: string[]) => reportOn(tableName, ...args);
  // A format writes what a command returns, however the rows were selected.
  const everyFormat = [['balances'], ['history'], ['changes', '--from', '2017-01-01'], ['gaps']];
  const jsonOnly = [
    ['history', '--asset', 'BTC', '--every', 'hour'],
    ['history', '--every', 'day'],
    ['gaps', '--from', '2017-01-01'],
  ];

  it.each([
    ...everyFormat.flatMap((command) =>
      ['table', 'json', 'ndjson', 'csv'].map((format) => [command, format] as const),
    ),
    ...jsonOnly.map((command) => [command, 'json'] as const),
  ])('is reported by %j as %s', async (command, format) => {
    const result = await reportAll(...command, '--format', format);

    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('odd rows');
    expect(result.stdout).not.toMatch(/undefined|NaN/);
  });

  it('has every row in its history', async () => {
    const result = await reportAll('history', '--account', 'odd rows', '--format', 'json');

    const reported = (JSON.parse(result.stdout) as { slot: string }[]).map(({ slot }) => slot);
    expect(reported).toEqual(expect.arrayContaining(slots));
  });

  it('is exported to Parquet', async () => {
    const result = await reportAll('history', '--format', 'parquet');

    const rows = await parquetReadObjects({ file: new Uint8Array(result.bytes).buffer });
    const unknown = rows.filter(({ account, total }) => account === 'odd rows' && total === null);
    expect(unknown.length).toBeGreaterThanOrEqual(UNREADABLE.length);
  });

  it('is shown on a page', async () => {
    const file = temporaryFile('page.html');

    const result = await reportAll('html', '--output', file);

    const [, data = ''] = /id="data">([^<]*)</.exec(readFileSync(file, 'utf8')) ?? [];
    const { accounts } = JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as PageData;
    const reasons = accounts.flatMap(({ gaps }) => gaps.gaps.map(({ reason }) => reason));
    expect([result.exitCode, reasons]).toEqual([0, expect.arrayContaining(['unreadable-row'])]);
    expect(result.stderr).toMatch(/odd rows: \d+ rows unreadable/);
  });
});
