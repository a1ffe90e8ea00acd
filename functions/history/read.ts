/** Reads the history: ranges of slots, single rows around a slot, and the list of accounts. */
import {
  type DynamoDBClient,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { isPossibleSlot, MAX_SLOT, MIN_SLOT, slotTime, toSlot } from '../schedule/slot';
import { type FetchPage, queryInParallel } from './parallel-query';
import {
  type BalanceRow,
  type CapturedBalanceRow,
  HAS_REQUIRED_WALLET,
  type JsonItem,
  type Projection,
  parseItem,
  projectionExpression,
  type StatusRow,
} from './projection';
import { type QueryResponse, query } from './query';
import { KEY } from './table';

export type HistoryTable = {
  client: DynamoDBClient;
  tableName: string;
  signal?: AbortSignal;
  /** Called with each row that a search for a single row skips because its slot or content is invalid. */
  passedOver?(row: StatusRow): void;
};

/** Slots between two times, both inclusive: epoch ms, full seconds. */
export type Range = { from: number; to: number };

/**
 * Every row of the range with its amounts, in order, page by page. The slot of a row that was written by hand may be a text
 * that is not a time.
 */
export const readBalances = (
  table: HistoryTable,
  account: string,
  range: Range,
): AsyncGenerator<BalanceRow[]> => queryInParallel(pages(table, account, 'balances'), range.from, range.to);

/** The same rows as `readBalances`, without amounts. */
export const readStatuses = (
  table: HistoryTable,
  account: string,
  range: Range,
): AsyncGenerator<StatusRow[]> => queryInParallel(pages(table, account, 'status'), range.from, range.to);

/** The last row before a slot, or the first one after it, no further than `bound`; undefined if there is none. */
export function adjacentRow(
  table: HistoryTable,
  account: string,
  direction: 'before' | 'after',
  slot: string,
  bound = direction === 'before' ? MIN_SLOT : MAX_SLOT,
): Promise<StatusRow | undefined> {
  const [from, to] =
    direction === 'before'
      ? [bound, toSlot(slotTime(slot) - SECOND)]
      : [toSlot(slotTime(slot) + SECOND), bound];
  return findRow(
    table,
    account,
    { from, to, projection: 'status', forward: direction === 'after', limit: 1 },
    possible,
  );
}

/** The first row of the account; undefined if it has none. */
export const firstRow = (table: HistoryTable, account: string): Promise<StatusRow | undefined> =>
  findRow(
    table,
    account,
    { from: '0', to: AFTER_EVERY_SLOT, projection: 'status', forward: true, limit: 1 },
    possible,
  );

const possible = <R extends StatusRow>(row: R) => (isPossibleSlot(row.slot) ? row : undefined);

/** The last captured row at or before a slot, with its amounts, no further than `bound`; undefined if there is none. */
export const lastCapturedRow = (table: HistoryTable, account: string, slot: string, bound = MIN_SLOT) =>
  findCaptured(table, account, { from: bound, to: slot, forward: false });

/** The first captured row after a slot, no further than `bound`; undefined if there is none. */
export const nextCapturedRow = (
  table: HistoryTable,
  account: string,
  slot: string,
  bound: string,
): Promise<CapturedBalanceRow | undefined> =>
  findCaptured(table, account, { from: toSlot(slotTime(slot) + SECOND), to: bound, forward: true });

/** The last captured row between two slots, both inclusive, that names a wallet; undefined if there is none. */
export const lastRowWithWallet = (
  table: HistoryTable,
  account: string,
  { from, to }: { from: string; to: string },
  wallet: string,
): Promise<CapturedBalanceRow | undefined> => {
  const expression = `${CAPTURED.expression} AND attribute_exists(#balances.#wallet)`;
  const filter = { ...CAPTURED, expression, names: { '#balances': 'balances', '#wallet': wallet } };
  return findCaptured(table, account, { from, to, forward: false }, filter);
};

const CAPTURED: Filter = { expression: '#status = :captured', values: { ':captured': 'captured' } };

function findCaptured(
  table: HistoryTable,
  account: string,
  range: Pick<Search, 'from' | 'to' | 'forward'>,
  filter = CAPTURED,
): Promise<CapturedBalanceRow | undefined> {
  const search: Search = {
    ...range,
    projection: 'balances',
    filter,
    // Nearly always the first row is captured; after a long outage, full pages of failed rows are skipped.
    limit: 4,
  };
  return findRow(table, account, search, (row) =>
    row.status === 'captured' && isPossibleSlot(row.slot) ? row : undefined,
  );
}

type Filter = { expression: string; names?: Record<string, string>; values: Record<string, string> };

/** Slots between two keys, both inclusive, in the order of the search. */
type Search = {
  from: string;
  to: string;
  projection: Projection;
  forward: boolean;
  filter?: Filter;
  /** Rows of the first page; further pages have no limit. */
  limit: number;
};

/** The first result of `accept` that is not undefined. A page may be empty and still not be the last. */
async function findRow<R>(
  table: HistoryTable,
  account: string,
  { from, to, projection, forward, filter, limit }: Search,
  accept: (row: BalanceRow) => R | undefined,
): Promise<R | undefined> {
  if (from > to) return undefined;
  const input = rowsBetween(table, account, projection, { from, to, filter });
  for (let start: JsonItem | undefined, first = true; first || start; first = false) {
    const page = {
      ...input,
      ScanIndexForward: forward,
      Limit: first ? limit : undefined,
      ExclusiveStartKey: start as QueryCommandInput['ExclusiveStartKey'],
    };
    const { Items, LastEvaluatedKey } = (await query(table.client, page, table.signal)).parse();
    for (const item of Items) {
      const row = parseItem(item, projection);
      const accepted = accept(row);
      if (accepted !== undefined) return accepted;
      table.passedOver?.(row);
    }
    start = LastEvaluatedKey;
  }
  return undefined;
}

/**
 * Every account of the history, in the table's order. The table has no list of accounts: each scan starts after the last
 * possible slot of the account before, so each account costs one request, however long its history.
 */
export async function* listAccounts(table: HistoryTable): AsyncGenerator<string> {
  let last: string | undefined;
  for (let start: ScanCommandInput['ExclusiveStartKey']; ; ) {
    const next = new ScanCommand({
      TableName: table.tableName,
      ProjectionExpression: '#account',
      ExpressionAttributeNames: { '#account': KEY.partition },
      ExclusiveStartKey: start,
      Limit: 1,
    });
    const { Items, LastEvaluatedKey } = await table.client.send(next, { abortSignal: table.signal });
    const account: string | undefined = Items?.[0]?.[KEY.partition]?.S;
    if (account !== undefined && account !== last) {
      yield account;
      last = account;
      start = { [KEY.partition]: { S: account }, [KEY.sort]: { S: AFTER_EVERY_SLOT } };
    } else {
      // An empty page, or a row of the same account whose key is not a slot and sorts after all slots.
      if (!LastEvaluatedKey) return;
      start = LastEvaluatedKey;
    }
  }
}

/** Sorts after every slot of any year. */
const AFTER_EVERY_SLOT = '~';
const SECOND = 1000;

/** Fetches pages of rows with the balances of `projection`. */
function pages(table: HistoryTable, account: string, projection: Projection): FetchPage<BalanceRow> {
  return async (from, to) => {
    const full = () =>
      query(table.client, rowsBetween(table, account, 'balances', { from, to }), table.signal);
    const toPage = ({ Items, LastEvaluatedKey }: QueryResponse, read: (item: JsonItem) => BalanceRow) => ({
      rows: Items.map(read),
      lastEvaluatedSlot: LastEvaluatedKey?.[KEY.sort]?.S,
    });
    if (projection === 'balances') {
      const response = await full();
      return { parse: async () => toPage(response.parse(), (item) => parseItem(item, projection)) };
    }
    const part = rowsBetween(table, account, projection, { from, to, filter: HAS_REQUIRED_WALLET });
    const response = await query(table.client, part, table.signal);
    return {
      async parse() {
        const page = response.parse();
        if (page.Items.length === page.ScannedCount)
          return toPage(page, (item) => parseItem(item, projection));
        // Some rows of this page lack the wallet. The complete rows show which, and their balances are unknown.
        return toPage((await full()).parse(), (item) => parseItem(item, 'balances'));
      },
    };
  };
}

/** A query for the rows of an account between two slots, both inclusive. */
function rowsBetween(
  table: HistoryTable,
  account: string,
  projection: Projection,
  { from, to, filter }: { from: string; to: string; filter?: Filter },
): QueryCommandInput {
  const { expression, names } = projectionExpression(projection);
  const texts = { ':account': account, ':from': from, ':to': to, ...filter?.values };
  return {
    TableName: table.tableName,
    ProjectionExpression: expression,
    KeyConditionExpression: '#account = :account AND #slot BETWEEN :from AND :to',
    FilterExpression: filter?.expression,
    ExpressionAttributeNames: { ...names, ...filter?.names, '#account': KEY.partition },
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [name, { S: text }]),
    ),
  };
}
