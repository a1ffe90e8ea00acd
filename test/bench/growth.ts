/** Many accounts in one tick: the cost of a snapshot must not depend on their number. */
import type { FunctionSpec } from '../../infra/local/template/deployment';
import { processCost } from './process-cost';
import type { Stage } from './stage';

export type Tick = {
  accounts: number;
  sandboxes: number;
  snapshots: number;
  cpuMs: number;
  /** Of the table and the exchange, per snapshot. */
  requests: { dynamodb: number; exchange: number };
};

/** Minimum number of snapshots per size. */
const MIN_SNAPSHOTS = 2_000;
/** Runs in each sandbox before measuring: V8 optimizes for this long. */
const WARM_UPS = 1_000;

/** Takes one snapshot of each of `accounts` accounts (repeatedly where there are few), in warm sandboxes. */
export async function measureTick(
  spec: FunctionSpec,
  stage: Stage,
  {
    accounts,
    concurrency,
    warmUps = WARM_UPS,
    minSnapshots = MIN_SNAPSHOTS,
  }: { accounts: number; concurrency: number; warmUps?: number; minSnapshots?: number },
): Promise<Tick> {
  const network = await stage.network(0);
  const lambda = stage.lambda(spec, network);
  const sandboxes = await Promise.all(
    Array.from({ length: Math.min(accounts, concurrency) }, () => lambda.startSandbox()),
  );
  const takeOne = async (sandbox: (typeof sandboxes)[number]) => {
    const result = await sandbox.invoke(stage.event());
    if (result.kind !== 'returned') throw new Error(`no snapshot: ${result.error.errorMessage}`);
  };
  for (let i = 0; i < warmUps; i++) await Promise.all(sandboxes.map(takeOne));

  const cpu = () => sandboxes.reduce((sum, { pid }) => sum + (processCost(pid)?.cpuMs ?? 0), 0);
  const requestCounts = () => ({
    dynamodb: stage.dynamodb.requests.length,
    exchange: stage.exchange.requests.length,
  });
  const [cpuBefore, before] = [cpu(), requestCounts()];
  const snapshots = accounts * Math.ceil(minSnapshots / accounts);
  let left = snapshots;
  await Promise.all(
    sandboxes.map(async (sandbox) => {
      while (left-- > 0) await takeOne(sandbox);
    }),
  );
  const [cpuMs, after] = [cpu() - cpuBefore, requestCounts()];
  await lambda.stop();
  await network.stop();
  return {
    accounts,
    sandboxes: sandboxes.length,
    snapshots,
    cpuMs: cpuMs / snapshots,
    requests: {
      dynamodb: (after.dynamodb - before.dynamodb) / snapshots,
      exchange: (after.exchange - before.exchange) / snapshots,
    },
  };
}
