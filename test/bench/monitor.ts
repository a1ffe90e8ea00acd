/** Measures one run of the monitor that judges a slot of every account: time, CPU, memory, reads. */
import { type AttributeValue, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshallRow } from '../../functions/history/marshall';
import type { MonitorEvent } from '../../functions/monitor/event';
import { startDynamoDb } from '../../infra/local/emulators/dynamodb';
import { startSns } from '../../infra/local/emulators/sns';
import { startLambda } from '../../infra/local/function/lambda';
import type { Deployment } from '../../infra/local/template/deployment';
import { fiveWalletRow } from '../support/rows';
import { processCost } from './process-cost';

export type MonitorRun = {
  accounts: number;
  cold: { ms: number; cpuMs: number };
  warm: { ms: number; cpuMs: number }[];
  peakMb: number;
  /** Requests to the table and keys read, of one warm run. */
  requests: number;
  keys: number;
};

/** Hourly slots: this run judges that of 06:00, whose last moment is 06:32, and compares it with that of 05:00. */
const TIME = '2026-11-22T06:35:00Z';
const SLOTS = ['2026-11-22T05:00:00Z', '2026-11-22T06:00:00Z'];
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_BATCH = 25;

export async function measureMonitor(
  { table, topics, monitor }: Deployment,
  { accounts, rounds, nodePath }: { accounts: number; rounds: number; nodePath: string },
): Promise<MonitorRun> {
  if (!monitor) throw new Error('the template has no monitor');
  const [dynamodb, sns] = await Promise.all([startDynamoDb(), startSns({ topicArns: topics })]);
  await dynamodb.createTable(table);
  const ids = Array.from({ length: accounts }, (_, i) => `account-${i}`);
  const rows = ids.flatMap((account) =>
    SLOTS.map((slot) => marshallRow(fiveWalletRow({ account, slot })) as Record<string, AttributeValue>),
  );
  for (let i = 0; i < rows.length; i += MAX_BATCH) {
    const puts = rows.slice(i, i + MAX_BATCH).map((Item) => ({ PutRequest: { Item } }));
    await dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { [table.TableName]: puts } }));
  }
  const environment = { AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url, AWS_ENDPOINT_URL_SNS: sns.url };
  const lambda = startLambda(monitor.function, { environment, nodePath });
  const sandbox = await lambda.startSandbox();
  const event: MonitorEvent = {
    slot: TIME,
    accounts: ids.map((id) => ({ id, schedule: 'cron(0 * * * ? *)' })),
  };
  const run = async () => {
    const before = processCost(sandbox.pid)?.cpuMs ?? 0;
    dynamodb.requests.length = 0;
    const result = await sandbox.invoke(event);
    if (result.kind !== 'returned') throw new Error(`the monitor failed: ${result.error.errorMessage}`);
    const cpuMs = processCost(sandbox.pid)?.cpuMs ?? Number.NaN;
    return { ms: result.durationMs, cpuMs: cpuMs - (result.cold ? 0 : before) };
  };
  const cold = await run();
  const warm = [];
  for (let i = 0; i < rounds; i++) warm.push(await run());
  const reads = [...dynamodb.requests];
  const peakMb = processCost(sandbox.pid)?.peakMb ?? Number.NaN;
  await lambda.stop();
  await Promise.all([dynamodb.stop(), sns.stop()]);
  const keys = reads.map(({ body }) => keysOf(body)).reduce((a, b) => a + b, 0);
  return { accounts, cold, warm, peakMb, requests: reads.length, keys };
}

const keysOf = ({ RequestItems = {} }: { RequestItems?: Record<string, { Keys: unknown[] }> }) =>
  Object.values(RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
