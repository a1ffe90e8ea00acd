/** Reads the history: ranges of slots, the rows around a moment, and which accounts there are. */
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
  HAS_WALLETS,
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
  /** Called with each row that a search for a single row passed over, because its slot or its content cannot be read. */
  passedOver?(row: StatusRow): void;
};

/** Slots from one moment to another, both inclusive: epoch ms, whole seconds. */
export type Range = { from: number; to: number };

/**
 * Every row of the range with its amounts, in order, page by page. With `assets`, only those assets' amounts. A slot is
 * what the key says, which between two slots may be a text that is no time.
 */
export const readBalances = (
  table: HistoryTable,
  account: string,
  range: Range,
  assets?: readonly string[],
): AsyncGenerator<BalanceRow[]> =>
  queryInParallel(pages(table, account, assets ? { assets } : 'balances'), range.from, range.to);

/** How every slot of the range ended, in order, page by page, as `readBalances` has them. Amounts are not asked for. */
export const readStatuses = (
  table: HistoryTable,
  account: string,
  range: Range,
): AsyncGenerator<StatusRow[]> => queryInParallel(pages(table, account, 'status'), range.from, range.to);

/** The last row before a slot, or the first one after it, down from or up to `bound`; undefined where there is none. */
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
    { from, to, wanted: 'status', forward: direction === 'after', limit: 1 },
    possible,
  );
}

/** The first row of the account; undefined where it has none. */
export const firstRow = (table: HistoryTable, account: string): Promise<StatusRow | undefined> =>
  findRow(
    table,
    account,
    { from: '0', to: AFTER_EVERY_SLOT, wanted: 'status', forward: true, limit: 1 },
    possible,
  );

const possible = <R extends StatusRow>(row: R) => (isPossibleSlot(row.slot) ? row : undefined);

/** The last captured row at or before a slot, with its amounts; undefined where there is none. */
export function lastCapturedRow(
  table: HistoryTable,
  account: string,
  slot: string,
  assets?: readonly string[],
): Promise<CapturedBalanceRow | undefined> {
  const search: Search = {
    from: MIN_SLOT,
    to: slot,
    wanted: 'balances',
    forward: false,
    filter: { expression: '#status = :captured', values: { ':captured': 'captured' } },
    // It is nearly always the first; behind a long outage, whole pages of failed rows are passed over.
    limit: 4,
  };
  return findRow(table, account, search, (row) => {
    if (row.status !== 'captured' || !isPossibleSlot(row.slot)) return undefined;
    return assets ? onlyAssets(row, assets) : row;
  });
}

type Filter = { expression: string; names?: Record<string, string>; values: Record<string, string> };

/** Slots from one text to another, both inclusive, in the order in which they are looked at. */
type Search = {
  from: string;
  to: string;
  wanted: Projection;
  forward: boolean;
  filter?: Filter;
  /** Rows of the first page; where none of them is accepted, the pages after it are whole. */
  limit: number;
};

/** The first row that `accept` makes something of. A page may be empty and still have another one after it. */
async function findRow<R>(
  table: HistoryTable,
  account: string,
  { from, to, wanted, forward, filter, limit }: Search,
  accept: (row: BalanceRow) => R | undefined,
): Promise<R | undefined> {
  if (from > to) return undefined;
  const input = rowsBetween(table, account, wanted, { from, to, filter });
  for (let start: JsonItem | undefined, first = true; first || start; first = false) {
    const page = {
      ...input,
      ScanIndexForward: forward,
      Limit: first ? limit : undefined,
      ExclusiveStartKey: start as QueryCommandInput['ExclusiveStartKey'],
    };
    const { Items, LastEvaluatedKey } = (await query(table.client, page, table.signal)).open();
    for (const item of Items) {
      const row = parseItem(item, wanted);
      const accepted = accept(row);
      if (accepted !== undefined) return accepted;
      table.passedOver?.(row);
    }
    start = LastEvaluatedKey;
  }
  return undefined;
}

const onlyAssets = <R extends BalanceRow>(row: R, assets: readonly string[]): R => {
  if (row.status !== 'captured') return row;
  const balances = Object.entries(row.balances).map(([wallet, held]) => [
    wallet,
    Object.fromEntries(assets.flatMap((asset) => (held[asset] ? [[asset, held[asset]]] : []))),
  ]);
  return { ...row, balances: Object.fromEntries(balances) };
};

/**
 * Every account of the history, in the table's order. The table has no list of them: a scan is sent past each account's
 * last possible slot as soon as its name is known, so the cost is one request for each account, however long its history.
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
      // An empty page, or a row of the same account whose key is no slot and sorts behind all of them.
      if (!LastEvaluatedKey) return;
      start = LastEvaluatedKey;
    }
  }
}

/** Sorts behind every slot, whatever its year. */
const AFTER_EVERY_SLOT = '~';

const SECOND = 1000;

/** Pages of rows, in answers that hold all balances or only a part of them. */
function pages(table: HistoryTable, account: string, wanted: Projection): FetchPage<BalanceRow> {
  return async (from, to) => {
    const whole = () =>
      query(table.client, rowsBetween(table, account, 'balances', { from, to }), table.signal);
    const toPage = ({ Items, LastEvaluatedKey }: QueryResponse, read: (item: JsonItem) => BalanceRow) => ({
      rows: Items.map(read),
      lastEvaluatedSlot: LastEvaluatedKey?.[KEY.sort]?.S,
    });
    if (wanted === 'balances') {
      const answer = await whole();
      return { open: async () => toPage(answer.open(), (item) => parseItem(item, wanted)) };
    }
    const part = rowsBetween(table, account, wanted, { from, to, filter: HAS_WALLETS });
    const answer = await query(table.client, part, table.signal);
    return {
      async open() {
        const page = answer.open();
        if (page.Items.length === page.ScannedCount) return toPage(page, (item) => parseItem(item, wanted));
        // Some rows of this page lack a wallet: only the whole rows tell which, and that their balances are unknown.
        const rows = toPage((await whole()).open(), (item) => parseItem(item, 'balances'));
        return wanted === 'status'
          ? rows
          : { ...rows, rows: rows.rows.map((row) => onlyAssets(row, wanted.assets)) };
      },
    };
  };
}

/** A query for the rows of an account between two slots, both inclusive. */
function rowsBetween(
  table: HistoryTable,
  account: string,
  wanted: Projection,
  { from, to, filter }: { from: string; to: string; filter?: Filter },
): QueryCommandInput {
  const { expression, names } = projectionExpression(wanted);
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
