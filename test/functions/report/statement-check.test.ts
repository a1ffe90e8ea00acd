/** `report statement --check`: what the API key may do, from the saved result of an account check. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Check } from '../../../functions/report/statement/verify';
import type { CheckReport } from '../../../functions/snapshot/check-account';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { NEW_YEAR, statementHistory } from './statement-rows';

const KEY = { mayRead: true, extraPermissions: [], isIpRestricted: true };

/** As the function returns it. */
const checked = (changes: Partial<CheckReport> = {}): CheckReport => ({
  account: 'main',
  checkedAt: '2026-01-04T08:30:00.123Z',
  ready: true,
  results: [{ check: 'permissions', status: 'ok', message: 'The key may read.' }],
  key: KEY,
  ...changes,
});

describe('a statement with the result of an account check', () => {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(statementHistory());
    useEngine(table);
  });
  afterAll(() => table.close());

  const source = () => ['--table', table.tableName];
  const statement = (...args: string[]) =>
    report(
      ['statement', ...source(), '--at', '2025-12-31', '--timezone', 'Europe/Berlin', ...args],
      NEW_YEAR,
    );

  /** The statement with this content of the file. */
  function withCheck(content: unknown, ...args: string[]) {
    const file = temporaryFile('check.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return statement('--check', file, ...args);
  }

  async function textWith(content: unknown): Promise<string> {
    const { stdout } = await withCheck(content);
    return stdout.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  }

  it('says what the key may do, and when that was checked', async () => {
    expect(await textWith(checked())).toContain(
      'What the API key may do May read yes Further permissions none Restricted to IP addresses yes ' +
        'Checked by the account check, 2026-01-04 09:30:00 UTC+01:00',
    );
  });

  it('names the permissions beyond reading, and a key that works from everywhere', async () => {
    const key = { mayRead: false, extraPermissions: ['spot trading', 'withdraw'], isIpRestricted: false };

    expect(await textWith(checked({ key }))).toContain(
      'May read no Further permissions spot trading, withdraw Restricted to IP addresses no',
    );
  });

  it('says that the time of the check was not recorded', async () => {
    const { checkedAt: _, ...withoutTime } = checked();

    expect(await textWith(withoutTime)).toContain('by the account check, time of the check not recorded');
  });

  it('says without a check that the snapshot does not record it', async () => {
    const { stdout } = await statement();

    expect(stdout).toContain(
      'Not recorded in the snapshot; run <code>check-account</code> and give its result with <code>--check</code>.',
    );
  });

  it('has it in JSON, null without a check', async () => {
    const given = JSON.parse((await withCheck(checked(), '--format', 'json')).stdout);
    const none = JSON.parse((await statement('--format', 'json')).stdout);

    expect(given.key).toEqual({ ...KEY, checkedAt: '2026-01-04T08:30:00.123Z' });
    expect(none.key).toBeNull();
  });

  it('shows the text of the file as text', async () => {
    const key = { ...KEY, extraPermissions: ['<img src=x>', 'red \u001b[31m'] };

    const { stdout } = await withCheck(checked({ key }));

    expect(stdout).toContain('&lt;img src=x>, red  [31m');
  });

  it.each([
    ['no JSON', '{', 'is not the JSON of an account check: it is not JSON.'],
    ['a list', [], 'is not the JSON of an account check: it must be an object.'],
    [
      'a statement',
      { account: 'main', at: NEW_YEAR },
      'is not the JSON of an account check: results must be a list.',
    ],
    [
      'a key of another shape',
      { ...checked(), key: { ...KEY, mayRead: 'yes' } },
      'is not the JSON of an account check: key.mayRead must be true or false.',
    ],
    [
      'a time that is none',
      { ...checked(), checkedAt: 'yesterday' },
      'is not the JSON of an account check: checkedAt must be a time in UTC such as 2025-12-31T23:00:00Z.',
    ],
    [
      'names without end',
      checked({ key: { ...KEY, extraPermissions: ['x'.repeat(201)] } }),
      'is not the JSON of an account check: key.extraPermissions.0 must be at most 200 characters.',
    ],
    ['a check of another account', checked({ account: 'desk' }), 'is a check of desk, not of main.'],
  ])('refuses %s as a usage error', async (_what, content, sentence) => {
    const { exitCode, stdout, stderr } = await withCheck(content);

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/check\.json /);
    expect(stderr.endsWith(`check.json ${sentence}\n`)).toBe(true);
  });

  it('refuses a check that could not read what the key may do, with its reason', async () => {
    const { key: _, ...failed } = checked({
      ready: false,
      results: [{ check: 'secret', status: 'failed', message: 'The secret has no key yet.' }],
    });

    const { exitCode, stderr } = await withCheck(failed);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /check\.json does not say what the API key may do: The secret has no key yet\.\n$/,
    );
  });

  it('refuses a file that does not exist', async () => {
    const { exitCode, stderr } = await statement('--check', '/nowhere/check.json');

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^\/nowhere\/check\.json cannot be used: /);
  });

  it('is not verifiable from the row, whatever it says', async () => {
    const file = temporaryFile('statement.json');
    await withCheck(checked(), '--format', 'json', '--output', file);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('"isIpRestricted": true', '"isIpRestricted": false'),
    );

    const { exitCode, stdout } = await report(['verify', file, ...source(), '--format', 'json'], NEW_YEAR);

    const { agrees, checks } = JSON.parse(stdout) as { agrees: boolean; checks: Check[] };
    expect({ exitCode, agrees }).toEqual({ exitCode: 0, agrees: true });
    expect(checks.filter(({ part }) => part === 'key')).toEqual([
      {
        part: 'key',
        result: 'not kept',
        message: 'Not verifiable from the row: it is the result of an account check.',
      },
    ]);
  });
});
