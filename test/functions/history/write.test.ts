/** Writes that DynamoDB rejects, and writes whose response was lost. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { marshallRow } from '../../../functions/history/marshall';
import type { Row } from '../../../functions/history/row';
import { createHistory } from '../../../functions/history/write';
import { capturedRow, failedRow } from '../../support/rows';

const dynamodb = mockClient(DynamoDBClient);
const history = createHistory(new DynamoDBClient({ region: 'eu-central-1' }), 'History');

function conditionRefusedBy(row: Row) {
  dynamodb
    .on(PutItemCommand)
    .rejects(
      new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} }),
    );
  dynamodb
    .on(GetItemCommand, {
      TableName: 'History',
      Key: { account: { S: row.account }, slot: { S: row.slot } },
      ConsistentRead: true,
    })
    .resolves({ Item: marshallRow(row) });
}

beforeEach(() => {
  dynamodb.reset();
  dynamodb.onAnyCommand().rejects(new Error('This test expects no such request'));
});

describe('a write', () => {
  it('sends one request when it succeeds', async () => {
    dynamodb.on(PutItemCommand, { TableName: 'History' }).resolves({});

    const written = await history.record(capturedRow());

    expect(written).toBe('written');
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it('does not change an existing capture of the same slot', async () => {
    conditionRefusedBy(capturedRow({ capturedAt: '2026-11-22T06:00:00.100Z' }));

    expect(await history.record(capturedRow())).toBe('already-captured');
    expect(await history.record(failedRow())).toBe('already-captured');
  });

  it('is successful when the existing row is its own, because its first response was lost', async () => {
    conditionRefusedBy(capturedRow());

    expect(await history.record(capturedRow())).toBe('written');
  });

  it('is not successful when the existing row has the same time but another response', async () => {
    conditionRefusedBy(capturedRow({ raw: { spot: new Uint8Array([1]) } }));

    expect(await history.record(capturedRow())).toBe('already-captured');
  });

  it('of a failure is not successful when the existing row is a capture with the same time and response', async () => {
    const { capturedAt: at, raw } = capturedRow();
    conditionRefusedBy(capturedRow());

    const written = await history.record(failedRow({ failure: { ...failedRow().failure, at }, raw }));

    expect(written).toBe('already-captured');
  });

  it.each([
    ['over its own row', {}, 'written'],
    ['over another failure', { at: '2026-11-22T05:59:59.000Z' }, 'already-failed'],
  ])('of a failure with onlyIfAbsent %s returns the matching result', async (_what, other, written) => {
    const { failure, ...row } = failedRow();
    conditionRefusedBy({ ...row, failure: { ...failure, ...other } });

    expect(await history.record(failedRow(), { onlyIfAbsent: true })).toBe(written);
  });

  it('fails when the row that prevented it no longer exists', async () => {
    dynamodb
      .on(PutItemCommand)
      .rejects(new ConditionalCheckFailedException({ message: 'refused', $metadata: {} }));
    dynamodb.on(GetItemCommand).resolves({});

    await expect(history.record(capturedRow())).rejects.toThrow(
      'The row that prevented the write no longer exists.',
    );
  });

  it('of a failure with onlyIfAbsent reports an existing failure', async () => {
    conditionRefusedBy(failedRow());
    const late = failedRow({
      failure: { reason: 'too-late', message: '', at: '2026-11-22T09:00:00.000Z', attempts: 0 },
    });

    expect(await history.record(late, { onlyIfAbsent: true })).toBe('already-failed');
  });

  it('passes on any other error of DynamoDB', async () => {
    dynamodb
      .on(PutItemCommand)
      .rejects(Object.assign(new Error('no such table'), { name: 'ResourceNotFoundException' }));

    await expect(history.record(capturedRow())).rejects.toThrow('no such table');
  });
});
