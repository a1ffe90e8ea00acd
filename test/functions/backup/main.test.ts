/** Export of a table: every row as it is. Wrong usage of export and import. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { history } from '../../support/run-history';
import { temporaryFile } from '../../support/run-report';
import { KNOWN_ROWS } from '../report/known-history';
import { exported, lines, sha256, useTables } from './history-files';

const { client, newTable, tableWith } = useTables();

describe('export', () => {
  it('writes every row in order of account and slot, and prints their number and hash', async () => {
    const table = await tableWith([...KNOWN_ROWS].reverse());
    const path = temporaryFile('history.ndjson.gz');

    const { exitCode, stdout, stderr } = await history(['export', '--table', table, '--output', path]);

    const text = gunzipSync(readFileSync(path)).toString();
    expect(text).toBe(lines(KNOWN_ROWS));
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `${path}: 9 rows, SHA-256 ${sha256(text)}\n`,
    });
  });

  it('writes rows of other versions and attributes of every type as the table has them', async () => {
    const table = await newTable();
    const attributes: Record<string, AttributeValue> = {
      account: { S: 'main' },
      slot: { S: 'not a slot' },
      version: { N: '99' },
      amount: { N: '0.00000000000000000000000000000000000001' },
      bytes: { B: Uint8Array.of(0, 255) },
      flags: { L: [{ BOOL: true }, { NULL: true }] },
      sets: { M: { text: { SS: ['b', 'a'] }, bytes: { BS: [Uint8Array.of(2), Uint8Array.of(1)] } } },
    };
    await client().send(new PutItemCommand({ TableName: table, Item: attributes }));

    expect(await exported(table)).toBe(
      '{"account":{"S":"main"},"amount":{"N":"0.00000000000000000000000000000000000001"},"bytes":{"B":"AP8="},' +
        '"flags":{"L":[{"BOOL":true},{"NULL":true}]},"sets":{"M":{"bytes":{"BS":["AQ==","Ag=="]},' +
        '"text":{"SS":["a","b"]}}},"slot":{"S":"not a slot"},"version":{"N":"99"}}\n',
    );
  });

  it('leaves no file behind where it fails', async () => {
    const path = temporaryFile('history.ndjson.gz');

    const { exitCode, stderr } = await history(['export', '--table', 'no-such-table', '--output', path]);

    expect(exitCode).toBe(1);
    expect(stderr).toBe('There is no table no-such-table in this AWS account and region.\n');
    expect(existsSync(path)).toBe(false);
  });
});

describe('wrong usage', () => {
  it.each([
    ['export without --output', ['export', '--local'], "required option '--output <file>' not specified"],
    ['import without a file', ['import', '--local'], "missing required argument 'file'"],
    [
      'a table and a local folder',
      ['import', 'f', '--local', '--table', 't'],
      "cannot be used with option '--table",
    ],
    ['a second file', ['import', 'a', 'b', '--local'], 'too many arguments'],
  ])('exits with 2: %s', async (_what, args, message) => {
    const { exitCode, stderr } = await history(args);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('Run with --help for usage.');
  });

  it('prints help for both commands', async () => {
    const helps = [await history(['export', '--help']), await history(['import', '--help'])];

    expect(helps.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(helps.map(({ stdout }) => stdout.includes('npm run history -- '))).toEqual([true, true]);
  });
});
