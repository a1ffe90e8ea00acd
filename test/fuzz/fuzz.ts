/** Feeds fuzzed answers to a run and compares the row it writes with a second parser's result. */
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createExchange } from '../../functions/bingx/exchange';
import { createRedaction } from '../../functions/bingx/redaction';
import { unmarshallRow } from '../../functions/history/marshall';
import { type CapturedRow, type FailedRow, WALLET_IDS } from '../../functions/history/row';
import { createHistory } from '../../functions/history/write';
import type { Outcome } from '../../functions/snapshot/outcome';
import { takeSnapshot } from '../../functions/snapshot/take-snapshot';
import { ERRORS, errorBody, serverTimeBody } from '../../infra/local/fake-bingx/responses';
import { createEngine } from '../invariants/engine';
import { type EndpointId, endpointOf } from '../invariants/exchange';
import { OPTIONAL_ENDPOINTS } from '../invariants/troubles';
import { wiredTo } from '../invariants/wire';
import fc from '../support/fast-check';
import { equalAmounts, equalFigures, parseTotals, parseWallet, priceAll } from '../support/wallet-oracle';
import { answerOf, type FuzzedEndpoint, SMALL_TICKER } from './answers';
import { checkDirect, type DirectEndpoint } from './direct';

const NOW = Date.parse('2026-11-22T06:00:01.000Z');
const SLOT = '2026-11-22T06:00:00Z';
const CREDENTIALS = { apiKey: 'fuzzed-api-key', secretKey: 'fuzzed-secret-key' };

/** The answers of the endpoints that are not fuzzed; of the wallets, only the fuzzed one is read beside spot. */
const ANSWERS: Record<EndpointId, string> = {
  time: serverTimeBody(NOW),
  balance: '{"code":0,"msg":"","data":{"balances":[{"asset":"BTC","free":"1.5","locked":"0"}]}}',
  fund: '',
  USDTMPerp: '',
  coinMPerp: '',
  stdFutures: '',
  allAccountBalance: '{"code":0,"data":[]}',
  ticker: errorBody(ERRORS.permissionDenied, NOW),
};

/** How many answers were fed, and how their runs ended. */
export type Fuzzed = {
  answers: number;
  /** The answer is in the row, or what it says of clock and permissions was read. */
  captured: number;
  /** The run failed, or the row says that the answer could not be read. */
  failed: number;
  /** Captured with at least one asset, total or price. */
  holding: number;
  /** The longest run: ms. */
  slowestMs: number;
};

const endpoints: fc.Arbitrary<FuzzedEndpoint | DirectEndpoint> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<FuzzedEndpoint>('balance') },
  { weight: 10, arbitrary: fc.constantFrom(...OPTIONAL_ENDPOINTS.filter((id) => id !== 'ticker')) },
  { weight: 1, arbitrary: fc.constant<FuzzedEndpoint>('ticker') },
  { weight: 2, arbitrary: fc.constantFrom<DirectEndpoint>('time', 'apiPermissions') },
);
const fuzzedAnswer = endpoints.chain((endpoint) =>
  fc.record({ endpoint: fc.constant(endpoint), body: answerOf(endpoint) }),
);

/**
 * Throws fast-check's report of the smallest answer that breaks a rule: what the second parser accepts is in the row, exactly;
 * what it rejects is a failure of the spot wallet, or an error of the optional endpoint alone; and no run throws.
 */
export async function fuzzAnswers(
  settings: { runs: number; seed?: number },
  onAnswer: () => void = () => undefined,
): Promise<Fuzzed> {
  const table = await createTable();
  const counts: Fuzzed = { answers: 0, captured: 0, failed: 0, holding: 0, slowestMs: 0 };

  const property = fc.asyncProperty(fuzzedAnswer, async ({ endpoint, body }) => {
    const account = `a${counts.answers++}`;
    onAnswer();
    const began = performance.now();
    const timed = () => {
      counts.slowestMs = Math.max(counts.slowestMs, performance.now() - began);
    };
    const size = isDirect(endpoint)
      ? await checkDirect(endpoint, body, NOW).finally(timed)
      : await checkRun(account, endpoint, body, table, timed);
    if (size === undefined) counts.failed++;
    else counts.captured++;
    if (size) counts.holding++;
  });
  await fc.assert(property, { numRuns: settings.runs, seed: settings.seed });
  return counts;
}

const isDirect = (endpoint: FuzzedEndpoint | DirectEndpoint): endpoint is DirectEndpoint =>
  endpoint === 'time' || endpoint === 'apiPermissions';

/** The size of what the run captured of the fuzzed answer; undefined where it could not be read. */
async function checkRun(
  account: string,
  endpoint: FuzzedEndpoint,
  body: Buffer,
  table: Table,
  onEnd: () => void,
): Promise<number | undefined> {
  const { outcome, failure } = await take(account, endpoint, body, table);
  onEnd();
  const row = outcome.outcome === 'captured' ? await readRow(account, table) : undefined;
  return endpoint === 'balance' ? checkSpot(body, row, outcome, failure) : checkOptional(endpoint, body, row);
}

type Table = Awaited<ReturnType<typeof createTable>>;

async function createTable() {
  const { tableName, answer } = await createEngine();
  const client = new DynamoDBClient(wiredTo(answer));
  return { tableName, client, history: createHistory(client, tableName) };
}

async function take(account: string, endpoint: FuzzedEndpoint, body: Buffer, { history }: Table) {
  let failure: FailedRow | undefined;
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const outcome = await takeSnapshot(
    {
      account,
      secretId: 'secret',
      slot: SLOT,
      timezone: 'UTC',
      maxLatenessSeconds: 1800,
      wallets: WALLET_IDS.filter((id) => id === 'spot' || id === endpoint),
    },
    {
      clock: () => NOW,
      deadline: NOW + 45_000,
      getCredentials: async () => CREDENTIALS,
      exchange: createExchange({
        baseUrl: 'http://fuzzed',
        clock: () => NOW,
        sleep: async () => undefined,
        random: () => 0,
        send: async (request) => {
          const id = endpointOf(request);
          return {
            kind: 'answer',
            status: 200,
            headers: {},
            body: id === endpoint ? body : Buffer.from(ANSWERS[id]),
            sentAt: NOW,
            answeredAt: NOW,
          };
        },
      }),
      history: {
        async record(row) {
          if (row.status === 'captured') return history.record(row);
          failure = row;
          return 'written';
        },
      },
      log: quiet,
      redaction: () => createRedaction(Object.values(CREDENTIALS)),
    },
  );
  return { outcome, failure };
}

async function readRow(account: string, { client, tableName }: Table): Promise<CapturedRow> {
  const Key = { account: { S: account }, slot: { S: SLOT } };
  const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
  const row = unmarshallRow(item ?? {});
  if (row.status !== 'captured') throw new Error('there is no captured row');
  return row;
}

/** The number of assets; undefined where the run failed. */
function checkSpot(
  body: Buffer,
  row: CapturedRow | undefined,
  outcome: Outcome,
  failure: FailedRow | undefined,
): number | undefined {
  const held = parseWallet('spot', body);
  if (row) {
    if (!gunzipSync(row.raw.spot ?? '').equals(body))
      throw new Error('the row has other raw bytes than were sent');
    if (!equalAmounts(row.balances.spot ?? {}, held)) {
      throw new Error(`captured ${JSON.stringify(row.balances)} from another answer`);
    }
    return held?.size;
  }
  if (outcome.outcome !== 'failed' || !failure)
    throw new Error(`the run ended as ${JSON.stringify(outcome)}`);
  if (failure.failure.message.length > 400) throw new Error('the message of the failure quotes the answer');
  if (held) throw new Error(`a readable answer failed: ${JSON.stringify(outcome)}`);
  return undefined;
}

/** The number of figures; undefined where the row has an error in their place. */
function checkOptional(
  endpoint: Exclude<FuzzedEndpoint, 'balance'>,
  body: Buffer,
  row: CapturedRow | undefined,
): number | undefined {
  if (row?.balances.spot?.BTC?.free !== '1.5')
    throw new Error('the spot wallet was not captured as it was sent');
  const error = row.walletErrors?.[endpoint];
  const { isEqual, size } = expectedOf(endpoint, body, row);
  if (error && size !== undefined)
    throw new Error(`a readable answer has the error ${JSON.stringify(error)}`);
  if (!error && !isEqual) {
    const { balances, exchangeTotals, prices } = row;
    throw new Error(`captured ${JSON.stringify({ balances, exchangeTotals, prices })} from another answer`);
  }
  return error ? undefined : size;
}

/** What is held where the ticker is fuzzed. */
const PRICED = ['BTC'];

/**
 * The small ticker with the one row of BTC in `body`: the client parses single rows of the ticker, so that a row may be used
 * although another one is invalid. Undefined where `body` has no such row, or more than one.
 */
function withRowOf(body: Buffer): Buffer | undefined {
  const row = /\{[^{}]*"symbol"\s*:\s*"BTC-USDT"[^{}]*\}/g;
  const [found, ...others] = body.toString().match(row) ?? [];
  return found && others.length === 0 ? Buffer.from(SMALL_TICKER.replace(row, () => found)) : undefined;
}

/** The second parser's result, and whether the row has it; no size where the answer cannot be read. */
function expectedOf(
  endpoint: Exclude<FuzzedEndpoint, 'balance'>,
  body: Buffer,
  { balances, exchangeTotals = {}, prices = {} }: CapturedRow,
): { isEqual: boolean; size: number | undefined } {
  if (endpoint === 'ticker') {
    const expected = priceAll(body, PRICED);
    if (expected.has('BTC')) return { isEqual: equalFigures(prices, expected), size: 1 };
    return { isEqual: equalFigures(prices, priceAll(withRowOf(body), PRICED)), size: undefined };
  }
  if (endpoint === 'allAccountBalance') {
    const totals = parseTotals(body);
    return { isEqual: equalFigures(exchangeTotals, totals), size: totals?.size };
  }
  const held = parseWallet(endpoint, body);
  return { isEqual: equalAmounts(balances[endpoint] ?? {}, held), size: held?.size };
}
