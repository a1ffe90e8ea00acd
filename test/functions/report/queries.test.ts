/** Known answers for a known history, for each command and format. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { report, temporaryFile } from '../../support/run-report';
import { BALANCES, CHANGES, GAPS, HISTORY, NOW } from './known-history';
import { useKnownHistory } from './use-known-history';

const COMMANDS = {
  balances: { args: ['--at', BALANCES.at], answer: BALANCES },
  history: { args: [], answer: HISTORY },
  changes: { args: ['--from', '2026-01-01T01:00:00Z', '--to', '2026-01-01T05:00:00Z'], answer: CHANGES },
  gaps: { args: [], answer: GAPS },
};

type Flat = Record<string, string | number | null>;

/** The answers as flat lines, with the parent's columns in each line. */
const LINES: Record<string, Flat[]> = {
  balances: BALANCES.balances.map(({ ...line }) => {
    const { balances: _, ...full } = BALANCES;
    return { ...full, ...line };
  }),
  history: HISTORY,
  changes: CHANGES.map(({ account, wallet, asset, start, end, ...line }) => ({
    ...{ account, wallet, asset, startAmount: start, endAmount: end },
    ...line,
  })),
  gaps: GAPS.gaps.map(({ from, to, ...gap }) => {
    const { gaps: _, account, from: periodFrom, to: periodTo, ...full } = GAPS;
    return { account, periodFrom, periodTo, ...full, gapFrom: from, gapTo: to, ...gap };
  }),
};

describe('a report command', () => {
  const { query, queryOnTerminal, table } = useKnownHistory();

  describe.each(Object.entries(COMMANDS))('%s', (command, { args, answer }) => {
    const lines = LINES[command] ?? [];

    it('has exactly the documented keys in JSON, in order', async () => {
      const result = await query(command, '--account', 'main', ...args, '--format', 'json');

      expect(result.exitCode).toBe(0);
      expect(JSON.stringify(JSON.parse(result.stdout))).toBe(JSON.stringify(answer));
    });

    it('has one document per line in NDJSON', async () => {
      const result = await query(command, '--account', 'main', ...args, '--format', 'ndjson');

      const documents = result.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(documents).toEqual([answer].flat());
    });

    it('is read back exactly from CSV by an independent parser', async () => {
      const result = await query(command, '--account', 'main', ...args, '--format', 'csv');

      const [header = [], ...records] = parse(result.bytes, { record_delimiter: '\r\n' });
      expect(header).toEqual(Object.keys(lines[0] ?? {}));
      const unescaped = (value: string) => value.replace(/^'=/, '=');
      expect(records.map((record) => record.map(unescaped))).toEqual(
        lines.map((line) => Object.values(line).map((value) => (value === null ? '' : String(value)))),
      );
    });

    it('is read back exactly from Parquet by an independent parser', async () => {
      const file = temporaryFile('answer.parquet');
      const result = await query(
        command,
        '--account',
        'main',
        ...args,
        '--format',
        'parquet',
        '--output',
        file,
      );

      expect(result).toMatchObject({ exitCode: 0, stdout: '' });
      const bytes = readFileSync(file);
      const rows = await parquetReadObjects({
        file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
      });
      const isTime = (name: string) => name === 'at' || /(slot|capturedAt|from|to)$/i.test(name);
      expect(rows).toEqual(
        lines.map((line) =>
          Object.fromEntries(
            Object.entries(line).map(([name, value]) => [
              name,
              isTime(name) && value !== null ? new Date(value) : value,
            ]),
          ),
        ),
      );
    });

    it.each([100, 80])('has a table that fits a terminal of %d characters', async (columns) => {
      const result = await queryOnTerminal(columns, command, '--account', 'main', ...args);

      const widths = result.stdout.split('\n').map((line) => line.length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
      const tokens = result.stdout.split(/\s+/);
      for (const value of lines.flatMap((line) => [line.slot, line.total, line.gapFrom])) {
        if (value && !result.stdout.includes(`slot ${value},`)) expect(tokens).toContain(String(value));
      }
    });

    it('has each row in one line in a file or pipe', async () => {
      const file = temporaryFile('answer.txt');
      await report(
        [command, '--table', table().tableName, '--account', 'main', ...args, '--output', file],
        NOW,
        {
          terminal: { columns: 40 },
        },
      );
      const result = await query(command, '--account', 'main', ...args);

      expect(readFileSync(file, 'utf8')).toBe(result.stdout);
      expect(result.stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(lines.length + 3);
    });

    it('has help with an example', async () => {
      const result = await report([command, '--help'], NOW);

      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      expect(result.stdout).toContain(`npm run report -- ${command} --account main`);
    });
  });

  it('refuses to print Parquet on a terminal', async () => {
    const result = await queryOnTerminal(80, 'gaps', '--account', 'main', '--format', 'parquet');

    expect(result).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'Parquet is binary and cannot be shown on a terminal; name a file by --output.\n',
    });
  });
});
