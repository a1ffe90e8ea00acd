/** The DuckDB recipes of docs/recipes.md, as they stand there, over the exports of its commands: with exact sums. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { hour, WALLET_ROWS, WALLETS_NOW } from './known-wallets';

const PAGE = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'recipes.md'), 'utf8');

const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);

/** The SQL below a heading. */
function recipe(heading: string): string[] {
  const section = PAGE.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  return blocksOf(section ?? '', 'sql');
}

describe('the recipes for DuckDB', () => {
  let table: TestTable;
  let duckdb: DuckDBConnection;
  const folder = dirname(temporaryFile('exports'));
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(WALLET_ROWS);
    useEngine(table);
    for (const command of blocksOf(PAGE, 'sh').join('').trim().split('\n')) {
      const args = command
        .replace('npm run report -- ', '')
        .replace(/(?<=--output )/, `${folder}/`)
        .split(' ');
      const result = await report([...args, '--table', table.tableName], WALLETS_NOW);
      expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    }
    const options = { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' };
    duckdb = await (await DuckDBInstance.create(':memory:', options)).connect();
    await duckdb.run(`SET file_search_path = '${folder}'`);
    for (const statement of recipe('Open an export')) await duckdb.run(statement);
  });
  afterAll(async () => {
    duckdb.closeSync();
    await table.close();
  });

  async function query(sql: string): Promise<unknown[][]> {
    const reader = await duckdb.runAndReadAll(sql);
    return reader.getRowsJson().map((row) => row.map((value) => (isDecimal(value) ? short(value) : value)));
  }
  const isDecimal = (value: unknown): value is string =>
    typeof value === 'string' && /^-?\d+\.\d{20}$/.test(value);
  const short = (decimal: string) => decimal.replace(/\.?0+$/, '');
  const run = async (heading: string, n = 0) => query(recipe(heading)[n] ?? '');
  const time = (n: number) => `${hour(n).replace('T', ' ').replace('Z', '')}+00`;

  it('add up an asset over wallets, unknown where one of them is', async () => {
    expect(await run('Add up an asset over all wallets')).toEqual([
      [time(1), 'USDT', '69.500000000000000001'],
      [time(2), 'USDT', null],
      [time(3), 'USDT', null],
      [time(4), 'USDT', null],
      [time(5), 'USDT', '58.25'],
    ]);
  });

  it('list the gaps of an asset with their reasons', async () => {
    expect(await run('The gaps of one asset')).toEqual([
      [time(2), 'USDTMPerp', 'failed', 'banned'],
      [time(2), 'fund', 'failed', 'banned'],
      [time(3), 'USDTMPerp', 'missing', null],
      [time(3), 'fund', 'missing', null],
      [time(4), 'fund', 'captured', 'permission-denied'],
    ]);
  });

  it('carry the last known amount over a gap', async () => {
    const known = ['50.000000000000000001', time(1)];

    expect(await run('The last known amount at each slot')).toEqual([
      [time(1), ...known],
      [time(2), ...known],
      [time(3), ...known],
      [time(4), ...known],
      [time(5), '40', time(5)],
    ]);
  });

  it('have the worth of each day, and add up accounts that are all known', async () => {
    expect(await run('Worth at the end of each day')).toEqual([
      ['desk', '2026-01-01', '11.5', 'exact', ''],
      ['main', '2026-01-01', '42058.6', 'exact', ''],
    ]);
    expect(await run('Worth at the end of each day', 1)).toEqual([[time(5), '42070.1']]);
  });

  it('add up movements, with an unknown worth where a price is unknown', async () => {
    expect(await run('What went in and out')).toEqual([
      ['ABC', '0', '2', null],
      ['BTC', '-0.3', '2', '-18000.15'],
      ['USDT', '-10.000000000000000001', '1', '-10.000000000000000001'],
    ]);
  });

  it('subtract the amounts of changes, and count the slots of gaps', async () => {
    expect(await run('Changes and gaps')).toEqual([
      ['USDTMPerp', 'USDT', '-1.25', time(1), time(5)],
      ['fund', 'USDT', '-10.000000000000000001', time(1), time(5)],
      ['spot', 'ABC', '-3', time(1), time(5)],
      ['spot', 'BTC', '-0.05', time(1), time(5)],
    ]);
    expect(await run('Changes and gaps', 1)).toEqual([
      ['failed', 'banned', '1'],
      ['missing', null, '1'],
    ]);
  });

  it('read the same amounts from CSV as from Parquet', async () => {
    const differing = 'SELECT count(*) FROM (FROM history EXCEPT ALL FROM history_csv)';

    expect(await query(differing)).toEqual([['0']]);
    expect(await query('SELECT count(*) = (SELECT count(*) FROM history) FROM history_csv')).toEqual([
      [true],
    ]);
  });

  it('need no quotes: no column is a reserved word', async () => {
    const names: unknown[] = [];
    for (const file of [
      'history.csv',
      'days.csv',
      'changes.csv',
      'gaps.csv',
      'worth.parquet',
      'movements.parquet',
    ])
      names.push(...(await query(`SELECT column_name FROM (DESCRIBE FROM '${file}')`)).flat());
    const reserved = await query(
      "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'",
    );

    expect(names).toContain('period');
    expect(names.filter((name) => reserved.flat().includes(String(name).toLowerCase()))).toEqual([]);
  });
});
