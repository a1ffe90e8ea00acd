/** Reading log lines from a log group over HTTP, a file, and standard input. */
import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { entriesOfFile, linesOfLogGroup } from '../../../functions/replay/log-source';
import { type Listening, listen, readBody } from '../../../infra/local/emulators/listen';
import { temporaryFile } from '../../support/run-report';

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

describe('linesOfLogGroup', () => {
  /** The next expected request and its response. */
  type Exchange = { input: object; output: object; status?: number };

  let expected: Exchange[];
  let unexpected: unknown[];
  let service: Listening;
  let client: CloudWatchLogsClient;
  beforeAll(async () => {
    service = await listen(async (request, response) => {
      const operation = request.headers['x-amz-target'];
      const input = JSON.parse(String(await readBody(request)));
      const { output, status = 200, ...next } = expected.shift() ?? { input: undefined, output: {} };
      if (operation !== 'Logs_20140328.FilterLogEvents' || !isDeepStrictEqual(input, next.input)) {
        unexpected.push({ operation, input });
        response.writeHead(400).end('{"__type":"Unexpected"}');
        return;
      }
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(output));
    });
    client = new CloudWatchLogsClient({
      endpoint: service.url,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  beforeEach(() => {
    unexpected = [];
  });
  afterEach(() => {
    expect({ unexpected, notSent: expected }).toEqual({ unexpected: [], notSent: [] });
  });
  afterAll(async () => {
    client.destroy();
    await service.stop();
  });

  const first = { logGroupName: 'snapshots', filterPattern: '"Snapshot not stored"' };

  it('reads page by page, filtered by the message', async () => {
    expected = [
      { input: first, output: { events: [{ message: 'one' }, { message: 'two' }], nextToken: 'a' } },
      { input: { ...first, nextToken: 'a' }, output: { events: [{ message: 'three' }] } },
    ];

    expect(await all(linesOfLogGroup(client, 'snapshots'))).toEqual(['one', 'two', 'three']);
  });

  it('continues after a page without events and an event without a message', async () => {
    expected = [
      { input: first, output: { nextToken: 'a' } },
      { input: { ...first, nextToken: 'a' }, output: { events: [], nextToken: 'b' } },
      { input: { ...first, nextToken: 'b' }, output: { events: [{ timestamp: 1 }, { message: 'one' }] } },
    ];

    expect(await all(linesOfLogGroup(client, 'snapshots'))).toEqual(['one']);
  });

  it('begins at the given time', async () => {
    const since = Date.parse('2026-11-22T00:00:00Z');
    expected = [{ input: { ...first, startTime: since }, output: { events: [{ message: 'one' }] } }];

    expect(await all(linesOfLogGroup(client, 'snapshots', since))).toEqual(['one']);
  });

  it('reports a missing log group in one sentence', async () => {
    expected = [{ input: first, output: { __type: 'ResourceNotFoundException', message: 'x' }, status: 400 }];

    await expect(all(linesOfLogGroup(client, 'snapshots'))).rejects.toMatchObject({
      name: 'CommandError',
      message: 'There is no log group snapshots in this AWS account and region.',
    });
  });

  it('names a missing permission', async () => {
    expected = [
      { input: first, output: { __type: 'AccessDeniedException', message: 'not yours' }, status: 400 },
    ];

    await expect(all(linesOfLogGroup(client, 'snapshots'))).rejects.toMatchObject({
      name: 'CommandError',
      message: 'These AWS credentials lack the permission logs:FilterLogEvents: not yours',
    });
  });

  it('passes on any other error of AWS', async () => {
    expected = [
      { input: first, output: { __type: 'InvalidParameterException', message: 'bad' }, status: 400 },
    ];

    await expect(all(linesOfLogGroup(client, 'snapshots'))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'bad',
    });
  });
});

describe('entriesOfFile', () => {
  const nothing = Readable.from([]);

  it('reads lines with any line break, and the last one without', async () => {
    const path = temporaryFile('lambda.log');
    writeFileSync(path, 'one\ntwo\r\n\nthree');

    expect(await all(entriesOfFile(path, nothing))).toEqual(['one', 'two', '', 'three']);
  });

  it('reads standard input for -, in chunks of any size', async () => {
    const bytes = [...Buffer.from('first\nzweite Zeile: €\nlast\n')].map((byte) => Buffer.from([byte]));

    expect(await all(entriesOfFile('-', Readable.from(bytes)))).toEqual(['first', 'zweite Zeile: €', 'last']);
  });

  it('cuts a line that is longer than any entry, and reads the next one', async () => {
    const chunks = [...Array.from({ length: 5 }, () => 'x'.repeat(1 << 20)), '\nnext\n'];

    const [long, ...others] = await all(entriesOfFile('-', Readable.from(chunks)));

    expect(long).toHaveLength(4 << 20);
    expect(others).toEqual(['next']);
  });

  it('fails if the file does not exist', async () => {
    await expect(all(entriesOfFile('/nowhere/lambda.log', nothing))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('fails if the input ends with an error', async () => {
    const breaking = Readable.from(
      (async function* () {
        yield 'one\n';
        throw new Error('broken pipe');
      })(),
    );

    await expect(all(entriesOfFile('-', breaking))).rejects.toThrow('broken pipe');
  });
});
