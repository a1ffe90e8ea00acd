/** Reads the states of slots from the history table: single slots in batches, the newest rows, the last captured one. */
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type BatchResponse, batchGet, MAX_BATCH_KEYS, type SlotKey } from '../history/batch-get';
import { mapConcurrent } from '../history/concurrency';
import type { JsonItem } from '../history/projection';
import { KEY } from '../history/table';
import { isPossibleSlot, MIN_SLOT, slotTime, toSlot } from '../schedule/slot';
import { type RowReader, slotKey } from './rows';
import { type SlotState, STATE_ATTRIBUTES, stateOf } from './state';

const MAX_CONCURRENT_BATCHES = 8;

const ATTRIBUTES = [KEY.partition, ...STATE_ATTRIBUTES];
const NAMES = Object.fromEntries(ATTRIBUTES.map((name) => [`#${name}`, name]));
const PROJECTION = Object.keys(NAMES).join(', ');

/** Reads are eventually consistent: a slot is judged minutes after its row was written. */
export function createRowReader(
  client: DynamoDBClient,
  tableName: string,
  wait?: (ms: number) => Promise<unknown>,
): RowReader {
  const readBatch = (slots: readonly SlotKey[]) =>
    batchGet(
      tableName,
      slots,
      { ProjectionExpression: PROJECTION, ExpressionAttributeNames: NAMES },
      async (RequestItems) => (await client.send(new BatchGetItemCommand({ RequestItems }))) as BatchResponse,
      wait,
    );

  /** Rows with a possible slot before or at `until`, newest first. */
  async function* rowsDown(
    account: string,
    until: string,
    limit: number,
    filter?: Pick<QueryCommandInput, 'FilterExpression'>,
  ) {
    if (until < MIN_SLOT) return;
    const pages = paginateQuery(
      { client, pageSize: limit },
      {
        TableName: tableName,
        KeyConditionExpression: '#account = :account AND #slot BETWEEN :from AND :until',
        ProjectionExpression: PROJECTION,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: {
          ':account': { S: account },
          ':from': { S: MIN_SLOT },
          ':until': { S: until },
          ...(filter && { ':captured': { S: 'captured' } }),
        },
        ScanIndexForward: false,
        ...filter,
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items as JsonItem[]) {
        const slot = item.slot?.S ?? '';
        if (isPossibleSlot(slot)) yield { slot, state: stateOf(item) };
      }
    }
  }

  return {
    async states(slots) {
      const batches = Array.from({ length: Math.ceil(slots.length / MAX_BATCH_KEYS) }, (_, i) =>
        slots.slice(i * MAX_BATCH_KEYS, (i + 1) * MAX_BATCH_KEYS),
      );
      const states = new Map<string, SlotState>();
      for await (const items of mapConcurrent(
        batches.map((batch) => () => readBatch(batch)),
        MAX_CONCURRENT_BATCHES,
      )) {
        for (const item of items)
          states.set(slotKey({ account: item.account?.S ?? '', slot: item.slot?.S ?? '' }), stateOf(item));
      }
      return states;
    },
    async newest(account, until, limit) {
      const rows: { slot: string; state: SlotState }[] = [];
      for await (const row of rowsDown(account, until, limit)) {
        rows.unshift(row);
        if (rows.length === limit) break;
      }
      return rows;
    },
    async lastCaptured(account, before) {
      const until = toSlot(slotTime(before) - 1000);
      const captured = { FilterExpression: '#status = :captured' };
      for await (const { slot, state } of rowsDown(account, until, ROWS_PER_SEARCH, captured)) {
        if (state.kind === 'captured') return { slot, wallets: state.wallets };
      }
      return undefined;
    },
  };
}

/** Rows of a page in the search for a captured one: after an outage, many failed rows are passed. */
const ROWS_PER_SEARCH = 100;
