/** Feeds fuzzed answers to a run and compares the row it writes with a second parser's result. */
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { createExchange } from '../../functions/bingx/exchange';
import { createRedaction } from '../../functions/bingx/redaction';
import { unmarshallRow } from '../../functions/history/marshall';
import type { FailedRow } from '../../functions/history/row';
import { createHistory } from '../../functions/history/write';
import { takeSnapshot } from '../../functions/snapshot/take-snapshot';
import { serverTimeBody } from '../../infra/local/fake-bingx/responses';
import { createEngine } from '../invariants/engine';
import { wiredTo } from '../invariants/wire';
import { equalAmounts, parseWallet, type WalletAmounts } from '../support/wallet-oracle';
import { answer } from './answers';

const NOW = Date.parse('2026-11-22T06:00:01.000Z');
const CREDENTIALS = { apiKey: 'fuzzed-api-key', secretKey: 'fuzzed-secret-key' };

/** How many answers were fed, and how their runs ended. */
export type Fuzzed = {
  answers: number;
  captured: number;
  failed: number;
  /** Captured with at least one asset. */
  holding: number;
  /** The longest run: ms. */
  slowestMs: number;
};

/**
 * Throws fast-check's report of the smallest answer that breaks a rule: a captured row equals the second parser's result; an
 * answer that it accepts is captured, one that it rejects is not; and no run throws.
 */
export async function fuzzAnswers(
  settings: { runs: number; seed?: number },
  onAnswer: () => void = () => undefined,
): Promise<Fuzzed> {
  const table = await createTable();
  const counts: Fuzzed = { answers: 0, captured: 0, failed: 0, holding: 0, slowestMs: 0 };

  const property = fc.asyncProperty(answer, async (body) => {
    const account = `a${counts.answers++}`;
    onAnswer();
    const began = performance.now();
    const { outcome, failure } = await take(account, body, table);
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - began);
    const held = parseWallet('spot', body);
    if (outcome.outcome === 'captured') {
      counts.captured++;
      if (held && held.size > 0) counts.holding++;
      await expectExact(account, body, held, table);
      return;
    }
    counts.failed++;
    if (outcome.outcome !== 'failed' || !failure)
      throw new Error(`the run ended as ${JSON.stringify(outcome)}`);
    if (failure.failure.message.length > 400) throw new Error('the message of the failure quotes the answer');
    if (held) throw new Error(`a readable answer failed: ${JSON.stringify(outcome)}`);
  });
  await fc.assert(property, { numRuns: settings.runs, seed: settings.seed });
  return counts;
}

type Table = Awaited<ReturnType<typeof createTable>>;

async function createTable() {
  const { tableName, answer } = await createEngine();
  const client = new DynamoDBClient(wiredTo(answer));
  return { tableName, client, history: createHistory(client, tableName) };
}

async function take(account: string, body: Buffer, { history }: Table) {
  let failure: FailedRow | undefined;
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const outcome = await takeSnapshot(
    {
      account,
      secretId: 'secret',
      slot: '2026-11-22T06:00:00Z',
      timezone: 'UTC',
      maxLatenessSeconds: 1800,
      wallets: ['spot'],
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
        send: async ({ target }) => ({
          kind: 'answer',
          status: 200,
          headers: {},
          body: target.includes('server/time') ? Buffer.from(serverTimeBody(NOW)) : body,
          sentAt: NOW,
          answeredAt: NOW,
        }),
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

async function expectExact(
  account: string,
  body: Buffer,
  held: WalletAmounts | undefined,
  { client, tableName }: Table,
) {
  const Key = { account: { S: account }, slot: { S: '2026-11-22T06:00:00Z' } };
  const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
  const row = unmarshallRow(item ?? {});
  if (row.status !== 'captured') throw new Error('there is no captured row');
  if (!gunzipSync(row.raw.spot ?? '').equals(body))
    throw new Error('the row has other raw bytes than were sent');
  if (!equalAmounts(row.balances.spot ?? {}, held)) {
    throw new Error(`captured ${JSON.stringify(row.balances)} from another answer`);
  }
}
