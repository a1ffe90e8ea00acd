/** The same known history gives the known answer in each command and each format. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { BALANCES, CHANGES, GAPS, HISTORY, KNOWN_ROWS, NOW } from './known-history';

const COMMANDS = {
  balances: { args: ['--at', BALANCES.at], answer: BALANCES },
  history: { args: [], answer: HISTORY },
  changes: { args: ['--from', '2026-01-01T01:00:00Z', '--to', '2026-01-01T05:00:00Z'], answer: CHANGES },
  gaps: { args: [], answer: GAPS },
};

type Flat = Record<string, string | number | null>;

/** The answers as lines: the same columns in the same order, what is nested repeated for each line. */
const LINES: Record<string, Flat[]> = {
  balances: BALANCES.balances.map(({ ...line }) => {
    const { balances: _, ...whole } = BALANCES;
    return { ...whole, ...line };
  }),
  history: HISTORY,
  changes: CHANGES,
  gaps: GAPS.gaps.map(({ from, to, ...gap }) => {
    const { gaps: _, ...whole } = GAPS;
    return { ...whole, gapFrom: from, gapTo: to, ...gap };
  }),
};

describe('the report commands', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(KNOWN_ROWS);
    useEngine(table);
  });
  afterAll(() => table.close());

  const ask = (command: string, ...args: string[]) =>
    report([command, '--table', table.tableName, ...args], NOW);

  describe.each(Object.entries(COMMANDS))('%s', (command, { args, answer }) => {
    const lines = LINES[command] ?? [];

    it('answers in JSON with exactly the documented keys, in their order', async () => {
      const told = await ask(command, '--account', 'main', ...args, '--format', 'json');

      expect(told.exitCode).toBe(0);
      expect(JSON.stringify(JSON.parse(told.stdout))).toBe(JSON.stringify(answer));
    });

    it('answers in newline-delimited JSON, one document a line', async () => {
      const told = await ask(command, '--account', 'main', ...args, '--format', 'ndjson');

      const documents = told.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(documents).toEqual([answer].flat());
    });

    it('answers in CSV that an independent reader reads back exactly', async () => {
      const told = await ask(command, '--account', 'main', ...args, '--format', 'csv');

      const [header = [], ...records] = parse(told.bytes, { record_delimiter: '\r\n' });
      expect(header).toEqual(Object.keys(lines[0] ?? {}));
      const unescaped = (value: string) => value.replace(/^'=/, '=');
      expect(records.map((record) => record.map(unescaped))).toEqual(
        lines.map((line) => Object.values(line).map((value) => (value === null ? '' : String(value)))),
      );
    });

    it('answers in Parquet that an independent reader reads back exactly', async () => {
      const file = temporaryFile('answer.parquet');
      const told = await ask(command, '--account', 'main', ...args, '--format', 'parquet', '--output', file);

      expect(told).toMatchObject({ exitCode: 0, stdout: '' });
      const bytes = readFileSync(file);
      const rows = await parquetReadObjects({
        file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
      });
      const times = ['at', 'slot', 'capturedAt', 'from', 'to', 'gapFrom', 'gapTo'];
      expect(rows).toEqual(
        lines.map((line) =>
          Object.fromEntries(
            Object.entries(line).map(([name, value]) => [
              name,
              times.includes(name) && value !== null ? new Date(value) : value,
            ]),
          ),
        ),
      );
    });

    it('answers in a table that fits a terminal of 100 characters', async () => {
      const told = await ask(command, '--account', 'main', ...args);

      const widths = told.stdout.split('\n').map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(100);
      for (const value of lines.flatMap((line) => [line.total, line.change, line.gapFrom])) {
        // An amount of 37 digits is wrapped where there is no room: its ends are on lines of their own.
        if (value) expect(told.stdout).toContain(String(value).slice(0, 14));
        if (value) expect(told.stdout).toContain(String(value).slice(-4));
      }
    });

    it('has help with an example', async () => {
      const told = await report([command, '--help'], NOW);

      expect(told).toMatchObject({ exitCode: 0, stderr: '' });
      expect(told.stdout).toContain(`npm run report -- ${command} --account main`);
    });
  });

  it('answers for several accounts, or for all, with a list', async () => {
    const named = await ask('gaps', '--account', 'savings', 'main', '--format', 'json');
    const all = await ask('balances', '--format', 'json');

    expect(JSON.parse(named.stdout).map(({ account }: { account: string }) => account)).toEqual([
      'savings',
      'main',
    ]);
    expect(JSON.parse(all.stdout).map(({ account }: { account: string }) => account)).toEqual([
      'main',
      'savings',
    ]);
  });

  it('gives an asset that was asked for its zero where it was not held, and null where nobody knows', async () => {
    const told = await ask('history', '--account', 'main', '--asset', 'ETH', '--format', 'json');

    const totals = JSON.parse(told.stdout).map(({ slot, total }: Flat) => [
      String(slot).slice(11, 13),
      total,
    ]);
    expect(totals).toEqual([
      ['00', '2.5'],
      ['01', '2.5'],
      ['02', null],
      ['03', null],
      ['04', null],
      ['05', '0'],
      ['06', '0'],
      ['07', null],
      ['08', '0'],
      ['09', null],
      ['10', null],
      ['11', null],
    ]);
  });

  it('keeps the last captured slot of each period, in the zone that was asked for', async () => {
    // 23:00 UTC is midnight in Berlin, so no day changes in UTC and hours 00 to 11 are one day in both.
    const daily = await ask(
      'history',
      '--account',
      'main',
      '--asset',
      'BTC',
      '--every',
      'day',
      '--format',
      'json',
    );
    const split = await ask(
      'history',
      ...[
        '--account',
        'main',
        '--asset',
        'BTC',
        '--every',
        'day',
        '--timezone',
        'Pacific/Honolulu',
        '--format',
        'json',
      ],
    );

    const slots = (told: { stdout: string }) => JSON.parse(told.stdout).map((line: Flat) => line.slot);
    expect(slots(daily)).toEqual(['2026-01-01T08:00:00Z']);
    // In Honolulu a new day begins at 10:00 UTC; none of its slots was captured, so its last one stands for it.
    expect(slots(split)).toEqual(['2026-01-01T08:00:00Z', '2026-01-01T11:00:00Z']);
  });

  it('says on standard error and in the table that a balance is older than one interval', async () => {
    const late = await ask('balances', '--account', 'main');
    const fresh = await ask('balances', '--account', 'main', '--at', '2026-01-01T08:59:59Z');

    expect(late.stderr).toBe(
      'The last captured slot of main is 2026-01-01T08:00:00Z, 3 h 30 min before 2026-01-01T11:30:00Z: further back than one interval.\n',
    );
    expect(late.stdout).toContain(
      'slot 2026-01-01T08:00:00Z, 3 h 30 min old, further back than one interval',
    );
    expect(fresh.stderr).toBe('');
  });

  it.each([
    ['balances', '--at'],
    ['changes', '--from', '2026-01-01T00:00:00Z', '--to'],
  ])('says of %s at a moment that is yet to come where knowledge ends', async (command, ...args) => {
    const told = await ask(command, '--account', 'main', ...args, '2026-01-02T00:00:00Z');

    expect(told.exitCode).toBe(0);
    expect(told.stderr).toContain(
      '2026-01-02T00:00:00Z is yet to come; what is known ends at 2026-01-01T11:30:00Z.\n',
    );
  });

  it('gives a balance before the first captured slot as unknown, not as nothing', async () => {
    const told = await ask('balances', '--account', 'main', '--at', '2025-12-31', '--format', 'json');

    expect(JSON.parse(told.stdout)).toEqual({
      account: 'main',
      at: '2025-12-31T23:59:59Z',
      slot: null,
      capturedAt: null,
      balances: null,
    });
    expect(told.stderr).toContain('What main held at 2025-12-31T23:59:59Z is unknown');
  });

  it('tells newly held, no longer held and unknown apart', async () => {
    const told = await ask(
      'changes',
      '--account',
      'main',
      '--from',
      '2026-01-01T01:00:00Z',
      '--to',
      '2026-01-01T05:00:00Z',
    );
    const unknown = await ask(
      'changes',
      '--account',
      'main',
      '--from',
      '2025-12-01',
      '--to',
      '2026-01-01T00:00:00Z',
      '--format',
      'json',
    );

    expect(told.stdout).toMatch(/ETH .*-2\.5 {2}no\s+longer\s+held/);
    expect(told.stdout).toMatch(/SOL .* {2}newly\s/);
    expect(JSON.parse(unknown.stdout)).toEqual([
      { account: 'main', wallet: 'spot', asset: 'BTC', start: null, end: '1.5', change: null },
      { account: 'main', wallet: 'spot', asset: 'ETH', start: null, end: '2.5', change: null },
    ]);
  });

  it('escapes text that a spreadsheet would run, and leaves negative amounts numbers', async () => {
    const gaps = await ask('gaps', '--account', 'main', '--format', 'csv');
    const changes = await ask(
      'changes',
      '--from',
      '2026-01-01T01:00:00Z',
      '--account',
      'main',
      '--format',
      'csv',
    );

    expect(gaps.stdout).toContain(`"'=HYPERLINK(""http://x"",""busy"")"`);
    expect(changes.stdout).toContain("main,spot,'=ODD,0,0.1,0.1\r\n");
    expect(changes.stdout).toContain('main,spot,ETH,2.5,0,-2.5\r\n');
  });
});
