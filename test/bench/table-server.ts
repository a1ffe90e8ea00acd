/**
 * A table of hourly rows generated on reading: the part of DynamoDB's API that readers of the history use, with pages of
 * 1 MB, fast enough that only the reader is measured. As a process, prints its URL and exits at the end of standard input.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody } from '../../infra/local/emulators/listen';
import { balanceBody } from '../../infra/local/fake-bingx/responses';
import {
  coinPerpetualBody,
  fundBody,
  standardFuturesBody,
  totalsBody,
  usdtPerpetualBody,
} from '../../infra/local/fake-bingx/wallets';
import { heldAssets, rowsOf, toItem } from './contenders/item';
import { otherWallets, wallet } from './wallet';

/** `assets`: held in spot; the other wallets hold a few each. */
export type TableOptions = { rows: number; assets: number; roundTripMs: number };
export type Json = { [key: string]: Json | string };
type Projection = {
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
};
type Query = Projection & {
  KeyConditionExpression?: string;
  ExpressionAttributeValues?: Record<string, { S: string }>;
  ExclusiveStartKey?: { slot: { S: string } };
  ScanIndexForward?: boolean;
  Limit?: number;
};
type BatchGet = { RequestItems: Record<string, Projection & { Keys: { slot: { S: string } }[] }> };

export const FIRST_SLOT = Date.parse('2021-01-01T00:00:00Z');
const HOUR = 3_600_000;
const PAGE_BYTES = 1024 * 1024;
/** Number of different rows, by their amounts: enough that nothing can be cached. */
const KINDS = 16;
const SLOT = '@slot@';
const UID = '11852936';

const slotOf = (index: number) => `${new Date(FIRST_SLOT + index * HOUR).toISOString().slice(0, 19)}Z`;

/** A row as the function writes it, of the account that the snapshots of the benchmark read. */
function row(kind: number, assets: number): Json {
  const answers = {
    spot: balanceBody(wallet(assets).map((row) => ({ ...row, free: multiply(row.free, kind + 1) }))),
    fund: fundBody(otherWallets.fund, 0),
    USDTMPerp: usdtPerpetualBody(otherWallets.USDTMPerp, UID),
    coinMPerp: coinPerpetualBody(otherWallets.coinMPerp, UID, 0),
    stdFutures: standardFuturesBody(otherWallets.stdFutures, 0),
    allAccountBalance: totalsBody(otherWallets.totals, 0),
  };
  const read = rowsOf(answers);
  const prices = [...heldAssets(read.wallets)].map((asset, i) => [asset, `${(i + 1) * 17}.${kind + 1}25`]);
  const item = toItem(
    { account: 'main', slot: SLOT, secretId: '', schedule: 'cron(0 * * * ? *)' },
    {
      ...read,
      answers,
      prices: { ...Object.fromEntries(prices), USDT: '1' },
      capturedAt: 0,
      pricedAt: 0,
      clockSkewMs: 12,
    },
    (bytes) => bytes.toString('base64'),
  );
  return { ...item, capturedAt: { S: SLOT }, pricedAt: { S: SLOT } };
}

/** Multiplies the integer part only: the digits after the point stay. */
const multiply = (amount: string, by: number) =>
  amount.replace(/^\d+/, (integer) => String(Number(integer) * by)).replace(/(\.\d*?)0+$/, '$1');

/** A row's JSON with the requested attributes, split at its slots. */
function projected(item: Json, query: Projection): string[] {
  const paths = query.ProjectionExpression?.split(', ').map((path) =>
    path.split('.').map((name) => query.ExpressionAttributeNames?.[name] ?? name),
  );
  if (!paths) return JSON.stringify(item).split(SLOT);
  const kept: Json = {};
  for (const path of paths) copy(item, kept, path);
  return JSON.stringify(kept).split(SLOT);
}

function copy(from: Json, to: Json, [name = '', ...rest]: string[]) {
  const value = from[name] as Json | undefined;
  if (!value) return;
  if (rest.length === 0) {
    to[name] = value;
    return;
  }
  to[name] ??= { M: {} };
  copy(value.M as Json, (to[name] as Json).M as Json, rest);
}

function createAnswer({ rows, assets }: TableOptions) {
  const items = Array.from({ length: KINDS }, (_, kind) => row(kind, assets));
  // DynamoDB limits a page by its size before the projection; base64 does not count.
  const rowBytes = dynamoBytes(items[0] ?? {});
  const rowsPerPage = Math.max(1, Math.floor(PAGE_BYTES / rowBytes));
  const known = new Map<string, string[][]>();

  function bounds({ KeyConditionExpression = '', ExpressionAttributeValues: values = {} }: Query) {
    const index = (name: string, round: (n: number) => number) => {
      const time = Date.parse(values[name]?.S ?? '');
      return Number.isNaN(time) ? 0 : round((time - FIRST_SLOT) / HOUR);
    };
    const [, operator = ''] = /#slot (<=|>=|<|>|BETWEEN)/.exec(KeyConditionExpression) ?? [];
    const ranges: Record<string, () => [number, number]> = {
      BETWEEN: () => [index(':from', Math.ceil), index(':to', Math.floor)],
      '<': () => [0, index(':slot', Math.ceil) - 1],
      '<=': () => [0, index(':slot', Math.floor)],
      '>': () => [values[':slot']?.S === '0' ? 0 : index(':slot', Math.floor) + 1, rows - 1],
      '>=': () => [index(':slot', Math.ceil), rows - 1],
    };
    const [low, high] = ranges[operator]?.() ?? [0, rows - 1];
    return { low: Math.max(0, low), high: Math.min(rows - 1, high) };
  }

  /** A row's JSON by its index. */
  function rowTexts(projection: Projection): (index: number) => string {
    const key = projection.ProjectionExpression + JSON.stringify(projection.ExpressionAttributeNames);
    const texts = known.get(key) ?? items.map((item) => projected(item, projection));
    known.set(key, texts);
    return (index) => texts[index % KINDS]?.join(slotOf(index)) ?? '';
  }

  const answerBatch = ({ RequestItems }: BatchGet): string => {
    const responses = Object.entries(RequestItems).map(([table, { Keys, ...projection }]) => {
      const textOf = rowTexts(projection);
      const found = Keys.map(({ slot }) => (Date.parse(slot.S) - FIRST_SLOT) / HOUR);
      return `${JSON.stringify(table)}:[${found.map(textOf).join(',')}]`;
    });
    return `{"Responses":{${responses.join(',')}},"UnprocessedKeys":{}}`;
  };

  const answer = (query: Query): string => {
    const textOf = rowTexts(query);
    const { low, high } = bounds(query);
    const step = query.ScanIndexForward === false ? -1 : 1;
    const after = query.ExclusiveStartKey && (Date.parse(query.ExclusiveStartKey.slot.S) - FIRST_SLOT) / HOUR;
    const first = after === undefined ? (step > 0 ? low : high) : after + step;
    const left = step > 0 ? high - first + 1 : first - low + 1;
    const count = Math.max(0, Math.min(left, rowsPerPage, query.Limit ?? rowsPerPage));
    const page = Array.from({ length: count }, (_, i) => textOf(first + i * step));
    const last = first + (count - 1) * step;
    const more = count < left && {
      LastEvaluatedKey: { account: { S: 'main' }, slot: { S: slotOf(last) } },
    };
    const rest = JSON.stringify({ Count: count, ScannedCount: count, ...more }).slice(1);
    return `{"Items":[${page.join(',')}],${rest}`;
  };
  return { answer, answerBatch, rowsPerPage };
}

/** The size of an item, approximately by DynamoDB's rules: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function dynamoBytes(item: Json): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + name.length + valueBytes(value as Json),
    0,
  );
}

function valueBytes(value: Json): number {
  if (typeof value.S === 'string') return Buffer.byteLength(value.S);
  if (typeof value.N === 'string') return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (typeof value.B === 'string') return Buffer.byteLength(value.B, 'base64');
  const entries = Object.entries((value.M ?? {}) as Json);
  return entries.reduce((sum, [name, inner]) => sum + name.length + 1 + valueBytes(inner as Json), 3);
}

/** Serves until standard input ends. */
function serve(options: TableOptions) {
  const { answer, answerBatch, rowsPerPage } = createAnswer(options);
  /** Of one account. */
  const scan = ({ ExclusiveStartKey }: Query) =>
    JSON.stringify({ Items: ExclusiveStartKey ? [] : [{ account: { S: 'main' } }] });
  const server = createServer(async (request, response) => {
    const input = JSON.parse(String(await readBody(request)));
    const [, operation] = String(request.headers['x-amz-target']).split('.');
    const answers = { Scan: scan, BatchGetItem: answerBatch }[operation ?? ''] ?? answer;
    const body = answers(input);
    if (options.roundTripMs) await wait(options.roundTripMs);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(body);
  });
  server.listen(0, '127.0.0.1', () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    console.log(JSON.stringify({ url, rowsPerPage }));
  });
  process.stdin.resume().on('end', () => process.exit());
}

if (require.main === module) serve(JSON.parse(process.argv[2] ?? '{}') as TableOptions);
