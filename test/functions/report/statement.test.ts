/** The statement in JSON: what was held and worth at a moment, exactly, and what is unknown about it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Row } from '../../../functions/history/row';
import type { Statement } from '../../../functions/report/statement/statement';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { type CommandResult, report, temporaryFile, useEngine } from '../../support/run-report';
import { captured, failed } from '../../support/slots';
import {
  ANSWERS,
  incompleteRow,
  LAST_SLOT,
  NEW_YEAR,
  statementHistory,
  statementRow,
} from './statement-rows';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const AT = ['--at', '2025-12-31', '--timezone', 'Europe/Berlin'];

describe('a statement', () => {
  let table: TestTable;
  const named = (account: string, rows: Row[]): Row[] => rows.map((row) => ({ ...row, account }));
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write([
      ...named('main', statementHistory()),
      ...named('partial', statementHistory(incompleteRow())),
      ...named('first', statementHistory(captured({ slot: LAST_SLOT, held: { BTC: '1' } }))),
      ...named('outage', [
        captured({ slot: '2025-12-31T10:00:00Z', held: {} }),
        failed({ slot: LAST_SLOT, reason: 'banned' }),
      ]),
    ]);
    useEngine(table);
  });
  afterAll(() => table.close());

  const make = (account: string, ...args: string[]): Promise<CommandResult> =>
    report(['statement', '--table', table.tableName, '--account', account, ...args], NEW_YEAR);
  const json = async (account: string): Promise<Statement> =>
    JSON.parse((await make(account, ...AT, '--format', 'json')).stdout);

  it('has every amount, price and worth of the last captured slot at the moment', async () => {
    const { wallets, total, ...statement } = await json('main');

    expect(statement).toEqual({
      account: 'main',
      at: '2025-12-31T22:59:59Z',
      timezone: 'Europe/Berlin',
      madeAt: NEW_YEAR,
      slot: LAST_SLOT,
      secondsBeforeAt: 3599,
      isStale: false,
      capturedAt: '2025-12-31T22:00:01.234Z',
      notRequested: [],
      pricedAt: '2025-12-31T22:00:01.100Z',
      key: null,
      year: {
        from: '2024-12-31T23:00:00Z',
        to: '2025-12-31T22:59:59Z',
        historyFrom: '2025-12-31T20:00:00Z',
        due: 3,
        captured: 2,
        failed: 1,
        missing: 0,
        completeness: 66.66,
      },
      answers: Object.keys(ANSWERS)
        .sort()
        .map((endpoint) => ({ endpoint, sha256: sha256(ANSWERS[endpoint as keyof typeof ANSWERS]) })),
      answersNotKept: ['ticker'],
      row: { version: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(wallets.map(({ wallet, worth, complete }) => [wallet, worth, complete])).toEqual([
      ['spot', '45100.499456789', true],
      ['fund', '44.376922000000002373', true],
      ['USDTMPerp', '196.7431', true],
      ['coinMPerp', '8656.94174058', true],
      ['stdFutures', '4.726443', true],
      ['copyTrading', '12.5', true],
    ]);
    expect(total).toEqual({
      worth: '54015.787662369000002373',
      complete: true,
      bound: 'exact',
      missing: [],
    });
  });

  it('names the source of each price', async () => {
    const { wallets } = await json('main');

    expect(wallets[0]?.assets).toEqual([
      {
        asset: 'ABC',
        free: '1000',
        locked: '0',
        total: '1000',
        price: '0.000001',
        priceSource: 'last:ABC-USDT',
        worth: '0.001',
      },
      {
        asset: 'BTC',
        free: '0.5',
        locked: '0.25',
        total: '0.75',
        price: '60000.5',
        priceSource: 'mid:BTC-USDT',
        worth: '45000.375',
      },
      {
        asset: 'USDT',
        free: '100.123456789',
        locked: '0',
        total: '100.123456789',
        price: '1',
        priceSource: 'unit',
        worth: '100.123456789',
      },
    ]);
  });

  it('has the assets of a wallet of which the exchange gives a figure alone as unknown', async () => {
    const { wallets } = await json('main');

    expect(wallets.at(-1)).toMatchObject({ wallet: 'copyTrading', source: 'exchange', assets: null });
  });

  it('has a lower bound, and what is missing, where a wallet or a price is unknown', async () => {
    const { wallets, total } = await json('partial');

    expect(total).toMatchObject({
      worth: '53958.909740369',
      complete: false,
      bound: 'at-least',
      missing: [
        { wallet: 'spot', asset: 'ABC', reason: 'no-price' },
        { wallet: 'fund', asset: null, reason: 'permission-denied' },
      ],
    });
    expect(wallets.find(({ wallet }) => wallet === 'fund')).toMatchObject({ assets: null, worth: null });
  });

  it('names the wallets that a row of version 1 knows nothing about', async () => {
    expect(await json('first')).toMatchObject({
      wallets: [{ wallet: 'spot', worth: null }],
      total: { worth: null, complete: false },
      notRequested: ['fund', 'USDTMPerp', 'coinMPerp', 'stdFutures'],
      pricedAt: null,
      answersNotKept: [],
      row: { version: 1 },
    });
  });

  it('warns that its slot is further back than one interval', async () => {
    const result = await make('outage', ...AT, '--format', 'json');

    expect(JSON.parse(result.stdout)).toMatchObject({ isStale: true, secondsBeforeAt: 46_799 });
    expect(result.stderr).toMatch(/12 h 59 min before .*: further back than one interval\.\n$/);
  });

  it('is the same each time, however the items of the table are ordered', async () => {
    const reversed = <T extends object>(map: T) => Object.fromEntries(Object.entries(map).reverse()) as T;
    const row = statementRow();
    const balances = reversed(
      Object.fromEntries(
        Object.entries(row.balances).map(([wallet, assets]) => [wallet, reversed(assets)]),
      ) as typeof row.balances,
    );
    const before = await json('main');

    await table.write([{ ...row, balances, prices: reversed(row.prices ?? {}), raw: reversed(row.raw) }]);

    expect(await json('main')).toEqual(before);
  });

  it.each([
    [
      'a moment in the future',
      'main',
      ['--at', '2026-01-06'],
      2,
      /^--at must not be in the future, got 2026/,
    ],
    ['a time before the history', 'main', ['--at', '2025-12-01'], 1, /^What main held at .* is unknown: no/],
    ['an account that does not exist', 'mian', AT, 1, /^There is no account mian in .*; it has first, main/],
  ])('is refused for %s', async (_what, account, args, exitCode, sentence) => {
    expect(await make(account, ...args)).toMatchObject({
      exitCode,
      stdout: '',
      stderr: expect.stringMatching(sentence),
    });
  });

  it('is about one account', async () => {
    expect(await report(['statement', '--table', table.tableName], NEW_YEAR)).toMatchObject({
      exitCode: 2,
      stderr: 'A statement is about one account; name it by --account.\n',
    });
  });

  it('is written to a file', async () => {
    const output = temporaryFile('statement.json');

    await make('main', ...AT, '--format', 'json', '--output', output);

    expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(await json('main'));
  });

  it('is not printed as PDF on a terminal', async () => {
    const args = ['statement', '--table', table.tableName, '--account', 'main', '--format', 'pdf'];

    expect(await report(args, NEW_YEAR, { terminal: {} })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('PDF is binary'),
    });
  });
});
