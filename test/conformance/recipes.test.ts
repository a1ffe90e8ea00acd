/** The README's recipes for querying the table return what the README promises. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExecuteStatementCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { toDynamoJson } from '../../functions/history/marshall';
import type { Row } from '../../functions/history/row';
import { KNOWN_ROWS } from '../functions/report/known-history';
import { DYNAMODB_ENDPOINT, startHistoryTable, type TestTable } from '../support/dynamodb';
import { captured, failed } from '../support/slots';

const README = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
const SECTION = /\n### Query it yourself\n(.*?)\n##+ /s.exec(README)?.[1] ?? '';

/** The commands of the section's shell blocks, as the shell passes them to `aws`. */
function recipes(tableName: string): string[][] {
  const blocks = [...SECTION.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block).join('\n');
  const print = `aws() { "${process.execPath}" -e 'console.log(JSON.stringify(process.argv.slice(1)))' -- "$@"; }`;
  const shell = spawnSync('bash', ['-euc', `${print}\n${blocks}`], {
    encoding: 'utf8',
    env: { ...process.env, TABLE: tableName, BUCKET: 'a-bucket' },
  });
  if (shell.status !== 0) throw new Error(shell.stderr);
  return shell.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** `--key-condition-expression x` as `KeyConditionExpression: x`, as in the AWS CLI; a value that starts with `{` is parsed as JSON. */
function parameters(args: string[]): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (let i = 0; i < args.length; i++) {
    const name = (args[i] ?? '')
      .replace(/^--(no-)?/, '')
      .replaceAll(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
    const value = args[i + 1];
    if (value === undefined || value.startsWith('--')) read[name] = !args[i]?.startsWith('--no-');
    else {
      read[name] = value.startsWith('{') ? JSON.parse(value) : value;
      i++;
    }
  }
  return read;
}

describe('the recipes of the README', () => {
  let table: TestTable;
  let commands: string[][];
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(KNOWN_ROWS);
    commands = recipes(table.tableName);
  });
  afterAll(() => table.close());

  /** Runs the recipe whose command line contains `part`; `MaxItems` is applied by the CLI itself. */
  async function query(part: string) {
    const [, , ...args] =
      commands.find((command) => command[1] === 'query' && command.join(' ').includes(part)) ?? [];
    const { MaxItems, ...input } = parameters(args);
    const { Items = [] } = await table.client.send(new QueryCommand(input as unknown as QueryCommandInput));
    return Items.slice(0, Number(MaxItems ?? Items.length));
  }

  it('return one asset over time, with unknown distinct from zero', async () => {
    const items = await query('balances.spot.BTC');

    expect(
      items.map(({ slot, status, balances }) => [slot?.S, status?.S, balances?.M?.spot?.M?.BTC?.M?.free?.N]),
    ).toEqual([
      ['2026-01-01T00:00:00Z', 'captured', '1.5'],
      ['2026-01-01T01:00:00Z', 'captured', '1.50000001'],
      ['2026-01-01T02:00:00Z', 'failed', undefined],
      ['2026-01-01T03:00:00Z', 'failed', undefined],
      ['2026-01-01T05:00:00Z', 'captured', '1.4'],
      ['2026-01-01T06:00:00Z', 'captured', undefined],
      ['2026-01-01T07:00:00Z', 'failed', undefined],
      ['2026-01-01T08:00:00Z', 'captured', '1.4'],
    ]);
  });

  it('return the last captured slot at a time', async () => {
    const items = await query('--no-scan-index-forward');

    expect(items).toHaveLength(1);
    expect(items[0]?.slot?.S).toBe('2026-01-01T01:00:00Z');
    expect(items[0]?.balances?.M?.spot?.M?.ETH?.M).toEqual({ free: { N: '2' }, locked: { N: '0.5' } });
  });

  it('return the failed slots with their reasons', async () => {
    const items = await query('failure.reason');

    expect(items.map(({ slot, failure }) => [slot?.S?.slice(11, 13), failure?.M?.reason?.S])).toEqual([
      ['02', 'ip-not-whitelisted'],
      ['03', 'ip-not-whitelisted'],
      ['07', 'exchange-unavailable'],
    ]);
  });

  // dynalite has no PartiQL: these run against DynamoDB Local only.
  const itWithPartiQl = DYNAMODB_ENDPOINT ? it : it.skip;

  itWithPartiQl('return the same by PartiQL', async () => {
    const statements = commands.filter((command) => command[1] === 'execute-statement');
    const answers = await Promise.all(
      statements.map(([, , ...args]) =>
        table.client.send(new ExecuteStatementCommand(parameters(args) as { Statement: string })),
      ),
    );

    const [series, failures] = answers.map(({ Items = [] }) => Items);
    expect(series?.map(({ slot, BTC }) => [slot?.S?.slice(11, 13), BTC?.M?.free?.N])).toEqual([
      ['00', '1.5'],
      ['01', '1.50000001'],
      ['05', '1.4'],
      ['06', undefined],
      ['08', '1.4'],
    ]);
    expect(failures?.map(({ slot, reason }) => [slot?.S?.slice(11, 13), reason?.S])).toEqual([
      ['02', 'ip-not-whitelisted'],
      ['03', 'ip-not-whitelisted'],
      ['07', 'exchange-unavailable'],
    ]);
  });

  describe('in Athena', () => {
    /** The view's columns and their JSON paths. */
    const columns = [
      ...SECTION.matchAll(/json_extract_scalar\((\w+), '\$\.([\w.]+)'\).*? AS (\w+),?\n/g),
    ].map(([, source = '', path = '', name = '']) => ({ source, path, name }));
    const [, heldPath = ''] = /json_extract\(line, '\$\.([\w.]+)'\) AS map/.exec(SECTION) ?? [];
    /** A line of an export, as DynamoDB writes it. */
    const exported = (row: Row) => JSON.parse(JSON.stringify({ Item: toDynamoJson(row) }));
    const at = (json: unknown, path: string): unknown =>
      path
        .split('.')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], json);
    const values = (json: unknown, source: string) =>
      Object.fromEntries(
        columns.filter((c) => c.source === source).map(({ name, path }) => [name, at(json, path)]),
      );

    it('the view reads a captured row and its amounts from an export', () => {
      const line = exported(captured({ slot: '2026-01-01T00:00:00Z', held: { BTC: ['1.5', '0.25'] } }));

      expect(values(line, 'line')).toEqual({
        account: 'main',
        slot: '2026-01-01T00:00:00Z',
        status: 'captured',
        captured_at: '2026-01-01T00:00:00.250Z',
        reason: undefined,
      });
      const held = at(line, heldPath) as Record<string, unknown>;
      expect(Object.keys(held)).toEqual(['BTC']);
      expect(values(held.BTC, 'holding')).toEqual({ free: '1.5', locked: '0.25' });
    });

    it('the view reads a failed row and its reason, without amounts', () => {
      const line = exported(failed({ slot: '2026-01-01T00:00:00Z', reason: 'banned' }));

      expect(values(line, 'line')).toMatchObject({ status: 'failed', reason: 'banned' });
      expect(at(line, heldPath)).toBeUndefined();
    });
  });
});
