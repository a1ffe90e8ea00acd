/** Measures cold and warm runs of each contender under AWS's own runtime client: time, CPU, memory, waits. */
import type { InvocationResult } from '../../infra/local/function/sandbox';
import type { Asset, Contender } from './assets';
import { waitsInSeries } from './network';
import { type ProcessCost, processCost } from './process-cost';
import type { Stage } from './stage';
import { interleave } from './statistics';

export type Run = Partial<ProcessCost> & {
  ms: number;
  waits: string[];
  requests: string[];
  connections: number;
};

/** A cold run, from the start of the process to the answer, and the warm runs after it in the same sandbox. */
export type Runs = { cold: Run; warm: Run[] };

export async function measureSnapshots(
  assets: readonly Asset[],
  stage: Stage,
  {
    roundTripMs,
    rounds,
    warmRuns,
    onRun,
  }: { roundTripMs: number; rounds: number; warmRuns: number; onRun?(): void },
): Promise<Record<Contender, Runs[]>> {
  const network = await stage.network(roundTripMs);
  const lambdas = new Map(assets.map(({ name, spec }) => [name, stage.lambda(spec, network)]));
  const names = assets.map(({ name }) => name);
  const runs = await interleave(names, { rounds, warmups: 1 }, async (name) => {
    const lambda = lambdas.get(name);
    if (!lambda) throw new Error(`no sandbox for ${name}`);
    const sandbox = await lambda.startSandbox();

    const run = async (): Promise<Run> => {
      const before = processCost(sandbox.pid)?.cpuMs ?? 0;
      network.reset();
      const result = await sandbox.invoke(stage.event());
      expectCapture(name, result);
      const cost = processCost(sandbox.pid);
      const { trips, connections } = network;
      return {
        ms: result.durationMs,
        ...(cost && { cpuMs: cost.cpuMs - (result.cold ? 0 : before), peakMb: cost.peakMb }),
        waits: waitsInSeries(trips).map(({ engine }) => engine),
        requests: trips.map(({ engine }) => engine),
        connections: connections.length,
      };
    };

    const cold = await run();
    const warm: Run[] = [];
    for (let i = 0; i < warmRuns; i++) warm.push(await run());
    await sandbox.kill();
    onRun?.();
    return { cold, warm };
  });
  await network.stop();
  return runs;
}

function expectCapture(name: string, result: InvocationResult) {
  const outcome = result.kind === 'returned' && (result.payload as { outcome?: string }).outcome;
  if (outcome === 'captured') return;
  const why = result.kind === 'failed' ? result.error.errorMessage : JSON.stringify(result.payload);
  throw new Error(`${name} took no snapshot: ${why}\n${result.lines.map(({ text }) => text).join('\n')}`);
}
