/** Known answers of each command in each format, where wallets, prices, slots and entire accounts are unknown. */
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, useEngine } from '../../support/run-report';
import { type Line, like, READERS } from './flat-lines';
import { hour, WALLET_ROWS, WALLETS_NOW } from './known-wallets';

/** Lines of words; `-` is unknown, `01` an hour, and `_` a space. */
function linesOf(columns: string, ...lines: string[]): Line[] {
  const names = columns.split(' ');
  return lines.map((line) => {
    const words = line.split(/ +/);
    expect(words).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, fromWord(words[i] ?? '')]));
  });
}

function fromWord(word: string): string | null {
  if (word === '-') return null;
  return /^0\d$/.test(word) ? hour(Number(word)) : word.replaceAll('_', ' ');
}

const LINE = 'account slot wallet asset free locked total price worth status reason';
const WORTH = 'account slot wallet worth complete missing bound source status reason';

const ANSWERS: Record<string, { args: string[]; lines: Line[]; table?: string[] }> = {
  'balances of wallets that were not read': {
    args: ['balances', '--account', 'main', '--at', hour(4)],
    lines: linesOf(
      LINE,
      'main 04 USDTMPerp USDT 12.5 5.75 18.25 1       18.25     captured -',
      'main 04 fund      -    -    -    -     -       -         captured permission-denied',
      'main 04 spot      BTC  0.75 0    0.75  60000.5 45000.375 captured -',
    ),
    table: [
      `main at ${hour(4)}: slot ${hour(4)}, 0 s old`,
      'wallet     asset       free   locked    total    price     worth',
      'USDTMPerp  USDT        12.5     5.75    18.25        1     18.25',
      'fund       unknown  unknown  unknown  unknown  unknown   unknown',
      'spot       BTC         0.75        0     0.75  60000.5  45000.38',
    ],
  },
  'balances before the first slot': {
    args: ['balances', '--account', 'desk', '--at', hour(0)],
    lines: linesOf(LINE, 'desk - - - - - - - - - no-captured-slot'),
    table: [`desk at ${hour(0)}: unknown: no slot was captured at or before it`],
  },
  history: {
    args: ['history', '--account', 'main', '--from', hour(0)],
    lines: linesOf(
      LINE,
      'main 00 spot      BTC  1    0    1     -       -         captured -',
      'main 01 USDTMPerp USDT 12.5 7    19.5  1       19.5      captured -',
      'main 01 fund      USDT 50.000000000000000001 0 50.000000000000000001 1 50.000000000000000001 captured -',
      'main 01 spot      ABC  3    0    3     -       -         captured -',
      'main 01 spot      BTC  0.5  0.25 0.75  60000.5 45000.375 captured -',
      ...['USDTMPerp USDT', 'fund USDT', 'spot ABC', 'spot BTC'].map(
        (held) => `main 02 ${held} - - - - - failed banned`,
      ),
      ...['USDTMPerp USDT', 'fund USDT', 'spot ABC', 'spot BTC'].map(
        (held) => `main 03 ${held} - - - - - missing -`,
      ),
      'main 04 USDTMPerp USDT 12.5 5.75 18.25 1       18.25     captured -',
      'main 04 fund      USDT -    -    -     1       -         captured permission-denied',
      'main 04 spot      BTC  0.75 0    0.75  60000.5 45000.375 captured -',
      'main 05 USDTMPerp USDT 12.5 5.75 18.25 1       18.25     captured -',
      'main 05 fund      USDT 40   0    40    1       40        captured -',
      'main 05 spot      BTC  0.7  0    0.7   60000.5 42000.35  captured -',
    ),
  },
  changes: {
    args: ['changes', '--account', 'main', '--from', hour(1), '--to', hour(4)],
    lines: linesOf(
      'account wallet asset startAmount endAmount change price worth startSlot endSlot reason',
      'main USDTMPerp USDT 19.5 18.25 -1.25 1       -1.25 01 04 -',
      'main fund      USDT 50.000000000000000001 - - 1 -  01 04 permission-denied',
      'main spot      ABC  3    0     -3    -       -     01 04 -',
      'main spot      BTC  0.75 0.75  0     60000.5 0     01 04 -',
    ),
    table: [
      `main: from slot ${hour(1)}, to slot ${hour(4)}`,
      'wallet     asset                  start      end   change  price at end  worth of change  note',
      'USDTMPerp  USDT                    19.5    18.25    -1.25             1            -1.25  less',
      'fund       USDT   50.000000000000000001  unknown  unknown             1          unknown  unknown: permission-denied',
      'spot       ABC                        3        0       -3       unknown          unknown  no longer held',
      'spot       BTC                     0.75     0.75        0       60000.5             0.00  unchanged',
    ],
  },
  worth: {
    args: ['worth', '--account', 'main'],
    lines: linesOf(
      WORTH,
      'main 00 - -                        false spot_BTC:_no-price     at-least assets captured -',
      'main 01 - 45069.875000000000000001 false spot_ABC:_no-price     at-least assets captured -',
      'main 02 - -                        false slot:_banned           about    -      failed   banned',
      'main 03 - -                        false slot:_missing          about    -      missing  -',
      'main 04 - 45018.625                false fund:_permission-denied at-least assets captured -',
      'main 05 - 42058.6                  true  -                      exact    assets captured -',
    ),
    table: [
      'account  slot                              worth  note',
      `main     ${hour(0)}            unknown  without spot BTC: no-price`,
      `main     ${hour(1)}  at least 45069.88  without spot ABC: no-price`,
      `main     ${hour(2)}            unknown  failed: banned`,
      `main     ${hour(3)}            unknown  missing`,
      `main     ${hour(4)}  at least 45018.62  without fund: permission-denied`,
      `main     ${hour(5)}           42058.60`,
    ],
  },
  'worth by wallet': {
    args: ['worth', '--account', 'main', '--by', 'wallet', '--from', hour(2), '--to', hour(4)],
    lines: linesOf(
      WORTH,
      ...['spot', 'fund', 'USDTMPerp'].map(
        (wallet) => `main 02 ${wallet} - false slot:_banned about - failed banned`,
      ),
      ...['spot', 'fund', 'USDTMPerp'].map(
        (wallet) => `main 03 ${wallet} - false slot:_missing about - missing -`,
      ),
      'main 04 spot      45000.375 true  -                       exact    assets captured -',
      'main 04 USDTMPerp 18.25     true  -                       exact    assets captured -',
      'main 04 fund      -         false fund:_permission-denied at-least assets captured -',
    ),
  },
  'worth by asset': {
    args: ['worth', '--account', 'main', '--by', 'asset', '--from', hour(3), '--to', hour(4)],
    lines: linesOf(
      WORTH.replace('wallet', 'wallet asset'),
      ...['ABC', 'BTC', 'USDT'].map((asset) => `main 03 - ${asset} - false slot:_missing about - missing -`),
      'main 04 -    BTC  45000.375 false fund:_permission-denied at-least assets captured -',
      'main 04 -    USDT 18.25     false fund:_permission-denied at-least assets captured -',
      'main 04 fund -    -         false fund:_permission-denied at-least assets captured -',
    ),
  },
  'the worth of all accounts': {
    args: ['worth', '--sum'],
    lines: linesOf(
      WORTH,
      '- 00 - -                        false main_spot_BTC:_no-price;_desk:_not-due about    assets not-due  -',
      '- 01 - 45076.875000000000000001 false main_spot_ABC:_no-price                at-least assets captured -',
      '- 02 - 8                        false main:_banned                           about    assets failed   banned',
      '- 03 - 9                        false main:_missing                          about    assets missing  -',
      '- 04 - 45028.625                false main_fund:_permission-denied           at-least assets captured -',
      '- 05 - 42070.1                  true  -                                      exact    assets captured -',
    ),
    table: [
      'account  slot                              worth  note',
      `all      ${hour(0)}            unknown  without main spot BTC: no-price; desk: not-due`,
      `all      ${hour(1)}  at least 45076.88  without main spot ABC: no-price`,
      `all      ${hour(2)}         about 8.00  without main: banned`,
      `all      ${hour(3)}         about 9.00  without main: missing`,
      `all      ${hour(4)}  at least 45028.62  without main fund: permission-denied`,
      `all      ${hour(5)}           42070.10`,
    ],
  },
  'the worth of all accounts by asset': {
    args: ['worth', '--sum', '--by', 'asset', '--from', hour(4), '--every', 'month'],
    lines: linesOf(
      `${WORTH.replace('wallet', 'wallet asset')} period`,
      '- 05 - BTC  42000.35 true - exact assets captured - 2026-01',
      '- 05 - USDT 69.75    true - exact assets captured - 2026-01',
    ),
  },
  movements: {
    args: ['movements', '--account', 'main', '--from', hour(5)],
    lines: linesOf(
      'account slot previousSlot wallet asset before after change worth toWallet gap',
      'main 05 04 spot BTC 0.75 0.7 -0.05 -3000.025 - false',
      'main 05 01 fund USDT 50.000000000000000001 40 -10.000000000000000001 -10.000000000000000001 - true',
    ),
  },
  gaps: {
    args: ['gaps', '--account', 'main', '--from', '2025-12-01'],
    lines: linesOf(
      'account periodFrom periodTo due captured failed missing completeness historyFrom gapFrom gapTo slots status reason message',
      `main 2025-12-01T00:00:00Z ${WALLETS_NOW} 6 4 1 1 66.66 00 02 02 1 failed banned It_failed:_banned`,
      `main 2025-12-01T00:00:00Z ${WALLETS_NOW} 6 4 1 1 66.66 00 03 03 1 missing - -`,
    ),
    table: [
      `main from 2025-12-01T00:00:00Z to ${WALLETS_NOW}: 66.66% complete`,
      '6 due, 4 captured, 1 failed, 1 missing',
      `The history begins at ${hour(0)}: no slot was due before it.`,
      'from                  to                    slots  what happened',
      `${hour(2)}  ${hour(2)}      1  failed: banned: It failed: banned`,
      `${hour(3)}  ${hour(3)}      1  missing: no row was written`,
    ],
  },
};

describe('the answer', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(WALLET_ROWS);
    useEngine(table);
  });
  afterAll(() => table.close());

  const ask = (args: string[], ...more: string[]) =>
    report([...args, '--table', table.tableName, ...more], WALLETS_NOW);

  describe.each(Object.entries(ANSWERS))('%s', (_, { args, lines }) => {
    it.each(Object.entries(READERS))('is known in %s', async (format, read) => {
      const result = await ask(args, '--format', format);

      expect(like(lines, await read(result.bytes))).toEqual(lines);
    });
  });

  it.each(Object.entries(ANSWERS).filter(([, { table }]) => table))(
    '%s is known as a table',
    async (_, { args, table }) => {
      const result = await ask(args);

      expect(result.stdout.trimEnd().split('\n')).toEqual(table);
    },
  );
});
