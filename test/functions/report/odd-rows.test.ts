/** A report survives any row: one that cannot be read is unknown, is said to be so, and costs no other row its place. */

import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parquetReadObjects } from 'hyparquet';
import { type Item, marshallRow } from '../../../functions/history/marshall';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, type Told, temporaryFile, useEngine } from '../../support/run-report';
import { captured, failed } from '../../support/slots';

const NOW = '2026-11-22T08:30:00Z';
const at = (hour: number) => `2026-11-22T0${hour}:00:00Z`;
const ODD_SLOT = at(7);

let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
  useEngine(table);
});
afterAll(() => table.close());

/** An account that is captured at 06:00 and 08:00, and has `changes` made to its row of 07:00. */
async function writeAround(
  account: string,
  changes: Record<string, AttributeValue | undefined>,
): Promise<void> {
  await table.write([at(6), at(8)].map((slot) => captured({ account, slot, held: { BTC: '1.5' } })));
  const odd = { ...marshallRow(captured({ account, slot: ODD_SLOT, held: { BTC: '1.5' } })), ...changes };
  const defined = Object.entries(odd).filter(
    (entry): entry is [string, AttributeValue] => entry[1] !== undefined,
  );
  await put(Object.fromEntries(defined));
}

const put = (Item: Item) => table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));

const ask = (command: string, account: string, ...args: string[]): Promise<Told> =>
  report([command, '--table', table.tableName, '--account', account, ...args], NOW);

/** Rows whose balances nobody can read, though they are called captured. */
const UNREADABLE: [string, Record<string, AttributeValue | undefined>][] = [
  ['a later version', { version: { N: '999' } }],
  ['no version', { version: undefined }],
  ['a version that is a text', { version: { S: '1' } }],
  ['no balances', { balances: undefined }],
  ['balances that are a list', { balances: { L: [] } }],
  ['no spot wallet', { balances: { M: {} } }],
  ['another status', { status: { S: 'pending' } }],
  ['no status', { status: undefined }],
];

/** Rows that cannot be read in all they say, whose amount is nevertheless known. */
const READABLE: [string, Record<string, AttributeValue | undefined>][] = [
  ['a schedule that is none', { schedule: { S: 'every hour' } }],
  ['a schedule that is a number', { schedule: { N: '5' } }],
  ['a schedule of 300 KB', { schedule: { S: 'x'.repeat(300_000) } }],
  ['a zone that is none', { timezone: { S: 'Mars/Phobos' } }],
  ['an empty zone', { timezone: { S: '' } }],
];

describe.each(UNREADABLE)('a row with %s', (what, changes) => {
  const account = `unreadable: ${what}`;
  beforeAll(() => writeAround(account, changes));

  it.each([[], ['--asset', 'BTC']])('is unknown in the history %s %s', async (...asset) => {
    const told = await ask('history', account, ...asset, '--format', 'json');

    expect(told.exitCode).toBe(0);
    const lines = JSON.parse(told.stdout) as { slot: string; total: string | null }[];
    expect(lines.map(({ slot, total }) => [slot, total])).toEqual([
      [at(6), '1.5'],
      [ODD_SLOT, null],
      [at(8), '1.5'],
    ]);
    expect(told.stderr).toContain(
      `${account}: 1 row unreadable, so what was held is unknown; the first is ${ODD_SLOT}`,
    );
  });

  it('is a gap, and the history not complete', async () => {
    const told = await ask('gaps', account, '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject({
      due: 3,
      captured: 2,
      failed: 1,
      completeness: 66.66,
      gaps: [{ from: ODD_SLOT, to: ODD_SLOT, reason: 'unreadable-row' }],
    });
    expect(told.stderr).toContain('1 row unreadable');
  });

  it.each([[], ['--asset', 'BTC']])('is no balance, which is the one before it %s %s', async (...asset) => {
    const told = await ask('balances', account, '--at', ODD_SLOT, ...asset, '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject({
      slot: at(6),
      balances: [{ asset: 'BTC', total: '1.5' }],
    });
  });

  it('is no moment to compare with', async () => {
    const told = await ask('changes', account, '--from', at(6), '--to', ODD_SLOT, '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject([{ start: '1.5', end: '1.5' }]);
  });
});

it.each(UNREADABLE.filter(([, changes]) => !('status' in changes)))(
  'a balance comes with a warning where a later captured row has %s',
  async (what) => {
    const told = await ask('balances', `unreadable: ${what}`, '--at', ODD_SLOT);

    expect(told.stderr).toContain('1 row unreadable');
  },
);

describe.each(READABLE)('a row with %s', (what, changes) => {
  const account = `readable: ${what}`;
  beforeAll(() => writeAround(account, changes));

  it('is captured, and makes no slot due or missing', async () => {
    const told = await ask('gaps', account, '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject({ due: 3, captured: 3, completeness: 100 });
    expect(told.stderr).toContain(
      `${account}: 1 row read as without a schedule, as the one named is not valid`,
    );
    expect(told.stderr.length).toBeLessThan(1000);
  });

  it('has the amount that it holds', async () => {
    const told = await ask('balances', account, '--at', ODD_SLOT, '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject({ slot: ODD_SLOT, balances: [{ total: '1.5' }] });
    expect(told.stderr).toContain('as the one named is not valid');
  });
});

describe('a key that is no possible slot', () => {
  const account = 'odd keys';
  const keys = [
    '0026-11-22T06:00:00Z',
    '2017-12-31T23:00:00Z',
    '2026-11-22T06:00:00+01:00',
    '2026-13-45',
    'noon',
    '~~',
  ];
  beforeAll(async () => {
    const held = { BTC: '9' };
    await writeAround(account, {});
    await table.write([
      ...keys.map((slot) => captured({ account, slot, held })),
      captured({ account, slot: '9026-01-01T00:00:00Z', held }),
    ]);
    await table.write([captured({ account: 'only odd keys', slot: 'noon', held })]);
  });

  it.each([
    [],
    ['--from', '0001-01-01'],
    ['--from', '0001-01-01', '--to', '9999-12-31', '--timezone', 'America/New_York'],
  ])('makes nothing due: %s %s %s %s %s %s', async (...period) => {
    const told = await ask('gaps', account, ...period, '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject({ due: 3, captured: 3, gaps: [] });
    expect(told.stderr).toContain('ignored, as the slot is no possible time');
  });

  it.each([[], ['--asset', 'BTC']])('is in no history %s %s', async (...asset) => {
    const told = await ask('history', account, ...asset, '--from', '0001-01-01', '--format', 'json');

    expect((JSON.parse(told.stdout) as { slot: string }[]).map(({ slot }) => slot)).toEqual([
      at(6),
      at(7),
      at(8),
    ]);
  });

  it('is no balance', async () => {
    const told = await ask('balances', account, '--at', '2026-11-22T06:30:00Z', '--format', 'json');

    expect(JSON.parse(told.stdout)).toMatchObject({ slot: at(6) });
  });

  it('leaves an account that has no other without a slot, and known', async () => {
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

describe('whatever is in the table', () => {
  beforeAll(async () => {
    const { M: texts = {} } = marshallRow(failed({ slot: at(7), reason: 'banned' })).failure ?? {};
    const failures: Record<string, AttributeValue>[] = [
      {},
      { failure: { S: 'x' } },
      { failure: { M: { ...texts, reason: { N: '5' }, message: { NULL: true }, attempts: { S: 'x' } } } },
    ];
    for (const [i, failure] of failures.entries()) {
      const account = `failure ${i}`;
      await writeAround(account, {
        status: { S: 'failed' },
        balances: undefined,
        capturedAt: undefined,
        ...failure,
      });
    }
    await writeAround('no time of capture', { capturedAt: undefined });
    await writeAround('odd time of capture', { capturedAt: { S: 'noon' } });
    await writeAround('odd amount', { balances: { M: { spot: { M: { BTC: { S: '1' } } } } } });
  });

  const everyAccount = (...args: string[]) => report([...args, '--table', table.tableName], NOW);
  const commands = [
    ['balances'],
    ['history'],
    ['history', '--asset', 'BTC', '--every', 'hour'],
    ['history', '--every', 'day'],
    ['changes', '--from', '2017-01-01'],
    ['gaps', '--from', '2017-01-01'],
    ['gaps'],
  ];

  it.each(
    commands.flatMap((command) =>
      ['table', 'json', 'ndjson', 'csv'].map((format) => [command, format] as const),
    ),
  )('%j is answered as %s, for every account', async (command, format) => {
    const told = await everyAccount(...command, '--format', format);

    expect(told.exitCode).toBe(0);
    expect(told.stdout).toContain('odd amount');
    expect(told.stdout).not.toMatch(/undefined|NaN/);
  });

  it('a history is written as Parquet', async () => {
    const told = await everyAccount('history', '--format', 'parquet');

    const rows = await parquetReadObjects({ file: new Uint8Array(told.bytes).buffer });
    expect(rows.some(({ account, total }) => account === 'unreadable: no balances' && total === null)).toBe(
      true,
    );
  });

  it('a page is made', async () => {
    const file = temporaryFile('page.html');

    const told = await everyAccount('html', '--output', file);

    expect([told.exitCode, readFileSync(file, 'utf8').includes('unreadable-row')]).toEqual([0, true]);
    expect(told.stderr).toContain('1 row unreadable');
    rmSync(dirname(file), { recursive: true });
  });
});
