/** Feeds changed answers to the job and holds what it writes against a second reading of the same bytes. */
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
import { type Held, isExactly, whatIsHeld } from '../support/oracle';
import { answer } from './answers';

const NOW = Date.parse('2026-11-22T06:00:01.000Z');
const CREDENTIALS = { apiKey: 'fuzzed-api-key', secretKey: 'fuzzed-secret-key' };

/** How many answers were fed, and what became of them. */
export type Fuzzed = {
  answers: number;
  captured: number;
  failed: number;
  /** Captured, with an amount or an asset to get wrong. */
  holding: number;
  /** The longest that any answer took to be dealt with: ms. */
  slowestMs: number;
};

/**
 * Throws fast-check's report of the smallest answer that breaks a rule: a captured row says what the second reading says,
 * an answer that nobody can read makes no captured row, an unchanged one does, and nothing is ever thrown.
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
    const held = whatIsHeld(body);
    if (outcome.outcome === 'captured') {
      counts.captured++;
      if (held && held.size > 0) counts.holding++;
      await expectExact(account, body, held, table);
      return;
    }
    counts.failed++;
    if (outcome.outcome !== 'failed' || !failure)
      throw new Error(`the run ended as ${JSON.stringify(outcome)}`);
    if (failure.failure.message.length > 400)
      throw new Error('the failure carries the answer in its message');
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
  held: Held | undefined,
  { client, tableName }: Table,
) {
  const Key = { account: { S: account }, slot: { S: '2026-11-22T06:00:00Z' } };
  const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
  const row = unmarshallRow(item ?? {});
  if (row.status !== 'captured') throw new Error('there is no captured row');
  if (!gunzipSync(row.raw.spot ?? '').equals(body))
    throw new Error('the row keeps other bytes than were sent');
  if (!isExactly(row.balances.spot, held)) {
    throw new Error(`captured ${JSON.stringify(row.balances)} from an answer that does not say so`);
  }
}
