/** The replay command from a saved log to the table: log formats, unrecognized entries, and the terminal. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { stringify } from 'csv-stringify/sync';
import { encodeForLog, type LogChunk } from '../../../functions/history/log-fallback';
import { marshallRow } from '../../../functions/history/marshall';
import { capturedRow } from '../../support/rows';
import { replay } from '../../support/run-replay';
import { entry, log, logOf, mockTable, replayText, row, STREAM } from './saved-log';

const { dynamodb, written } = mockTable();

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
