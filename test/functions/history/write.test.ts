/** What becomes of a write that DynamoDB refuses, and of one whose answer got lost. */
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
  it('asks for nothing more where it is taken', async () => {
    dynamodb.on(PutItemCommand, { TableName: 'History' }).resolves({});

    const written = await history.record(capturedRow());

    expect(written).toBe('written');
    expect(dynamodb.calls()).toHaveLength(1);
  });

  it('that meets a capture of the same slot leaves it alone', async () => {
    conditionRefusedBy(capturedRow({ capturedAt: '2026-11-22T06:00:00.100Z' }));

    expect(await history.record(capturedRow())).toBe('already-captured');
    expect(await history.record(failedRow())).toBe('already-captured');
  });

  it('that meets its own row, since its first answer got lost, counts as written', async () => {
    conditionRefusedBy(capturedRow());

    expect(await history.record(capturedRow())).toBe('written');
  });

  it('is not taken for its own row where the same moment had another answer', async () => {
    conditionRefusedBy(capturedRow({ raw: { spot: new Uint8Array([1]) } }));

    expect(await history.record(capturedRow())).toBe('already-captured');
  });

  it('of a failure is not taken for its own row where the same moment and answer were a capture', async () => {
    const { capturedAt: at, raw } = capturedRow();
    conditionRefusedBy(capturedRow());

    const written = await history.record(failedRow({ failure: { ...failedRow().failure, at }, raw }));

    expect(written).toBe('already-captured');
  });

  it.each([
    ['that meets itself', {}, 'written'],
    ['that meets another one', { at: '2026-11-22T05:59:59.000Z' }, 'already-failed'],
  ])('of a failure %s, since it shall not replace any, says so', async (_what, other, written) => {
    const { failure, ...row } = failedRow();
    conditionRefusedBy({ ...row, failure: { ...failure, ...other } });

    expect(await history.record(failedRow(), { onlyIfAbsent: true })).toBe(written);
  });

  it('claims nothing where the row that stood against it is gone', async () => {
    dynamodb
      .on(PutItemCommand)
      .rejects(new ConditionalCheckFailedException({ message: 'refused', $metadata: {} }));
    dynamodb.on(GetItemCommand).resolves({});

    await expect(history.record(capturedRow())).rejects.toThrow(
      'The row that prevented the write no longer exists.',
    );
  });

  it('of a failure that shall not replace another says that there is one', async () => {
    conditionRefusedBy(failedRow());
    const late = failedRow({
      failure: { reason: 'too-late', message: '', at: '2026-11-22T09:00:00.000Z', attempts: 0 },
    });

    expect(await history.record(late, { onlyIfAbsent: true })).toBe('already-failed');
  });

  it('passes on what DynamoDB answers otherwise', async () => {
    dynamodb
      .on(PutItemCommand)
      .rejects(Object.assign(new Error('no such table'), { name: 'ResourceNotFoundException' }));

    await expect(history.record(capturedRow())).rejects.toThrow('no such table');
  });
});
