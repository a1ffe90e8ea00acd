/** The commands of the AWS CLI in docs/reports.md return the documented results; the CLI itself runs them where it is installed. */
import {
  type AttributeValue,
  ExecuteStatementCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type RecordedCommand, recordCommands } from '../documentation/recorded-commands';
import { KNOWN_ROWS } from '../functions/report/known-history';
import { DYNAMODB_ENDPOINT, startHistoryTable, type TestTable } from '../support/dynamodb';
import { awsCli, hasAwsCli } from './aws-cli';

/** `--key-condition-expression x` as `KeyConditionExpression: x`, as in the AWS CLI; a value that starts with `{` is parsed as JSON. */
function parameters(args: readonly string[]): Record<string, unknown> {
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

type Items = Record<string, AttributeValue>[];

describe('the commands of docs/reports.md', () => {
  let table: TestTable;
  let commands: readonly RecordedCommand[];
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(KNOWN_ROWS);
    commands = recordCommands('docs/reports.md', { TABLE: table.tableName });
  });
  afterAll(() => table.close());

  /** Runs a command by the CLI, or its request by the SDK, where `MaxItems` is applied here as the CLI does. */
  async function run([, , operation, ...args]: RecordedCommand): Promise<Items> {
    if (hasAwsCli && DYNAMODB_ENDPOINT) {
      const { stdout, stderr, status } = awsCli(['dynamodb', operation ?? '', ...args], DYNAMODB_ENDPOINT);
      if (status !== 0) throw new Error(stderr);
      return JSON.parse(stdout).Items;
    }
    const { MaxItems, ...input } = parameters(args);
    const { Items = [] } =
      operation === 'query'
        ? await table.client.send(new QueryCommand(input as unknown as QueryCommandInput))
        : await table.client.send(new ExecuteStatementCommand(input as { Statement: string }));
    return Items.slice(0, Number(MaxItems ?? Items.length));
  }

  /** Runs the query whose command line contains `part`. */
  async function query(part: string): Promise<Items> {
    const command = commands.find(
      ([, , operation, ...args]) => operation === 'query' && args.join(' ').includes(part),
    );
    return run(command ?? []);
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
    const [series, failures] = await Promise.all(
      commands.filter(([, , operation]) => operation === 'execute-statement').map(run),
    );

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
});
