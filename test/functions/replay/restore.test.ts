/** Restored snapshots become the rows of empty or failed slots, and never replace captured ones. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshallRow } from '../../../functions/history/marshall';
import type { CapturedRow, Row } from '../../../functions/history/row';
import { KEY } from '../../../functions/history/table';
import type { Found } from '../../../functions/replay/log-lines';
import { type Restore, restoreRows } from '../../../functions/replay/restore';
import { type DynamoDb, dynamoDbError, startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { createHistoryTable, writeRows } from '../../support/dynamodb';
import { capturedRow, failedRow } from '../../support/rows';

let dynamodb: DynamoDb;
let tableName: string;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
beforeEach(async () => {
  tableName = await createHistoryTable(dynamodb.client);
});

const found = (row: CapturedRow): Found => ({
  account: row.account,
  slot: row.slot,
  capturedAt: row.capturedAt,
  row,
});

async function replay(snapshots: Found[], { dryRun = false, into = tableName } = {}): Promise<Restore[]> {
  const results: Restore[] = [];
  const { client } = dynamodb;
  for await (const one of restoreRows(snapshots, { client, tableName: into, dryRun })) results.push(one);
  return results;
}

const kindsOf = (results: Restore[]) => results.map(({ result }) => result.kind);

async function rowOf({ account, slot }: Pick<Row, 'account' | 'slot'>): Promise<Row | undefined> {
  const Key = { [KEY.partition]: { S: account }, [KEY.sort]: { S: slot } };
  const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: tableName, Key }));
  return Item && unmarshallRow(Item);
}

const snapshot = capturedRow();
const second = capturedRow({ capturedAt: '2026-11-22T06:02:00.000Z', balances: { spot: {} } });

describe('a snapshot', () => {
  it('becomes the row of an empty slot, exactly', async () => {
    expect(await replay([found(snapshot)])).toEqual([
      {
        account: snapshot.account,
        slot: snapshot.slot,
        capturedAt: snapshot.capturedAt,
        result: { kind: 'restored' },
      },
    ]);
    expect(await rowOf(snapshot)).toEqual(snapshot);
  });

  it.each([false, true])(
    'is refused for a row without a status, and the next one is not (dry run: %s)',
    async (dryRun) => {
      const Item = { [KEY.partition]: { S: snapshot.account }, [KEY.sort]: { S: snapshot.slot } };
      await dynamodb.client.send(new PutItemCommand({ TableName: tableName, Item }));

      const results = await replay([found(snapshot), found(capturedRow({ slot: '2026-11-22T07:00:00Z' }))], {
        dryRun,
      });

      expect(results.map(({ result }) => result)).toEqual([
        {
          kind: 'refused',
          reason: 'The slot has a row that is neither captured nor failed; it is not changed.',
        },
        { kind: dryRun ? 'would-be-restored' : 'restored' },
      ]);
    },
  );

  it('replaces a failed row', async () => {
    await writeRows(dynamodb.client, tableName, [failedRow()]);

    expect(kindsOf(await replay([found(snapshot)]))).toEqual(['restored']);
    expect(await rowOf(snapshot)).toEqual(snapshot);
  });

  it('does not change a captured row', async () => {
    await writeRows(dynamodb.client, tableName, [second]);

    expect(kindsOf(await replay([found(snapshot)]))).toEqual(['already-captured']);
    expect(await rowOf(snapshot)).toEqual(second);
  });

  it('does not change a row that was captured between the read and the write', async () => {
    await writeRows(dynamodb.client, tableName, [second]);
    dynamodb.stub('GetItem', { before: { body: '{}' } });

    expect(kindsOf(await replay([found(snapshot)]))).toEqual(['already-captured']);
    expect(await rowOf(snapshot)).toEqual(second);
  });

  it('is already captured when it was restored before', async () => {
    await replay([found(snapshot)]);

    expect(kindsOf(await replay([found(snapshot)]))).toEqual(['already-captured']);
  });

  it('is not restored over an earlier one for the same slot', async () => {
    expect(kindsOf(await replay([found(snapshot), found(second)]))).toEqual(['restored', 'already-captured']);
    expect(await rowOf(snapshot)).toEqual(snapshot);
  });

  it('is compared with a consistent read', async () => {
    await replay([found(snapshot)]);

    expect(dynamodb.requests.findLast(({ operation }) => operation === 'GetItem')?.body).toMatchObject({
      ConsistentRead: true,
    });
  });
});

describe('a dry run', () => {
  it('writes nothing', async () => {
    await writeRows(dynamodb.client, tableName, [failedRow()]);
    const next = capturedRow({ slot: '2026-11-22T07:00:00Z' });

    await replay([found(snapshot), found(next)], { dryRun: true });

    expect([await rowOf(snapshot), await rowOf(next)]).toEqual([failedRow(), undefined]);
  });

  it.each<[what: string, rows: Row[], snapshots: Found[]]>([
    ['free slots', [], [found(snapshot), found(capturedRow({ slot: '2026-11-22T07:00:00Z' }))]],
    ['one slot of two accounts', [], [found(snapshot), found(capturedRow({ account: 'savings' }))]],
    ['a slot twice', [], [found(snapshot), found(second)]],
    ['a failed slot', [failedRow()], [found(snapshot)]],
    ['a captured slot', [second], [found(snapshot)]],
    ['a snapshot with a fault', [], [{ account: 'main', slot: 'x', capturedAt: 'y', fault: 'damaged' }]],
  ])('of %s has the same results as the replay after it', async (_what, rows, snapshots) => {
    await writeRows(dynamodb.client, tableName, rows);

    const dryRun = kindsOf(await replay(snapshots, { dryRun: true }));
    const done = kindsOf(await replay(snapshots));

    expect(dryRun.map((kind) => (kind === 'would-be-restored' ? 'restored' : kind))).toEqual(done);
    expect(dryRun).not.toContain('restored');
  });
});

describe('a snapshot that cannot be restored', () => {
  it('is refused with its fault, and the next one is restored', async () => {
    const damaged: Found = { account: 'main', slot: 'x', capturedAt: 'y', fault: 'its text was damaged' };

    expect(await replay([damaged, found(snapshot)])).toMatchObject([
      {
        account: 'main',
        slot: 'x',
        capturedAt: 'y',
        result: { kind: 'refused', reason: 'its text was damaged' },
      },
      { result: { kind: 'restored' } },
    ]);
  });

  it('is refused with the error of DynamoDB, and the next one is restored', async () => {
    const tooLarge = capturedRow({ slot: '2026-11-22T05:00:00Z', raw: { spot: new Uint8Array(410 * 1024) } });

    expect(await replay([found(tooLarge), found(snapshot)])).toMatchObject([
      {
        result: {
          kind: 'refused',
          reason: 'DynamoDB refused it: Item size has exceeded the maximum allowed size',
        },
      },
      { result: { kind: 'restored' } },
    ]);
  });

  it('ends the replay if the table does not exist', async () => {
    await expect(replay([found(snapshot)], { into: 'nowhere' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('ends the replay if writing is not permitted', async () => {
    dynamodb.stub('PutItem', { before: dynamoDbError('AccessDeniedException') });

    await expect(replay([found(snapshot)])).rejects.toThrow(
      'These AWS credentials lack the permission dynamodb:PutItem',
    );
  });
});
