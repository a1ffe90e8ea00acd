/** A balance that was logged while the table was unavailable is restored without another request to the exchange. */
import { writeFileSync } from 'node:fs';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { encodeForLog, NOT_STORED } from '../../functions/history/log-fallback';
import { unmarshallRow } from '../../functions/history/marshall';
import { dynamoDbError } from '../../infra/local/emulators/dynamodb';
import { PATHS } from '../../infra/local/fake-bingx/server';
import { metricsIn } from '../support/emf';
import { capturedRow } from '../support/rows';
import { replay } from '../support/run-replay';
import { temporaryFile, useEngine } from '../support/run-report';
import { type RunningStack, runStack } from '../support/running-stack';

const SLOT = '2026-11-22T06:00:00Z';
const DOWN = { before: dynamoDbError('InternalServerError', 'InternalServerError', 500) };

let running: RunningStack;
beforeAll(async () => {
  running = await runStack();
  useEngine({ endpoint: running.stack.dynamodb.url });
}, 60_000);
afterAll(() => running.stop());

describe('a balance captured while the table is unavailable', () => {
  let log: string[];
  let table: string[];

  beforeAll(async () => {
    running.stack.dynamodb.stubAlways('PutItem', DOWN);
    const result = await running.fire(SLOT);
    running.stack.dynamodb.stubAlways('PutItem', undefined);

    expect(result).toMatchObject({ kind: 'failed', error: { errorType: 'SnapshotFailed' } });
    expect(metricsIn(result.lines).map(({ name }) => name)).toEqual(['SnapshotFailed', 'HistoryError']);
    expect(await running.items()).toEqual([]);
    log = result.lines.map(({ text }) => text);
    table = ['--table', running.stack.tableName];
  }, 60_000);

  it('is listed by a dry run, which writes nothing', async () => {
    const { exitCode, stdout, stderr } = await replay(
      ['--file', '-', '--dry-run', ...table],
      [log.join('\n')],
    );

    expect(stdout).toMatch(
      /^main 2026-11-22T06:00:00Z \(taken 2026-11-22T06:00:0\S+Z\): would be restored\n$/,
    );
    expect(stderr).toBe('1 would be restored.\n');
    expect(exitCode).toBe(0);
    expect(await running.items()).toEqual([]);
  });

  it('is restored exactly, without another request to the exchange', async () => {
    const file = temporaryFile('lambda.log');
    writeFileSync(file, log.join('\n'));
    const before = running.exchange.requestsTo(PATHS.spotBalance).length;

    const { exitCode, stdout } = await replay(['--file', file, ...table]);

    expect(stdout).toContain('restored');
    expect(exitCode).toBe(0);
    expect(running.exchange.requestsTo(PATHS.spotBalance)).toHaveLength(before);
    expect(unmarshallRow((await running.item(SLOT)) ?? {})).toMatchObject({
      status: 'captured',
      schedule: 'cron(0 * * * ? *)',
      balances: { spot: { BTC: { free: '1', locked: '0' } } },
    });
  });

  it('does not change when it is restored again', async () => {
    const before = await running.item(SLOT);

    const { exitCode, stdout, stderr } = await replay(['--file', '-', ...table], [log.join('\n')]);

    expect(stdout).toContain('already captured');
    expect(stderr).toBe('1 already captured.\n');
    expect(exitCode).toBe(0);
    expect(await running.item(SLOT)).toEqual(before);
  });

  it('is found in the log group, page by page, after the prefix of Lambda', async () => {
    const line = log.find((text) => text.includes('Snapshot not stored'));
    const logs = mockClient(CloudWatchLogsClient);
    logs
      .on(FilterLogEventsCommand, {
        logGroupName: 'snapshots',
        filterPattern: '"Snapshot not stored"',
        startTime: Date.parse('2026-11-22T00:00:00Z'),
      })
      .resolvesOnce({ events: [{ message: 'START RequestId: 5e0 Version: $LATEST' }], nextToken: 'more' })
      .resolvesOnce({ events: [{ message: `2026-11-22T06:00:02Z\t5e0\tERROR\t${line}\n` }] });

    const { exitCode, stdout } = await replay(['--log-group', 'snapshots', '--since', '1d', ...table]);

    expect(stdout).toContain('already captured');
    expect(exitCode).toBe(0);
    logs.restore();
  });
});

describe('npm run replay', () => {
  it('reports that there is nothing to restore', async () => {
    expect(await replay(['--file', '-', '--table', 'History'], ['START RequestId: 5e0\n'])).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'The log contains no unsaved snapshot: nothing to restore.\n',
    });
  });

  it('fails with the reason when a row cannot be restored', async () => {
    const capturedAt = '2026-11-22T06:00:01.234Z';
    const unstored = { account: 'main', slot: SLOT, capturedAt, part: 2, of: 2, row: '' };
    const line = JSON.stringify({ message: NOT_STORED, unstored });

    const { exitCode, stdout } = await replay(['--file', '-', '--table', running.stack.tableName], [line]);

    expect(stdout).toBe(`main ${SLOT} (taken ${capturedAt}): refused: part 1 of 2 is missing\n`);
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--file', 'no-such.log', '--table', 'History'], 1, /no-such\.log/],
    [['--since', 'yesterday', '--log-group', 'x'], 2, /--since "yesterday" is not a time/],
    [['--file', 'x', '--log-group', 'y'], 2, /cannot be used with/],
    [['--tabel', 'x'], 2, /unknown option/],
  ])('with %j exits with %i and one sentence', async (args, exitCode, sentence) => {
    const result = await replay(args);

    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr).not.toMatch(/\n {4}at /);
  });

  it('fails with one sentence for an unknown log group', async () => {
    const logs = mockClient(CloudWatchLogsClient);
    logs
      .on(FilterLogEventsCommand)
      .rejects(Object.assign(new Error('x'), { name: 'ResourceNotFoundException' }));

    expect(await replay(['--log-group', 'nowhere', '--table', 'x'])).toMatchObject({
      exitCode: 1,
      stderr: 'There is no log group nowhere in this AWS account and region.\n',
    });
    logs.restore();
  });

  it('fails with one sentence for an unknown table', async () => {
    const lines = encodeForLog(capturedRow()).map((unstored) =>
      JSON.stringify({ message: NOT_STORED, unstored }),
    );

    const { exitCode, stderr } = await replay(['--file', '-', '--table', 'nowhere'], [lines.join('\n')]);

    expect(stderr).toBe('There is no table nowhere in this AWS account and region.\n');
    expect(exitCode).toBe(1);
  });
});
