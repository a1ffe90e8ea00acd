/** The replay command from a saved log to the table: log formats, unrecognized entries, and exit codes. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { stringify } from 'csv-stringify/sync';
import { encodeForLog, type LogChunk } from '../../../functions/history/log-fallback';
import { marshallRow, toDynamoJson } from '../../../functions/history/marshall';
import type { CapturedRow } from '../../../functions/history/row';
import { capturedRow } from '../../support/rows';
import { replay } from '../../support/run-replay';

const REQUEST_ID = '5e0a1c3e-9d1f-4f0a-8a43-0d4a2f6f8e11';
const STREAM = '2026/11/22/[$LATEST]0f1e2d3c4b5a69788796a5b4c3d2e1f0';

const entry = (unstored: object) =>
  JSON.stringify({ level: 'ERROR', message: 'Snapshot not stored', service: 'BalanceSnapshots', unstored });

/** The log of a run that could not save its row. */
const logOf = (row: CapturedRow) => [
  'INIT_START Runtime Version: nodejs:24.v12\tRuntime Version ARN: arn:aws:lambda:eu-central-1::runtime:abc',
  `START RequestId: ${REQUEST_ID} Version: $LATEST`,
  ...encodeForLog(row).map(entry),
  JSON.stringify({ level: 'ERROR', message: 'Snapshot failed', service: 'BalanceSnapshots', slot: row.slot }),
  JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [] }, account: 'main', SnapshotFailed: 1 }),
  `2026-11-22T06:00:02.000Z\t${REQUEST_ID}\tERROR\tInvoke Error \t{"errorType":"SnapshotFailed"}`,
  `END RequestId: ${REQUEST_ID}`,
  `REPORT RequestId: ${REQUEST_ID}\tDuration: 900.10 ms\tBilled Duration: 901 ms\tMemory Size: 256 MB\tMax Memory Used: 110 MB\t`,
];

const row = capturedRow();
const log = logOf(row);

const dynamodb = mockClient(DynamoDBClient);
beforeEach(() => {
  process.env.AWS_REGION = 'local';
  dynamodb.reset();
  dynamodb.onAnyCommand().rejects(new Error('unexpected command'));
  dynamodb.on(GetItemCommand).resolves({});
  dynamodb.on(PutItemCommand).resolves({});
});
afterAll(() => dynamodb.restore());

const written = () => dynamodb.commandCalls(PutItemCommand).map(({ args: [{ input }] }) => input.Item);

const replayText = (text: string | Uint8Array) => replay(['--file', '-', '--table', 'History'], [text]);

describe('a saved log is read', () => {
  const event = (message: string) => ({
    logStreamName: STREAM,
    timestamp: 1795327202123,
    message: `${message}\n`,
    ingestionTime: 1795327203000,
    eventId: '38',
  });
  const csv = (columns: string[], options = {}) =>
    stringify(
      log.map((message) =>
        columns.map((name) => (name.includes('message') ? message : '2026-11-22 06:00:02.123')),
      ),
      { header: true, columns, ...options },
    );

  it.each<[form: string, text: string]>([
    ['as the function printed it', log.join('\n')],
    [
      'as `aws logs tail` prints it',
      log.map((line) => `2026-11-22T06:00:02.123000+00:00 ${STREAM} ${line}`).join('\n'),
    ],
    [
      'as `aws logs tail --format short` prints it',
      log.map((line) => `2026-11-22T06:00:02 ${line}`).join('\r\n'),
    ],
    [
      'as `aws logs filter-log-events` prints it',
      JSON.stringify({ events: log.map(event), searchedLogStreams: [] }, undefined, 4),
    ],
    [
      'as `aws logs filter-log-events` prints it, on one line',
      JSON.stringify({ events: log.map(event), searchedLogStreams: [] }),
    ],
    ['as Logs Insights exports it', csv(['@timestamp', '@message', '@logStream'])],
    ['as Logs Insights exports it, with every field quoted', csv(['@message'], { quoted: true })],
    ['as the console downloads it, with a byte order mark', csv(['timestamp', 'message'], { bom: true })],
  ])('%s', async (_form, text) => {
    expect(await replayText(text)).toEqual({
      exitCode: 0,
      stdout: `main 2026-11-22T06:00:00Z (taken ${row.capturedAt}): restored\n`,
      stderr: '1 restored.\n',
    });
    expect(written()).toEqual([marshallRow(row)]);
  });
});

describe('the replay fails on a log that may contain further snapshots', () => {
  it.each<[what: string, lines: string[]]>([
    ['a truncated entry', [`${entry(encodeForLog(row)[0] as LogChunk).slice(0, 300)}`]],
    ['the end of an entry', [`${entry(encodeForLog(row)[0] as LogChunk).slice(100)}`]],
    ['a line of another program', ['EVENTS\t38\tmain']],
    ['a JSON object of another program', ['{"hello":"world"}']],
    ['an entry without its row', [entry({ part: 1 })]],
    ['only the message of an entry', ['Snapshot not stored']],
    ['an object on several lines', ['{"level": "ERROR",', '"message": "Snapshot not stored"}']],
  ])('with %s', async (_what, lines) => {
    const result = await replayText([...lines, ...log].join('\n'));

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(': restored\n');
    expect(result.stderr).toContain(
      `${lines.length === 1 ? '1 log entry is' : `${lines.length} log entries are`} neither from Lambda nor complete entries of the function's log; the first is number 1 of the input.`,
    );
  });

  it('also if no snapshot was found', async () => {
    const result = await replayText('a line\n');

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toMatch(/^1 log entry is neither .*\nNo snapshot was found/);
  });

  it.each<[what: string, text: string, sentence: RegExp]>([
    ['a truncated JSON document', `{\n  "events": [\n    {"message": "START`, /not a complete JSON document/],
    ['a JSON document of another command', '{\n  "results": []\n}', /"events"/],
    ['an export with an unclosed quote', '@timestamp,@message\n1,"START Req', /CSV/],
  ])('with %s, in one sentence', async (_what, text, sentence) => {
    const result = await replayText(text);

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toMatch(sentence);
    expect(result.stderr.split('\n')).toHaveLength(2);
  });
});

describe('an entry is refused', () => {
  const [honest] = encodeForLog(row) as [LogChunk];
  /** An entry as an earlier version printed it: without the hash, so that only its content can be checked. */
  const packed = (item: object, changes: object = {}) => {
    const { id: _, ...part } = honest;
    return entry({ ...part, row: gzipSync(JSON.stringify(item)).toString('base64'), ...changes });
  };
  const item = toDynamoJson(row);

  it.each<[what: string, line: string, why: string]>([
    ['another account', packed({ ...item, account: { S: 'savings' } }), 'its row has another account'],
    ['another slot', packed({ ...item, slot: { S: '2026-11-22T07:00:00Z' } }), 'its row has another slot'],
    [
      'another moment',
      packed({ ...item, capturedAt: { S: '2026-11-22T06:00:09.000Z' } }),
      'its row has another capturedAt',
    ],
    ['a later version', packed({ ...item, version: { N: '99' } }), 'version must be 1'],
    ['no version', packed({ ...item, version: undefined }), 'version must be 1'],
    ['an unknown attribute', packed({ ...item, price: { N: '1' } }), 'must be exactly'],
    ['an attribute of another type', packed({ ...item, schedule: { N: '1' } }), 'must be exactly'],
    ['no balances', packed({ ...item, balances: undefined }), 'must be exactly'],
    [
      'a number that is NaN',
      packed({ ...item, clockSkewMs: { N: 'NaN' } }),
      'clockSkewMs must be an integer',
    ],
    ['bytes that are an object', packed({ ...item, raw: { B: { length: 4e9 } } }), 'must be exactly'],
    ['no raw answer', packed({ ...item, raw: undefined }), 'raw must be'],
    [
      'an amount without a number',
      packed({ ...item, balances: { M: { spot: { M: { BTC: { M: {} } } } } } }),
      'amount',
    ],
    ['a wallet that is null', packed({ ...item, balances: { M: { spot: null } } }), 'must be exactly'],
    ['another status', packed({ ...item, status: { S: 'done' } }), 'must be captured or failed, got done'],
    ['null instead of an object', packed(null as never), 'must be exactly'],
    ['a list', packed([]), 'must be exactly'],
    [
      '17 MB in 17 KB',
      packed(item, { row: gzipSync(Buffer.alloc(17 << 20)).toString('base64') }),
      'more than 16 MB',
    ],
    ['text that was changed', entry({ ...honest, row: `${honest.row.slice(0, -8)}AAAAAAA=` }), 'damaged'],
    [
      'a different row under the hash',
      entry({ ...honest, row: encodeForLog(capturedRow({ clockSkewMs: 1 }))[0]?.row }),
      'damaged',
    ],
  ])('that contains %s', async (_what, line, why) => {
    const result = await replayText(line);

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(`main 2026-11-22T06:00:00Z (taken ${row.capturedAt}): refused: `);
    expect(result.stdout).toContain(why);
    expect(written()).toEqual([]);
  });

  it.each<[what: string, changes: object]>([
    ['4,294,967,295 parts', { of: 4294967295 }],
    ['more parts than the limit', { of: 501 }],
    ['a part after the last', { part: 2 }],
    ['a slot that does not exist', { slot: '2026-11-31T06:00:00Z' }],
    ['an invalid capture time', { capturedAt: 'x' }],
    ['no account', { account: '' }],
    ['an account that no event can name', { account: 'main/2' }],
    ['a slot before BingX existed', { slot: '2017-12-31T23:00:00Z' }],
    ['an invalid hash', { id: '../../x' }],
    ['text that is not base64', { row: '<html>' }],
    ['a part over the size limit', { row: 'AAAA'.repeat(50_001) }],
  ])('that claims %s', async (_what, changes) => {
    const result = await replayText(entry({ ...honest, ...changes }));

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toContain('1 log entry is neither');
  });
});

describe('the terminal', () => {
  const ESCAPES = '\u001b[2J\r\u202e\u009b31m';

  it('gets no control characters from an account: the entry is refused', async () => {
    const { stdout, stderr } = await replayText(logOf(capturedRow({ account: `main${ESCAPES}` })).join('\n'));

    expect(stdout).toBe('');
    expect(stderr).toContain('1 log entry is neither');
  });

  it('gets none from an error of DynamoDB', async () => {
    const message = `bad ${ESCAPES}`;
    dynamodb.on(PutItemCommand).rejects(Object.assign(new Error(message), { name: 'ValidationException' }));

    expect((await replayText(log.join('\n'))).stdout).toContain('bad  [2J   31m\n');
  });

  it.each([[['--file', `/nowhere/${ESCAPES}`, '--table', 'History']], [[`--${ESCAPES}`]]])(
    'gets none from the command line %j',
    async (args) => {
      const { stdout, stderr } = await replay(args);

      expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      expect(stderr).toContain(' [2J   31m');
    },
  );
});

describe('a missing permission is named:', () => {
  const denied = (name: string, message: string) => Object.assign(new Error(message), { name });
  const notAuthorized = (action: string) =>
    `User: arn:aws:iam::123456789012:user/ops is not authorized to perform: ${action} on resource: x`;

  it.each<[action: string, message: string]>([
    ['dynamodb:PutItem', 'Access denied'],
    ['dynamodb:PutItem', notAuthorized('dynamodb:PutItem')],
    ['kms:Decrypt', notAuthorized('kms:Decrypt')],
  ])('%s for writing, from "%s"', async (action, message) => {
    dynamodb.on(PutItemCommand).rejects(denied('AccessDeniedException', message));

    const result = await replayText(log.join('\n'));

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe(`These AWS credentials lack the permission ${action}: ${message}\n`);
  });

  it('dynamodb:GetItem for reading a slot', async () => {
    dynamodb.on(GetItemCommand).rejects(denied('AccessDeniedException', 'Access denied'));

    expect((await replayText(log.join('\n'))).stderr).toBe(
      'These AWS credentials lack the permission dynamodb:GetItem: Access denied\n',
    );
  });

  it('logs:FilterLogEvents for searching the log', async () => {
    const logs = mockClient(CloudWatchLogsClient);
    logs.on(FilterLogEventsCommand).rejects(denied('AccessDeniedException', 'Access denied'));

    expect(await replay(['--log-group', 'snapshots', '--table', 'History'])).toMatchObject({
      exitCode: 1,
      stderr: 'These AWS credentials lack the permission logs:FilterLogEvents: Access denied\n',
    });
    logs.restore();
  });

  it('cloudformation:DescribeStacks for the stack outputs', async () => {
    const cloudFormation = mockClient(CloudFormationClient);
    cloudFormation.on(DescribeStacksCommand).rejects(denied('AccessDenied', 'Access denied'));

    expect(await replay([])).toMatchObject({
      exitCode: 1,
      stderr: 'These AWS credentials lack the permission cloudformation:DescribeStacks: Access denied\n',
    });
    cloudFormation.restore();
  });
});

describe('the log of a home server', () => {
  const journal = [
    'Started balance-history.service - Balance history of BingX accounts.',
    '2026-11-22T05:59:00.000Z Serving main; history in /var/lib/balance-history/history',
    ...log,
    '2026-11-22T06:00:03.000Z main 2026-11-22T06:00:00Z: failed: history-unavailable',
  ];
  const openLocal = async () => ({
    client: new DynamoDBClient({}),
    tableName: 'Local-History',
    close: async () => {},
  });

  it('is restored to the history on this machine, whatever other lines the journal has', async () => {
    const { exitCode, stdout, stderr } = await replay(
      ['--file', '-', '--local', '/var/lib/balance-history'],
      [journal.join('\n')],
      openLocal,
    );

    expect(stdout).toMatch(/^main 2026-11-22T06:00:00Z .*: restored\n$/);
    expect(stderr).toBe('1 restored.\n');
    expect(exitCode).toBe(0);
    expect(dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input.TableName).toBe('Local-History');
  });

  it('fails where a line with a snapshot was cut', async () => {
    const cut = journal.map((line) => line.slice(0, 150));

    const { exitCode, stderr } = await replay(['--file', '-', '--local'], [cut.join('\n')], openLocal);

    expect(stderr).toContain('1 log entry is neither from Lambda nor');
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--local'], '--local requires --file: the log of the home server.'],
    [['--local', 'x', '--file', 'y', '--table', 'z'], 'cannot be used with'],
  ])('is not read with %j', async (args, message) => {
    const { exitCode, stderr } = await replay(args, [], openLocal);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

it('prints no line that the journal of systemd would split', () => {
  const large = capturedRow({ raw: { spot: randomBytes(300_000) } });

  const lengths = encodeForLog(large).map((unstored) => entry(unstored).length);

  expect(Math.max(...lengths)).toBeLessThan(48 * 1024);
});
