/** `report verify`: a statement agrees with the history it was made from, and each difference is named. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from '../../../functions/history/row';
import type { Check } from '../../../functions/report/statement/verify';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { captured, failed } from '../../support/slots';
import { LAST_SLOT, NEW_YEAR, statementHistory, statementRow } from './statement-rows';

describe('report verify', () => {
  let table: TestTable;
  let accounts = 0;
  beforeAll(async () => {
    table = await startHistoryTable();
    useEngine(table);
  });
  afterAll(() => table.close());

  /** A statement of an account of its own, and the file that it is in. */
  async function makeStatement(history: Row[] = statementHistory()) {
    accounts += 1;
    const account = `account-${accounts}`;
    const write = (rows: Row[]) => table.write(rows.map((row) => ({ ...row, account })));
    await write(history);
    const file = temporaryFile('statement.json');
    const args = ['--account', account, '--at', '2025-12-31', '--timezone', 'Europe/Berlin'];
    await report(
      ['statement', '--table', table.tableName, ...args, '--format', 'json', '--output', file],
      NEW_YEAR,
    );
    const change = (from: string, to: string) => {
      const text = readFileSync(file, 'utf8');
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
    };
    return { account, file, write, change };
  }

  const verify = (file: string, ...args: string[]) =>
    report(['verify', file, '--table', table.tableName, ...args], '2027-01-01T00:00:00Z');

  async function differing(file: string): Promise<string[]> {
    const { exitCode, stdout } = await verify(file, '--format', 'json');
    const { agrees, checks } = JSON.parse(stdout) as { agrees: boolean; checks: Check[] };
    const found = checks.filter(({ result }) => result === 'differs');
    expect({ exitCode, agrees }).toEqual(
      found.length > 0 ? { exitCode: 1, agrees: false } : { exitCode: 0, agrees: true },
    );
    return found.map(({ part, message }) => `${part}: ${message}`);
  }

  it('exits with 0 and lists what agrees, and what was not kept', async () => {
    const { account, file } = await makeStatement();

    const result = await verify(file);

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toMatch(new RegExp(`^${account} at ${LAST_SLOT}\n`));
    for (const part of [
      'slot',
      'wallets.spot',
      'total',
      'year',
      'answers.fund',
      'amounts.coinMPerp',
      'row',
    ]) {
      expect(result.stdout).toMatch(new RegExp(`^${part.replace('.', '\\.')} +agrees$`, 'm'));
    }
    expect(result.stdout).toMatch(/^prices\.ticker +not kept +The prices are those of the row/m);
  });

  it('exits with 1 and names an altered amount', async () => {
    const { file, change } = await makeStatement();
    change('"free": "0.5"', '"free": "0.6"');

    const result = await verify(file);

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(
      /^wallets\.spot\.assets\.BTC\.free +differs +statement 0\.6, history 0\.5$/m,
    );
    expect(result.stderr).toBe(`${file} differs from the history in 1 point.\n`);
  });

  it.each([
    ['a slot that is not the last one', LAST_SLOT, '2025-12-31T20:00:00Z', /^slot: statement 2025-12-31T20/],
    ['another moment', '2025-12-31T22:59:59Z', '2025-12-31T22:59:58Z', /^secondsBeforeAt: /],
    ['another time zone', 'Europe/Berlin', 'Europe/Athens', /^year\.from: /],
    ['a total', '"worth": "54015.', '"worth": "54016.', /^total\.worth: statement 54016.*, history 54015/],
    ['a bound', '"bound": "exact"', '"bound": "about"', /^wallets\.spot\.bound: /],
    ['a completeness', '66.66', '99.99', /^year\.completeness: statement 99\.99, history 66\.66$/],
    [
      'a key that statements do not have',
      '{',
      '{ "note": "paid",',
      /^note: statement paid, history nothing$/,
    ],
  ])('names %s', async (_what, from, to, sentence) => {
    const { file, change } = await makeStatement();
    change(from, to);

    expect(await differing(file)).toContainEqual(expect.stringMatching(sentence));
  });

  it('names a statement of an account or a slot that has no row', async () => {
    const { account, file, change } = await makeStatement();
    change(account, 'nobody');

    expect(await differing(file)).toEqual([`row: The history has no row of nobody at ${LAST_SLOT}.`]);
  });

  it('names a row that is not captured any more', async () => {
    const { file, write } = await makeStatement();
    await write([failed({ slot: LAST_SLOT, reason: 'banned' })]);

    expect(await differing(file)).toEqual([
      expect.stringMatching(/^row: The row of .* is not captured: banned: /),
    ]);
  });

  it('names what the row has differently since', async () => {
    const { file, write } = await makeStatement();
    await write([statementRow({ prices: { USDT: '1', BTC: '70000', ABC: '0.000001' } })]);

    expect(await differing(file)).toEqual(
      expect.arrayContaining([
        'wallets.spot.assets.BTC.price: statement 60000.5, history 70000',
        expect.stringMatching(/^total\.worth: /),
        expect.stringMatching(/^row\.sha256: /),
      ]),
    );
  });

  it('names a captured slot that is nearer to the moment', async () => {
    const { file, write } = await makeStatement();
    await write([captured({ slot: '2025-12-31T22:30:00Z', held: {} })]);

    expect(await differing(file)).toContain(`slot: statement ${LAST_SLOT}, history 2025-12-31T22:30:00Z`);
  });

  it('agrees with rows of version 1', async () => {
    const { file } = await makeStatement(statementHistory(captured({ slot: LAST_SLOT, held: { BTC: '1' } })));

    expect(await differing(file)).toEqual([]);
  });

  it.each([
    ['no JSON', '<html>', 'it is not JSON.'],
    ['another JSON', '[]', 'it must be an object.'],
    ['no account', '{}', 'account must be text.'],
    ['an account that cannot exist', '{"account":"../x"}', /^account must be the name of an account\.\n$/],
  ])('exits with 2 for a file with %s', async (_what, text, sentence) => {
    const file = temporaryFile('other.json');
    writeFileSync(file, text);

    const result = await verify(file);

    const start = `${file} is not the JSON of a statement: `;
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr.startsWith(start)).toBe(true);
    expect(result.stderr.slice(start.length)).toMatch(sentence);
  });

  it.each([
    ['that does not exist', '/nowhere/statement.json', 'there is no such file or folder; check its path.'],
    ['that is a folder', __dirname, 'it is a folder; name a file in it.'],
  ])('exits with 1 for a file %s', async (_what, path, sentence) => {
    expect(await verify(path)).toMatchObject({
      exitCode: 1,
      stderr: `${path} cannot be used: ${sentence}\n`,
    });
  });
});
