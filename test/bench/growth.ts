/** Many accounts in one tick: what a snapshot costs must not depend on how many there are. */
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

/** The fewest snapshots that a size is judged by. */
const FEWEST = 2_000;
/** Beforehand, in each sandbox: the compiler goes on making code faster for as long as this. */
const WARM_UPS = 1_000;

/** Takes one snapshot of each of `accounts` accounts (a few times over where they are few), in sandboxes that are warm. */
export async function measureTick(
  spec: FunctionSpec,
  stage: Stage,
  { accounts, concurrency }: { accounts: number; concurrency: number },
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
  for (let i = 0; i < WARM_UPS; i++) await Promise.all(sandboxes.map(takeOne));

  const cpu = () => sandboxes.reduce((sum, { pid }) => sum + (processCost(pid)?.cpuMs ?? 0), 0);
  const asked = () => ({
    dynamodb: stage.dynamodb.requests.length,
    exchange: stage.exchange.requests.length,
  });
  const [cpuBefore, before] = [cpu(), asked()];
  const snapshots = accounts * Math.ceil(FEWEST / accounts);
  let left = snapshots;
  await Promise.all(
    sandboxes.map(async (sandbox) => {
      while (left-- > 0) await takeOne(sandbox);
    }),
  );
  const [cpuMs, after] = [cpu() - cpuBefore, asked()];
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
