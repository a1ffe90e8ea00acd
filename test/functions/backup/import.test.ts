/** Import into a table: every row as it is, under the condition of every write, as often as needed. */
import { toItemLine } from '../../../functions/backup/item-line';
import { toDynamoJson } from '../../../functions/history/marshall';
import { history } from '../../support/run-history';
import { captured, failed } from '../../support/slots';
import { KNOWN_ROWS } from '../report/known-history';
import { exported, fileWith, lines, sha256, useTables } from './history-files';

const { newTable, tableWith } = useTables();

const at = (hour: number) => `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;

describe('import', () => {
  it('makes a table that exports the same file', async () => {
    const text = lines(KNOWN_ROWS);
    const [path, table] = [fileWith(text), await newTable()];

    const { exitCode, stdout, stderr } = await history(['import', path, '--table', table]);

    expect(await exported(table)).toBe(text);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    expect(stderr).toBe(
      `${path}: 9 rows, SHA-256 ${sha256(text)}\n` +
        `9 imported.\n${table} at the slots of the file: 9 rows, SHA-256 ${sha256(text)}\n`,
    );
  });

  it('changes nothing the second time', async () => {
    const [path, table] = [fileWith(lines(KNOWN_ROWS)), await newTable()];
    await history(['import', path, '--table', table]);
    const before = await exported(table);

    const { exitCode, stderr } = await history(['import', path, '--table', table]);

    expect(exitCode).toBe(0);
    expect(stderr).toContain('\n9 already there.\n');
    expect(await exported(table)).toBe(before);
  });

  it('continues where an earlier import was interrupted', async () => {
    const text = lines(KNOWN_ROWS);
    const table = await tableWith(KNOWN_ROWS.slice(0, 4));

    const { stderr } = await history(['import', fileWith(text), '--table', table]);

    expect(stderr).toContain('\n5 imported, 4 already there.\n');
    expect(await exported(table)).toBe(text);
  });

  it('replaces a failed row by a captured one, and never a captured one', async () => {
    const [first, second] = [
      captured({ slot: at(0), held: { BTC: '1' } }),
      captured({ slot: at(1), held: {} }),
    ];
    const other = captured({ slot: at(1), held: { BTC: '2' } });
    const table = await tableWith([failed({ slot: at(0), reason: 'banned' }), other]);

    const { exitCode, stdout, stderr } = await history([
      'import',
      fileWith(lines([first, second])),
      '--table',
      table,
    ]);

    expect(await exported(table)).toBe(lines([first, other]));
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`line 2: main ${at(1)} not imported because the table has another row at the slot\n`);
    expect(stderr).toContain(
      '1 imported in place of a failed row, 1 not imported because the table has another row at the slot.\n' +
        `${table} at the slots of the file: 2 rows, SHA-256 ${sha256(lines([first, other]))}\n`,
    );
  });

  it.each([
    ['captured', captured({ slot: at(0), held: { BTC: '1' } })],
    ['failed', failed({ slot: at(0), reason: 'banned' })],
  ])('keeps a %s row where the file has a failed one', async (_status, row) => {
    const table = await tableWith([row]);

    const { exitCode, stdout } = await history([
      'import',
      fileWith(lines([failed({ slot: at(0), reason: 'exchange-unavailable' })])),
      '--table',
      table,
    ]);

    expect(await exported(table)).toBe(lines([row]));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('not imported because the table has another row');
  });

  it('writes nothing in a dry run, and prints what an import would do', async () => {
    const row = captured({ slot: at(0), held: { BTC: '1' } });
    const table = await tableWith([
      row,
      failed({ slot: at(1), reason: 'banned' }),
      captured({ slot: at(3), held: { BTC: '1' } }),
      failed({ slot: at(4), reason: 'banned' }),
    ]);
    const before = await exported(table);
    const file = fileWith(
      lines([
        row,
        ...[1, 2, 3].map((hour) => captured({ slot: at(hour), held: {} })),
        failed({ slot: at(4), reason: 'exchange-unavailable' }),
      ]),
    );

    const { exitCode, stderr } = await history(['import', file, '--table', table, '--dry-run']);

    expect(exitCode).toBe(0);
    expect(stderr.split('\n').at(-2)).toBe(
      '1 would be imported, 1 would be imported in place of a failed row, 1 already there, ' +
        '2 not imported because the table has another row at the slot.',
    );
    expect(await exported(table)).toBe(before);
  });

  it('imports nothing of a file that is bad in its last line', async () => {
    const table = await newTable();
    const path = fileWith(`${lines(KNOWN_ROWS)}{"account":`);

    const { exitCode, stderr } = await history(['import', path, '--table', table]);

    expect(exitCode).toBe(1);
    expect(stderr).toBe(`${path}: line 10 is not JSON. Nothing was imported.\n`);
    expect(await exported(table)).toBe('');
  });

  it('imports the other rows where DynamoDB refuses one, and exits with 1', async () => {
    const [first, last] = [captured({ slot: at(0), held: {} }), captured({ slot: at(2), held: {} })];
    const refused = toItemLine({
      ...toDynamoJson(captured({ slot: at(1), held: {} })),
      amount: { N: 'ten' },
    });
    const table = await newTable();
    const path = fileWith(`${lines([first])}${refused.json}\n${lines([last])}`);

    const { exitCode, stdout, stderr } = await history(['import', path, '--table', table]);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(new RegExp(`^line 2: main ${at(1)} refused by DynamoDB: .+\n$`));
    expect(stderr).toContain('2 imported, 1 refused by DynamoDB.');
    expect(await exported(table)).toBe(lines([first, last]));
  });

  it('names the file that does not exist', async () => {
    const { exitCode, stderr } = await history(['import', '/no/such/file', '--table', 'any']);

    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      '/no/such/file cannot be used: there is no such file or folder; check its path. Nothing was imported.\n',
    );
  });
});
