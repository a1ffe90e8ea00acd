/** Reads the history: ranges of slots, the rows around a moment, and which accounts there are. */
import {
  type DynamoDBClient,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { query } from './query';
import {
  type BalanceRow,
  type CapturedBalanceRow,
  type JsonItem,
  projection,
  type StatusRow,
  seenItem,
  type Wanted,
} from './seen';
import { type FetchPage, readInSegments } from './segments';
import { KEY } from './table';

export type HistoryTable = { client: DynamoDBClient; tableName: string; signal?: AbortSignal };

/** Slots from one moment to another, both inclusive: epoch ms, whole seconds. */
export type Range = { from: number; to: number };

/** Every row of the range with its amounts, in order, page by page. With `assets`, only those assets' amounts. */
export const readBalances = (
  table: HistoryTable,
  account: string,
  range: Range,
  assets?: readonly string[],
): AsyncGenerator<BalanceRow[]> =>
  readInSegments(pages(table, account, assets ? { assets } : 'balances'), range.from, range.to);

/** How every slot of the range ended, in order, page by page. Amounts are not asked for. */
export const readStatuses = (
  table: HistoryTable,
  account: string,
  range: Range,
): AsyncGenerator<StatusRow[]> => readInSegments(pages(table, account, 'status'), range.from, range.to);

/** The last row before a slot, or the first one after it; undefined where there is none. */
export async function neighbour(
  table: HistoryTable,
  account: string,
  side: 'before' | 'after',
  slot: string,
): Promise<StatusRow | undefined> {
  const input = rowsWhere(table, 'status', `#slot ${side === 'before' ? '<' : '>'} :slot`, {
    ':account': account,
    ':slot': slot,
  });
  const answer = await query(
    table.client,
    { ...input, ScanIndexForward: side === 'after', Limit: 1 },
    table.signal,
  );
  return answer.open().Items.map(seenItem)[0];
}

/** The first row of the account; undefined where it has none. */
export const firstRow = (table: HistoryTable, account: string): Promise<StatusRow | undefined> =>
  neighbour(table, account, 'after', '0');

/** The last captured row at or before a slot, with its amounts; undefined where there is none. */
export async function lastCaptured(
  table: HistoryTable,
  account: string,
  slot: string,
  assets?: readonly string[],
): Promise<CapturedBalanceRow | undefined> {
  const input = rowsWhere(table, assets ? { assets } : 'balances', '#slot <= :slot', {
    ':account': account,
    ':slot': slot,
    ':captured': 'captured',
  });
  // It is nearly always the first; behind a long outage, whole pages of failed rows are passed over.
  let limit: number | undefined = 4;
  for (let start: JsonItem | undefined; ; limit = undefined) {
    const answer = await query(
      table.client,
      {
        ...input,
        FilterExpression: '#status = :captured',
        ScanIndexForward: false,
        Limit: limit,
        ExclusiveStartKey: start as QueryCommandInput['ExclusiveStartKey'],
      },
      table.signal,
    );
    const { Items, LastEvaluatedKey } = answer.open();
    const row = Items[0] && seenItem(Items[0]);
    if (row?.status === 'captured') return row;
    if (!LastEvaluatedKey) return undefined;
    start = LastEvaluatedKey;
  }
}

/**
 * Every account of the history, in the table's order. The table has no list of them: a scan is sent past each account's
 * last possible slot as soon as its name is known, so the cost is one request for each account, however long its history.
 */
export async function* accounts(table: HistoryTable): AsyncGenerator<string> {
  for (let start: ScanCommandInput['ExclusiveStartKey']; ; ) {
    const next = new ScanCommand({
      TableName: table.tableName,
      ProjectionExpression: '#account',
      ExpressionAttributeNames: { '#account': KEY.partition },
      ExclusiveStartKey: start,
      Limit: 1,
    });
    const { Items } = await table.client.send(next, { abortSignal: table.signal });
    const account: string | undefined = Items?.[0]?.[KEY.partition]?.S;
    if (account === undefined) return;
    yield account;
    start = { [KEY.partition]: { S: account }, [KEY.sort]: { S: AFTER_EVERY_SLOT } };
  }
}

/** Sorts behind every slot, whatever its year. */
const AFTER_EVERY_SLOT = '~';

function pages(table: HistoryTable, account: string, wanted: Wanted): FetchPage<BalanceRow> {
  return async (from, to) => {
    const input = rowsWhere(table, wanted, '#slot BETWEEN :from AND :to', {
      ':account': account,
      ':from': from,
      ':to': to,
    });
    const answer = await query(table.client, input, table.signal);
    return {
      open() {
        const { Items, LastEvaluatedKey } = answer.open();
        return { rows: Items.map(seenItem), cutAfter: LastEvaluatedKey?.[KEY.sort]?.S };
      },
    };
  };
}

/** A query for rows of an account; `values` has `:account` and what else `condition` names, all of them texts. */
function rowsWhere(
  table: HistoryTable,
  wanted: Wanted,
  condition: string,
  values: Record<string, string>,
): QueryCommandInput {
  const { expression, names } = projection(wanted);
  return {
    TableName: table.tableName,
    ProjectionExpression: expression,
    KeyConditionExpression: `#account = :account AND ${condition}`,
    ExpressionAttributeNames: { ...names, '#account': KEY.partition },
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, text]) => [name, { S: text }]),
    ),
  };
}
