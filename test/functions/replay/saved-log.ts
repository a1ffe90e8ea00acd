/** A saved log of a run that could not write its row, and the replay command that writes it to a mocked table. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { encodeForLog } from '../../../functions/history/log-fallback';
import type { CapturedRow } from '../../../functions/history/row';
import { capturedRow } from '../../support/rows';
import { replay } from '../../support/run-replay';

const REQUEST_ID = '5e0a1c3e-9d1f-4f0a-8a43-0d4a2f6f8e11';
export const STREAM = '2026/11/22/[$LATEST]0f1e2d3c4b5a69788796a5b4c3d2e1f0';

export const entry = (unstored: object) =>
  JSON.stringify({ level: 'ERROR', message: 'Snapshot not stored', service: 'BalanceSnapshots', unstored });

/** The log of a run that could not save its row. */
export const logOf = (row: CapturedRow) => [
  'INIT_START Runtime Version: nodejs:24.v12\tRuntime Version ARN: arn:aws:lambda:eu-central-1::runtime:abc',
  `START RequestId: ${REQUEST_ID} Version: $LATEST`,
  ...encodeForLog(row).map(entry),
  JSON.stringify({ level: 'ERROR', message: 'Snapshot failed', service: 'BalanceSnapshots', slot: row.slot }),
  JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [] }, account: 'main', SnapshotFailed: 1 }),
  `2026-11-22T06:00:02.000Z\t${REQUEST_ID}\tERROR\tInvoke Error \t{"errorType":"SnapshotFailed"}`,
  `END RequestId: ${REQUEST_ID}`,
  `REPORT RequestId: ${REQUEST_ID}\tDuration: 900.10 ms\tBilled Duration: 901 ms\tMemory Size: 256 MB\tMax Memory Used: 110 MB\t`,
];

export const row = capturedRow();
export const log = logOf(row);

/** A table that takes every write; other commands fail. */
export function mockTable() {
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
  return { dynamodb, written };
}

export const replayText = (text: string | Uint8Array) =>
  replay(['--file', '-', '--table', 'History'], [text]);
